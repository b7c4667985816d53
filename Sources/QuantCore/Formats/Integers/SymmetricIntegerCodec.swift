/// Integers without a zero point.
///
/// ```
/// s    = amax / divisor              in F32, then rounded to the scale's type
/// code = clamp(rint(x / s), range)   in F32, ties to even; stored less the lowest
/// x'   = code · s
/// ```
struct SymmetricIntegerCodec: BlockCodec {
  /// Columns of a block.
  let columns: Int
  /// The integers that codes stand for.
  let range: ClosedRange<Int>
  let divisor: Float
  let scaleType: ScaleType

  var arithmetic: BlockArithmetic? {
    BlockArithmetic(
      columns: columns, element: .integer(range),
      scale: .linear(divisor: divisor, type: scaleType))
  }

  func scale(for block: Span<Float>) -> BlockScale {
    let amax = block.amax
    return scaleType.stored(amax / divisor, isZero: amax == 0)
  }

  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    let lowest = Float(range.lowerBound)
    let highest = Float(range.upperBound)
    let divisor = scale.multiplier
    var saturated = 0
    for index in block.indices {
      let scaled = divisor == 0 ? 0 : block[index] / divisor
      let rounded = scaled.roundedToEven
      // In this order NaN, which a file brings that is written to while it is read, becomes the lowest code.
      let clamped = min(max(lowest, rounded), highest)
      saturated += rounded == clamped ? 0 : 1
      codes[index] = UInt8(clamped - lowest)
    }
    return saturated
  }

  func decode(
    _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
  ) {
    let lowest = Float(range.lowerBound)
    for index in codes.indices {
      values[index] = (Float(codes[index]) + lowest) * scale.multiplier
    }
  }
}

extension Float {
  /// The nearest integer, ties to even, as F32.
  ///
  /// Adding and taking away 1.5 · 2^23 rounds magnitudes below 2^22 in the adder; `rounded` is a library call
  /// where the compiler may not assume SSE 4.1.
  var roundedToEven: Float {
    magnitude < 0x1p22 ? (self + 0x1.8p23) - 0x1.8p23 : rounded(.toNearestOrEven)
  }
}
