/// A type that a headerless file may be guessed to hold, and what its plausible values look like.
struct GuessableType: Sendable {
  /// The type.
  let type: StoredType
  /// The magnitude's bits of 2⁻⁴⁰, or 0 where the type has no value that small.
  private let low: UInt64
  /// The magnitude's bits of 2⁸.
  private let high: UInt64

  /// The types in the order in which they are named; the first one wins a tie.
  static let all = [
    GuessableType(type: .bf16, low: (127 - 40) << 7, high: (127 + 8) << 7),
    GuessableType(type: .f16, low: 0, high: (15 + 8) << 10),
    GuessableType(type: .f32, low: (127 - 40) << 23, high: (127 + 8) << 23),
    GuessableType(type: .f64, low: (1023 - 40) << 52, high: (1023 + 8) << 52),
  ]

  /// The bytes of one value.
  var size: Int { type.bits / 8 }

  /// Counts the little-endian values in `bytes` that are zero or have 2⁻⁴⁰ < |x| < 2⁸.
  func plausibleCount(in bytes: Span<UInt8>) -> Int {
    switch size {
    case 2: plausibleCount(in: bytes, as: UInt16.self)
    case 4: plausibleCount(in: bytes, as: UInt32.self)
    default: plausibleCount(in: bytes, as: UInt64.self)
    }
  }

  @inline(__always)
  private func plausibleCount<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    in bytes: Span<UInt8>, as type: Bits.Type
  ) -> Int {
    let low = Bits(low)
    let high = Bits(high)
    return (0..<(bytes.count / size)).count { index in
      let magnitude = Bits(littleEndian: bytes.element(index, as: Bits.self)) & (Bits.max >> 1)
      return magnitude == 0 || (low < magnitude && magnitude < high)
    }
  }
}
