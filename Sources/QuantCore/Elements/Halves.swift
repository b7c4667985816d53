/// IEEE 754 binary16, converted bit by bit so that every platform agrees.
public enum Binary16 {
  /// The largest finite value.
  public static let largest: Float = 65504
  /// The smallest positive value, 2^-24.
  public static let smallest: Float = 0x1p-24

  /// The value of a bit pattern, exactly; NaN stays NaN.
  public static func decode(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let field = UInt32(bits >> 10) & 0x1f
    let mantissa = UInt32(bits & 0x3ff)
    switch field {
    case 0x1f:
      return Float(bitPattern: sign | 0x7f80_0000 | mantissa << 13)
    case 0:
      let magnitude = Float(mantissa) * smallest
      return Float(bitPattern: sign | magnitude.bitPattern)
    default:
      return Float(bitPattern: sign | (field + 112) << 23 | mantissa << 13)
    }
  }

  /// The nearest pattern, ties to even; magnitudes that round beyond 65504 become infinite, NaN stays NaN.
  public static func encode(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let sign = UInt16(bits >> 16) & 0x8000
    let magnitude = bits & 0x7fff_ffff
    if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
    if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
    let field = Int(magnitude >> 23)
    let significand = (magnitude & 0x7f_ffff) | (field == 0 ? 0 : 0x80_0000)
    let exponent = max(field, 1) - 127
    let shift = 13 + max(-14 - exponent, 0)
    if shift > 24 { return sign }
    let kept = significand >> UInt32(shift)
    let half = (UInt32(1) << UInt32(shift - 1)) - 1 + kept & 1
    let rounded = (significand + half) >> UInt32(shift)
    return sign | UInt16(rounded + UInt32(max(exponent + 14, 0)) << 10)
  }
}

/// The upper half of IEEE 754 binary32.
public enum BFloat16 {
  /// The largest finite value, 2^127 · (2 - 2^-7).
  public static let largest = Float(bitPattern: 0x7f7f_0000)
  /// The smallest positive value, 2^-133.
  public static let smallest: Float = 0x1p-133

  /// The value of a bit pattern, exactly; NaN stays NaN.
  @inlinable
  public static func decode(_ bits: UInt16) -> Float {
    Float(bitPattern: UInt32(bits) << 16)
  }

  /// The nearest pattern, ties to even; NaN stays NaN.
  public static func encode(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if bits & 0x7fff_ffff > 0x7f80_0000 { return UInt16(bits >> 16) | 0x40 }
    return UInt16((bits + 0x7fff + (bits >> 16) & 1) >> 16)
  }
}
