/// What a codec computes, said so plainly that a fast path can compute the same.
///
/// It describes blocks that lie in one row: a scale from the block's amax, division by it, the nearest element,
/// multiplication. Whoever follows it must equal the codec bit for bit.
public struct BlockArithmetic: Sendable, Hashable {
  /// How a quotient becomes a code.
  public enum Element: Sendable, Hashable {
    /// The nearest value of a float type, ties to even, saturating; code 0 where the divisor is 0.
    case float(MiniFloat)
    /// `rint`, clamped; the code is the integer less the lowest. The quotient is 0 where the divisor is 0.
    case integer(ClosedRange<Int>)
    /// `rint` of the quotient over the step, clamped; the code is the integer less the lowest.
    ///
    /// The value is the integer times the step, so that E8M0's rules see the range of `ElementRange.mxint8`.
    case fixedPoint(ClosedRange<Int>, step: Float)
  }

  /// How a scale follows from a block's amax.
  public enum Scale: Sendable, Hashable {
    /// A power of two for the element type, as the rule says.
    case e8m0(E8M0Rule)
    /// Of the power of two by `rceil` and the one below it, the one with the smaller squared error.
    ///
    /// Errors are x - x' in F64, added as `LaneSums` adds them, by index in the block; a tie takes the lower one.
    case e8m0LeastSquares
    /// RNE_E4M3(clamp(amax / (6 · g), 2^-9, 448)), 1 where the quotient is 0, times g.
    case e4m3(tensorScale: Float)
    /// Of all positive E4M3 codes the one with the smallest squared error of E2M1, times g; `ScaleSweepCodec` says how.
    case e4m3Sweep(tensorScale: Float)
    /// amax / divisor, rounded to the type; narrow types saturate and never round to 0 unless amax is 0.
    case linear(divisor: Float, type: ScaleType)
    /// As `linear`, of the floor where amax lies below it.
    case floored(divisor: Float, floor: Float, type: ScaleType)
    /// Unsigned integers with a zero point, over a range that includes 0; lo and hi are its ends.
    ///
    /// With L the largest integer: s = (hi - lo) / L, each end divided by itself where hi - lo overflows, rounded as
    /// `linear` is; z = clamp(-rint(lo / s), 0, L), 0 where s is 0. The code is clamp(rint(x · (1/s)) + z, 0, L), z
    /// where x or s is 0; it decodes to (code - z) · s.
    case affine(type: ScaleType)
    /// The same scale for every block.
    case fixed(BlockScale)
  }

  /// Columns in a block.
  public let columns: Int
  /// How a quotient becomes a code.
  public let element: Element
  /// How the scale is chosen.
  public let scale: Scale

  /// Creates a description.
  public init(columns: Int, element: Element, scale: Scale) {
    self.columns = columns
    self.element = element
    self.scale = scale
  }
}
