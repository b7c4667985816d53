internal import QuantCore

/// How stored bit patterns become F32 quickly.
///
/// QuantCore says what each pattern means, and these give the same values.
enum FloatDecoding {
  /// Rounds to nearest, ties to even, and to infinity beyond F32's range; NaN stays NaN.
  static func f64(_ bits: UInt64) -> Float {
    Float(Double(bitPattern: bits))
  }

  /// `Binary16.decode` without its branches, so that a loop over it becomes vector code: three times as fast.
  static func f16(_ bits: UInt16) -> Float {
    // Shifted into place, the pattern reads as the value times 2^-112, subnormals too. Spelled without `Float16`,
    // whose conversion is a library call on CPUs before F16C.
    let magnitude = UInt32(bits & 0x7FFF) << 13
    let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    let isSpecial = magnitude >= 0x0F80_0000
    let finiteOrSpecial = isSpecial ? magnitude | 0x7F80_0000 : scaled
    return Float(bitPattern: UInt32(bits & 0x8000) << 16 | finiteOrSpecial)
  }

  /// The values of all codes of E4M3.
  static let f8e4m3Values = (0...UInt8.max).map(MiniFloat.e4m3.decode)
  /// The values of all codes of E5M2.
  static let f8e5m2Values = (0...UInt8.max).map(MiniFloat.e5m2.decode)
}
