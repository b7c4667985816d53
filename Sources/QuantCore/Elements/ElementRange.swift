/// What E8M0's rules have to know of an element type.
public struct ElementRange: Sendable, Hashable {
  /// The largest magnitude.
  public let largest: Float
  /// The exponent of the binade that holds the largest magnitude: `emax` in the OCP specification.
  public let largestExponent: Int
  /// The bits behind the leading one in that binade.
  public let mantissaBits: Int

  /// Creates a range from its numbers.
  public init(largest: Float, largestExponent: Int, mantissaBits: Int) {
    self.largest = largest
    self.largestExponent = largestExponent
    self.mantissaBits = mantissaBits
  }

  /// The range of a float type.
  public init(_ type: MiniFloat) {
    self.init(
      largest: type.largest, largestExponent: type.largestExponent, mantissaBits: type.mantissaBits)
  }

  /// MXINT8: two's complement with six bits behind the point, without its lowest code: ±127/64.
  public static let mxint8 = ElementRange(largest: 127 / 64, largestExponent: 0, mantissaBits: 6)
}
