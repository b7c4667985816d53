/// The scale type of OCP microscaling: eight exponent bits, no sign, no mantissa, no zero.
///
/// ```
/// value = 2^(code - 127)        code 0…254; code 255 is NaN
/// ```
///
/// Code 0 is 2^-127, a subnormal F32.
public enum E8M0 {
  /// The code of NaN.
  public static let nan: UInt8 = 0xff

  /// The value of a code, exactly.
  public static func decode(_ code: UInt8) -> Float {
    switch code {
    case nan: .nan
    case 0: Float(bitPattern: 0x0040_0000)
    default: Float(bitPattern: UInt32(code) << 23)
    }
  }

  /// The code of 2^exponent; exponents outside -127…127 are clamped.
  public static func encode(exponent: Int) -> UInt8 {
    UInt8(min(max(exponent, -127), 127) + 127)
  }
}
