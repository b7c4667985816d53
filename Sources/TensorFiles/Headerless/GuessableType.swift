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
    let signless = ~(1 << UInt64(type.bits - 1)) as UInt64
    var count = 0
    for start in stride(from: 0, to: bytes.count, by: size) {
      var bits: UInt64 = 0
      for byte in 0..<size { bits |= UInt64(bytes[start + byte]) << UInt64(8 * byte) }
      let magnitude = bits & signless
      if magnitude == 0 || (low < magnitude && magnitude < high) { count += 1 }
    }
    return count
  }
}
