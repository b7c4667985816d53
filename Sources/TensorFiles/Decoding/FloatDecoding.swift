/// How stored bit patterns become F32.
///
/// Every function is exact, subnormals and signed zeros included; NaN stays NaN. F64 alone rounds: to nearest,
/// ties to even, and to infinity beyond F32's range.
enum FloatDecoding {
  static func f64(_ bits: UInt64) -> Float {
    Float(Double(bitPattern: bits))
  }

  static func f32(_ bits: UInt32) -> Float {
    Float(bitPattern: bits)
  }

  static func bf16(_ bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }

  static func f16(_ bits: UInt16) -> Float {
    // Shifted into place, the pattern reads as the value times 2^-112, subnormals too. Spelled without `Float16`,
    // whose conversion is a library call on CPUs before F16C.
    let magnitude = UInt32(bits & 0x7FFF) << 13
    let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
    let isSpecial = magnitude >= 0x0F80_0000
    let finiteOrSpecial = isSpecial ? magnitude | 0x7F80_0000 : scaled
    return Float(bitPattern: UInt32(bits & 0x8000) << 16 | finiteOrSpecial)
  }

  static func f8e5m2(_ code: UInt8) -> Float {
    // The upper half of binary16.
    f16(UInt16(code) << 8)
  }

  static func f8e4m3(_ code: UInt8) -> Float {
    guard code & 0x7F != 0x7F else { return .nan }
    // As for binary16: exponent and mantissa in place read as the value times 2^-120.
    let magnitude = Float(bitPattern: UInt32(code & 0x7F) << 20) * 0x1p120
    return code & 0x80 == 0 ? magnitude : -magnitude
  }

  /// The values of all codes of an 8-bit encoding.
  static let f8e4m3Values: [Float] = (0...UInt8.max).map(f8e4m3)
  /// The values of all codes of an 8-bit encoding.
  static let f8e5m2Values: [Float] = (0...UInt8.max).map(f8e5m2)
}
