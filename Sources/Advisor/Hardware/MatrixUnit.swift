/// One way in which a part multiplies matrices: operand types, what scales it applies itself, and the instruction.
public struct MatrixUnit: Sendable, Hashable {
  /// Which scales the multiplication applies by itself.
  public enum Scaling: String, Sendable, Hashable {
    /// None: whoever calls it multiplies the sums.
    case none
    /// One E8M0 exponent for 32 elements along K, of both operands.
    case mx = "E8M0 per 32"
    /// One E4M3 scale for 16 elements along K, of both operands.
    case nv = "E4M3 per 16"
  }

  /// The types that the weights may have.
  public let weights: Set<Operand>
  /// The types that the activations may have, in any combination with those of the weights.
  public let activations: Set<Operand>
  /// The scales that it applies.
  public let scaling: Scaling
  /// The operand type whose peak rate holds.
  public let rate: Operand
  /// The instruction's name.
  public let instruction: String
  /// Where that is written.
  public let source: Fact.Source

  /// Creates a unit whose operands may be mixed.
  public init(
    _ operands: Set<Operand>, by activations: Set<Operand>? = nil, scaling: Scaling = .none,
    rate: Operand, instruction: String, source: Fact.Source
  ) {
    weights = operands
    self.activations = activations ?? operands
    self.scaling = scaling
    self.rate = rate
    self.instruction = instruction
    self.source = source
  }

  /// Whether it multiplies these operands under these scales.
  public func takes(_ weight: Operand, by activation: Operand, scaling: Scaling) -> Bool {
    self.scaling == scaling && weights.contains(weight) && activations.contains(activation)
  }
}
