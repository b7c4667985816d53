/// A floating-point type of eight bits or fewer, described by its fields: sign, exponent, mantissa.
///
/// ```
/// value = (-1)^s · 2^(e - bias) · (1 + m / 2^M)        e > 0
/// value = (-1)^s · 2^(1 - bias) · (m / 2^M)            e = 0
/// ```
///
/// Source: OCP Microscaling Formats 1.0 and OCP 8-bit Floating Point 1.0.
public struct MiniFloat: Sendable, Hashable {
  /// Which codes stand for no finite number.
  public enum Specials: Sendable, Hashable {
    /// Every code is a finite number (E2M1, E2M3, E3M2).
    case none
    /// All ones below the sign is NaN; there is no infinity (E4M3).
    case nanAtAllOnes
    /// The highest exponent holds infinities and NaN, as in IEEE 754 (E5M2).
    case ieee
  }

  /// The name, such as `E2M1`.
  public let name: String
  /// The number of exponent bits.
  public let exponentBits: Int
  /// The number of mantissa bits.
  public let mantissaBits: Int
  /// What is subtracted from the exponent field.
  public let bias: Int
  /// Which codes stand for no finite number.
  public let specials: Specials
  /// The positive code of the largest finite value.
  public let largestCode: UInt8
  /// The largest finite value.
  public let largest: Float
  /// The exponent of the binade that holds the largest value: `emax` in the OCP specification.
  public let largestExponent: Int

  /// Creates a type from its fields.
  public init(
    name: String, exponentBits: Int, mantissaBits: Int, bias: Int, specials: Specials
  ) {
    self.name = name
    self.exponentBits = exponentBits
    self.mantissaBits = mantissaBits
    self.bias = bias
    self.specials = specials
    let sign = UInt8(1) << UInt8(exponentBits + mantissaBits)
    largestCode =
      switch specials {
      case .none: sign - 1
      case .nanAtAllOnes: sign - 2
      case .ieee: sign - (1 << UInt8(mantissaBits)) - 1
      }
    largestExponent = Int(largestCode) >> mantissaBits - bias
    let mantissa = Int(largestCode) & (1 << mantissaBits - 1)
    largest = Float(
      sign: .plus, exponent: largestExponent - mantissaBits,
      significand: Float(mantissa + 1 << mantissaBits))
  }

  /// FP4: 0, ½, 1, 1½, 2, 3, 4, 6 and their negatives.
  public static let e2m1 = MiniFloat(
    name: "E2M1", exponentBits: 2, mantissaBits: 1, bias: 1, specials: .none)
  /// FP6 E2M3: largest 7.5, smallest 2^-3.
  public static let e2m3 = MiniFloat(
    name: "E2M3", exponentBits: 2, mantissaBits: 3, bias: 1, specials: .none)
  /// FP6 E3M2: largest 28, smallest 2^-4.
  public static let e3m2 = MiniFloat(
    name: "E3M2", exponentBits: 3, mantissaBits: 2, bias: 3, specials: .none)
  /// FP8 E4M3 ("fn"): largest 448, smallest 2^-9.
  public static let e4m3 = MiniFloat(
    name: "E4M3", exponentBits: 4, mantissaBits: 3, bias: 7, specials: .nanAtAllOnes)
  /// FP8 E5M2: largest 57344, smallest 2^-16.
  public static let e5m2 = MiniFloat(
    name: "E5M2", exponentBits: 5, mantissaBits: 2, bias: 15, specials: .ieee)

  /// The size of a code, in bits.
  public var bits: Int { 1 + exponentBits + mantissaBits }

  /// The number of codes, both signs and specials included.
  public var codeCount: Int { 1 << bits }

  /// The bit that holds the sign.
  public var signBit: UInt8 { 1 << UInt8(exponentBits + mantissaBits) }

  /// The value of a code, exactly; bits above the code's width are ignored.
  public func decode(_ code: UInt8) -> Float {
    let magnitude = Int(code & (signBit - 1))
    let sign: FloatingPointSign = code & signBit == 0 ? .plus : .minus
    if magnitude > Int(largestCode) {
      let isInfinite = specials == .ieee && magnitude == Int(largestCode) + 1
      return isInfinite ? Float(signOf: sign == .plus ? 1 : -1, magnitudeOf: .infinity) : .nan
    }
    let field = magnitude >> mantissaBits
    let mantissa = magnitude & (1 << mantissaBits - 1)
    let significand = field == 0 ? mantissa : mantissa + 1 << mantissaBits
    return Float(
      sign: sign, exponent: max(field, 1) - bias - mantissaBits, significand: Float(significand))
  }

  /// The code nearest to a value: ties go to the even code, magnitudes beyond the largest saturate.
  ///
  /// The sign is kept, also for zero. Infinity saturates; NaN becomes the NaN of all ones, or the largest
  /// value where the type has no NaN.
  public func encode(_ value: Float) -> UInt8 {
    let bits = value.bitPattern
    let sign = bits >> 31 == 0 ? 0 : signBit
    let magnitude = bits & 0x7fff_ffff
    if magnitude > 0x7f80_0000 {
      return sign | (specials == .none ? largestCode : signBit - 1)
    }
    // A subnormal F32 has the exponent of the smallest normal one and no hidden bit.
    let field = Int(magnitude >> 23)
    let significand = (magnitude & 0x7f_ffff) | (field == 0 ? 0 : 0x80_0000)
    let exponent = max(field, 1) - 127
    let smallestExponent = 1 - bias
    let shift = 23 - mantissaBits + max(smallestExponent - exponent, 0)
    if shift > 24 { return sign }
    let kept = significand >> UInt32(shift)
    let half = (UInt32(1) << UInt32(shift - 1)) - 1 + kept & 1
    let rounded = Int((significand + half) >> UInt32(shift))
    let code = rounded + max(exponent - smallestExponent, 0) << mantissaBits
    return sign | UInt8(min(code, Int(largestCode)))
  }
}
