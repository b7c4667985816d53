/// How a float of at most 16 bits is stored: exponent bits, mantissa bits and what lies above the largest value.
///
/// Written apart from the program's own conversions on purpose: the samples test those.
struct NarrowFloat {
  var exponentBits: Int
  var mantissaBits: Int
  /// The code of positive infinity, or of the largest finite value where the type has no infinity.
  var overflowCode: UInt16
  /// The code of a quiet NaN.
  var notANumberCode: UInt16

  static let bfloat16 = NarrowFloat(
    exponentBits: 8, mantissaBits: 7, overflowCode: 0x7F80, notANumberCode: 0x7FC0)
  static let half = NarrowFloat(
    exponentBits: 5, mantissaBits: 10, overflowCode: 0x7C00, notANumberCode: 0x7E00)
  static let e4m3 = NarrowFloat(
    exponentBits: 4, mantissaBits: 3, overflowCode: 0x7E, notANumberCode: 0x7F)

  /// The code nearest to a value, ties to the even code; out of range gives `overflowCode`.
  ///
  /// Counting steps of the value's binade makes the code itself: a step count that reaches the next binade
  /// carries into the exponent, and subnormals are the binade whose hidden bit is absent.
  func code(_ value: Double) -> UInt16 {
    let signBit: UInt16 = value.sign == .minus ? 1 << (exponentBits + mantissaBits) : 0
    if value.isNaN { return signBit | notANumberCode }
    if value.isInfinite { return signBit | overflowCode }
    let smallestExponent = 2 - (1 << (exponentBits - 1))
    let exponent = value == 0 ? smallestExponent : max(Int(value.exponent), smallestExponent)
    let step = Double(sign: .plus, exponent: exponent - mantissaBits, significand: 1)
    let steps = Int((value.magnitude / step).rounded(.toNearestOrEven))
    let code = ((exponent - smallestExponent) << mantissaBits) + steps
    return signBit | UInt16(min(code, Int(overflowCode)))
  }
}
