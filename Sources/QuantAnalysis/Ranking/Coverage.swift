/// How much of a tensor was read for its figures.
public struct Coverage: Sendable, Hashable {
  /// How many elements were read.
  public let elements: Int
  /// How many there are.
  public let total: Int

  /// States how much was read.
  public init(elements: Int, of total: Int) {
    self.elements = elements
    self.total = total
  }

  /// Whether everything was read; also of an empty tensor.
  public var isWhole: Bool { elements >= total }

  /// The share that was read, 0…1; 1 for an empty tensor.
  public var share: Double { total > 0 ? Double(elements) / Double(total) : 1 }
}
