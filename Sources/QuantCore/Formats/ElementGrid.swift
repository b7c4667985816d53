/// The values that an element's code can stand for, before the scale.
public struct ElementGrid: Sendable, Hashable {
  /// The element type's name, such as `E2M1` or `INT4`.
  public let name: String
  /// The size of a code, in bits.
  public let bits: Int
  /// The value of each stored code; integers are stored from the lowest upwards.
  public let values: [Float]

  /// The codes of a float type that has no specials.
  public init(_ type: MiniFloat) {
    name = type.name
    bits = type.bits
    values = (0..<type.codeCount).map { type.decode(UInt8($0)) }
  }

  /// The codes of a two's complement integer of the given width, -2^(b-1)…2^(b-1)-1.
  public init(signedBits bits: Int) {
    name = "INT\(bits)"
    self.bits = bits
    let half = 1 << (bits - 1)
    values = (-half..<half).map { Float($0) }
  }

  /// The largest magnitude that a code stands for.
  public var largest: Float { values.map(\.magnitude).max() ?? 0 }
}
