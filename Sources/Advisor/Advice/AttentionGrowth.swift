/// What attention of a layer's width costs beside the layer as the context grows, by formula.
///
/// For each new token and a context of C tokens, heads together as wide as the layer's inputs K: QKᵀ and PV are 4·C·K
/// operations; keys and values in BF16 are 4·C·K bytes that each sequence reads for itself, where the layer reads its
/// weights once for the whole batch. With g query heads for each key head, divide the bytes by g.
public struct AttentionGrowth: Sendable, Hashable {
  /// One context.
  public struct Point: Sendable, Hashable {
    /// The tokens of the context.
    public let context: Int
    /// The operations of attention for the batch.
    public let operations: Double
    /// The bytes of keys and values that the batch reads.
    public let bytes: Double
    /// The least time of attention, in seconds.
    public let seconds: Double
  }

  /// The context at which attention reads as many bytes as the layer.
  public let contextOfEqualBytes: Double
  /// The context at which attention has as many operations as the layer: N/2.
  public let contextOfEqualOperations: Double
  /// Some contexts.
  public let points: [Point]

  /// The contexts that are shown.
  public static let contexts = [1024, 8192, 32768, 131_072]

  /// Works out the growth.
  ///
  /// - Parameters:
  ///   - load: The layer's load.
  ///   - shape: The layer.
  ///   - batch: The sequences, of one new token each.
  ///   - part: The part; attention multiplies in BF16.
  public init(beside load: LayerLoad, shape: LayerShape, batch: Int, part: Part) {
    let each = 4 * Double(shape.inputs) * Double(batch)
    contextOfEqualBytes = load.bytes(batch: batch) / each
    contextOfEqualOperations = Double(shape.outputs) / 2
    let peak = part.peaks[.bf16]?.value ?? .infinity
    points = Self.contexts.map { context in
      let amount = each * Double(context)
      return Point(
        context: context, operations: amount, bytes: amount,
        seconds: max(amount / part.bandwidth.value, amount / peak))
    }
  }
}
