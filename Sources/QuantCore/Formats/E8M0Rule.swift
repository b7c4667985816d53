/// How a block's power-of-two scale follows from its amax.
///
/// With A the amax in F32, the exponents are (OCP MX 1.0 §6.3 for `floor`; the others as in torchao):
///
/// ```
/// floor  floor(log2 A) - emax                            amax may exceed the largest element: it saturates
/// ceil   ceil(log2 A) - emax
/// rceil  ceil(log2(A / largest)), the quotient in F32    never saturates
/// even   floor(log2 A') - emax, A' = A rounded to the element's mantissa bits, ties upwards
/// ```
///
/// All are exact: logarithms come from the bits of F32, subnormal ones included. The result is clamped to
/// -127…127. An all-zero block has code 0 under every rule.
public enum E8M0Rule: String, Sendable, Hashable, CaseIterable {
  case floor, rceil, even, ceil

  /// The scale's code for a block of floats.
  public func code(amax: Float, element: MiniFloat) -> UInt8 {
    code(amax: amax, range: ElementRange(element))
  }

  /// The scale's code for a block.
  ///
  /// - Parameters:
  ///   - amax: The largest magnitude in the block; finite.
  ///   - element: The range that the scale must fit.
  /// - Returns: The E8M0 code, 0…254.
  public func code(amax: Float, range element: ElementRange) -> UInt8 {
    guard amax > 0 else { return 0 }
    // Only a file that is written to while it is read brings an infinity here.
    guard amax.isFinite else { return E8M0.nan - 1 }
    switch self {
    case .floor:
      return E8M0.encode(exponent: Int(amax.exponent) - element.largestExponent)
    case .ceil:
      return E8M0.encode(exponent: Self.ceilLog2(amax) - element.largestExponent)
    case .rceil:
      return E8M0.encode(exponent: Self.ceilLog2(amax / element.largest))
    case .even:
      let step = Float(sign: .plus, exponent: -element.mantissaBits - 1, significand: 1)
      let carry = amax.significand >= 2 - step ? 1 : 0
      return E8M0.encode(exponent: Int(amax.exponent) + carry - element.largestExponent)
    }
  }

  /// The smallest integer e with 2^e >= value, for a value above zero; -127 or less for a quotient of zero.
  private static func ceilLog2(_ value: Float) -> Int {
    guard value > 0 else { return -149 }
    return Int(value.exponent) + (value.significand == 1 ? 0 : 1)
  }
}
