/// What a matrix unit multiplies: the type of its operands, by which its peak rate is stated.
public enum Operand: String, Sendable, Hashable, CaseIterable {
  /// F32 by fused multiply-adds, without a matrix unit.
  case f32
  case tf32
  /// FP16 and BF16, which all parts listed multiply at one rate.
  case bf16
  case fp8
  case fp6
  case fp4
  case int8
  case int4

  /// The size of an operand as stored, in bits.
  public var bits: Int {
    switch self {
    case .f32, .tf32: 32
    case .bf16: 16
    case .fp8, .int8: 8
    case .fp6: 6
    case .fp4, .int4: 4
    }
  }

  /// The name as in a sentence.
  public var name: String {
    self == .bf16 ? "BF16" : rawValue.uppercased()
  }
}
