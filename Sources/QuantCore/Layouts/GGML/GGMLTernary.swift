/// ggml's ternary blocks: 256 digits 0, 1, 2 and an F16 scale.
///
/// ```
/// TQ1_0    48 bytes of five digits, 4 bytes of four, F16 d
/// TQ2_0    64 bytes of four digits of two bits, F16 d
/// x = (digit - 1) · d
/// ```
///
/// A byte b of TQ1_0 is a fraction of 256 in base 3, rounded up: its digit n is (3·(b·3^n mod 256)) / 256. The digits
/// n of 32 bytes are 32 elements in a row, then follow the digits n + 1; after the first 32 bytes come 16 in the same
/// way, and then the four. Bits 2n of 32 bytes of TQ2_0 are 32 elements likewise; a digit 3, which ggml does not
/// write, gives 2·d.
public enum GGMLTernary: GGMLBlockDefinition {
  case base3, twoBits

  private static let powers: [UInt8] = [1, 3, 9, 27, 81]

  /// The type with its sizes.
  public var type: GGMLType { self == .base3 ? .tq1_0 : .tq2_0 }

  /// Writes the values of a block.
  public func decode(
    _ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int
  ) {
    let scale = block.half(at: type.blockBytes - 2)
    var next = start
    for (bytes, digits) in groups {
      for digit in 0..<digits {
        for index in bytes {
          values[next] = Float(Int(value(of: digit, in: block[index])) - 1) * scale
          next += 1
        }
      }
    }
  }

  /// Bytes whose digits take turns, and how many digits each has.
  private var groups: [(bytes: Range<Int>, digits: Int)] {
    self == .base3
      ? [(0..<32, 5), (32..<48, 5), (48..<52, 4)] : [(0..<32, 4), (32..<64, 4)]
  }

  /// A digit of a byte.
  func value(of digit: Int, in byte: UInt8) -> UInt8 {
    guard self == .base3 else { return byte >> UInt8(2 * digit) & 3 }
    return UInt8(truncatingIfNeeded: (UInt16(byte &* Self.powers[digit]) * 3) >> 8)
  }
}
