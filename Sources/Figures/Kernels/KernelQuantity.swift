internal import Measurement

/// What is drawn of a layer over its batch.
public enum KernelQuantity: Sendable, Hashable, CaseIterable {
  /// The time of a call.
  case time
  /// Operations a second.
  case operations
  /// Rows of activations a second.
  case tokens

  /// What stands above the axis.
  public var title: String {
    switch self {
    case .time: "ms a call"
    case .operations: "GOP/s"
    case .tokens: "tokens/s"
    }
  }

  /// Whether less is better.
  public var isTime: Bool { self == .time }

  /// The quantity of a call.
  ///
  /// - Parameters:
  ///   - milliseconds: How long the call takes.
  ///   - point: The layer and its batch.
  /// - Returns: Milliseconds, or billions of operations or rows a second.
  func value(_ milliseconds: Double, of point: LinearReport.Point) -> Double {
    switch self {
    case .time: milliseconds
    case .operations:
      2 * Double(point.outputs) * Double(point.inputs) * Double(point.batch) / milliseconds / 1e6
    case .tokens: Double(point.batch) / milliseconds * 1e3
    }
  }
}
