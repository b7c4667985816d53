internal import QuantCore
internal import TensorFiles

/// What a comparison comes to over the tensors that differ, each by its relative error.
///
/// ```
/// total = √(Σ nᵢ·(Σe²/Σx²)ᵢ / Σ nᵢ)          n = the tensor's elements, as `rank` weighs
/// ```
///
/// No tensor's scale has a say in it: added up as they are, the squares of one large tensor would hide all others.
public struct CheckTotal: Sendable, Hashable {
  /// The rule in words.
  public static let rule = "root of the mean Σe²/Σx², each tensor weighed by its elements"

  /// A tensor and its relative error.
  public struct Entry: Sendable, Hashable {
    /// The tensor's name.
    public let name: String
    /// √(Σe²/Σx²); nil where there is no number for it.
    public let relativeError: Double?
  }

  /// How many tensors differ and have a relative error.
  public let tensorCount: Int
  /// Their elements.
  public let elements: Int
  /// The total; nil where no tensor differs.
  public let relativeError: Double?
  /// The median of their relative errors, of an even number the lower one of the middle.
  public let median: Double?
  /// The tensor with the largest relative error; one without a number comes before all others.
  public let worst: Entry?
  /// How many differ in a way that no number can say: values became infinite or NaN, or all of the original's are 0.
  public let undefinedCount: Int

  /// The total in dB; nil where no tensor differs.
  public var signalToNoise: Double? {
    relativeError.flatMap { ErrorStatistics.signalToNoise(signal: 1, noise: $0 * $0) }
  }

  /// Adds tensors up.
  ///
  /// - Parameter tensors: The tensors of a comparison.
  public init(_ tensors: [CheckReport.Tensor]) {
    var errors: [(name: String, error: Double)] = []
    var (sum, elements, undefined) = (0.0, 0, 0)
    var first: Entry?
    for tensor in tensors where tensor.differs {
      guard let error = tensor.relativeError else {
        undefined += 1
        if first == nil { first = Entry(name: tensor.name, relativeError: nil) }
        continue
      }
      let count = tensor.errors?.count ?? 0
      elements += count
      sum += Double(count) * error * error
      errors.append((tensor.name, error))
    }
    tensorCount = errors.count
    self.elements = elements
    undefinedCount = undefined
    relativeError = elements > 0 ? (sum / Double(elements)).squareRoot() : nil
    let sorted = errors.map(\.error).sorted()
    median = sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
    let largest = errors.reduce(nil as (name: String, error: Double)?) { worst, next in
      worst.map { $0.error >= next.error } == true ? worst : next
    }
    worst = first ?? largest.map { Entry(name: $0.name, relativeError: $0.error) }
  }
}

extension CheckReport.Tensor {
  /// Whether it was measured and is not exactly the original.
  public var differs: Bool { errors.map { $0.noise != 0 } == true || lostCount > 0 }

  /// √(Σe²/Σx²); nil where there is no number for it, since values became infinite or NaN or the original is all 0.
  public var relativeError: Double? { lostCount > 0 ? nil : errors?.relativeFrobenius }

  /// How many values decode to NaN where the original has a number.
  public var lostCount: Int {
    guard case .measured(let errors, let nonfinite) = outcome else { return 0 }
    return shape.reduce(1, *) - nonfinite - errors.count
  }
}
