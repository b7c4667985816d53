/// A linear layer, `y[batch, outputs] = x[batch, inputs] · Wᵀ`, its weights `[outputs, inputs]`.
public struct LayerShape: Sendable, Hashable, CustomStringConvertible {
  /// Rows of the weights: N.
  public let outputs: Int
  /// Columns of the weights: K.
  public let inputs: Int

  /// The most that a side may have.
  public static let limit = 1 << 24

  /// Creates a shape; nil unless both sides lie in 1…`limit`.
  public init?(outputs: Int, inputs: Int) {
    guard (1...Self.limit).contains(outputs), (1...Self.limit).contains(inputs) else { return nil }
    self.outputs = outputs
    self.inputs = inputs
  }

  /// Reads `4096x14336`, N before K.
  public init?(_ text: String) {
    let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard sides.count == 2, let outputs = Int(sides[0]), let inputs = Int(sides[1]) else {
      return nil
    }
    self.init(outputs: outputs, inputs: inputs)
  }

  /// The shape as `4096x14336`.
  public var description: String { "\(outputs)x\(inputs)" }
}
