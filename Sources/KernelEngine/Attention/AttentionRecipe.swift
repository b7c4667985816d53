/// How attention is computed: what Q, K, V and the weights are rounded to, and how the softmax goes.
///
/// ```
/// O = softmax(Q · Kᵀ / √d) · V
/// ```
///
/// Products are added up in F32, exponentials are F32 throughout; all results but those of F32 itself become F16.
public struct AttentionRecipe: Sendable, Hashable {
  /// What elements of Q, K, V and of the softmax's weights are.
  public enum Element: Sendable, Hashable {
    /// As they are.
    case f32
    /// IEEE binary16, ties to even.
    case f16
    /// FP8 E4M3, ties to even, saturating at 448; scale amax/448.
    case e4m3
    /// Integers from -127 to 127, halves away from zero; scale amax/127.
    case int8
  }

  /// Whose largest magnitude a scale of E4M3 or INT8 is taken from.
  public enum Extent: Sendable, Hashable {
    /// One head's tensor.
    case head
    /// So many tokens of one head; the last ones may be fewer.
    case tokens(Int)
    /// One of the head's channels over all tokens.
    case channel
  }

  /// How the softmax goes.
  public enum Softmax: Sendable, Hashable {
    /// Tile by tile of 64 keys, with a running maximum and sum in F32; weights are rounded before they are divided by
    /// the sum.
    case online
    /// Over whole rows of scores that are kept in F16, before and after the factor 1/√d; weights are divided by the
    /// sum first, and become F16 before anything else.
    case whole
  }

  /// The identifier.
  public let id: String
  /// One line that says what it is.
  public let summary: String
  /// What Q and K become.
  public let scores: Element
  /// Whose scales Q has, where it has any.
  public let queryExtent: Extent
  /// Whose scales K has.
  public let keyExtent: Extent
  /// Whether K's mean over the tokens is taken off each channel first; that changes all scores of a query alike.
  public let isSmoothed: Bool
  /// Whether Q and K are multiplied by the same orthogonal matrix first: random signs, then Hadamard's.
  public let isRotated: Bool
  /// What V and the weights become.
  public let values: Element
  /// Whose scales V has.
  public let valueExtent: Extent
  /// What weights, at most 1, are multiplied by before they are rounded.
  public let weightFactor: Float
  /// How the softmax goes.
  public let softmax: Softmax

  init(
    _ id: String, _ summary: String, scores: Element, queryExtent: Extent = .head,
    keyExtent: Extent = .head, isSmoothed: Bool = false, isRotated: Bool = false, values: Element,
    valueExtent: Extent = .head, weightFactor: Float = 1, softmax: Softmax = .online
  ) {
    self.id = id
    self.summary = summary
    self.scores = scores
    self.queryExtent = queryExtent
    self.keyExtent = keyExtent
    self.isSmoothed = isSmoothed
    self.isRotated = isRotated
    self.values = values
    self.valueExtent = valueExtent
    self.weightFactor = weightFactor
    self.softmax = softmax
  }

  /// Whether the result is rounded to F16.
  public var roundsResult: Bool { values != .f32 }
}
