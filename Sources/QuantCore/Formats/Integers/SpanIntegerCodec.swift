/// Unsigned integers over the span from the smallest to the largest value, whether or not 0 lies in it: AWQ's formula.
///
/// ```
/// s    = max(max x - min x, 1e-5) / (2^b - 1)         in F32, then rounded to the scale's type
/// z    = clamp(-rint(min x / s), 0, 2^b - 1)
/// code = clamp(rint(x / s) + z, 0, 2^b - 1)           ties to even
/// x'   = (code - z) · s
/// ```
///
/// Where all values have one sign, z is clamped and what lies far from 0 saturates. A short block counts as padded
/// with zeros. Where the difference overflows, s = max x / (2^b - 1) - min x / (2^b - 1).
struct SpanIntegerCodec: ZeroPointCodec {
  /// Columns of a block that is not short.
  let columns: Int
  /// The largest code, 2^b - 1.
  let levels: Float
  let scaleType: ScaleType

  func scale(for block: Span<Float>) -> BlockScale {
    var range = ValueRange(including: block.count < columns || block.isEmpty ? 0 : block[0])
    for index in block.indices { range.add(block[index]) }
    let scale = scaleType.stored(range.extent(over: levels, atLeast: 1e-5), isZero: false)
    return scale.withZeroPoint(lowest: range.lowest, levels: levels)
  }

  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    var saturated = 0
    for index in block.indices {
      let rounded = (block[index] / scale.multiplier).roundedToEven + scale.offset
      let clamped = min(max(0, rounded), levels)
      saturated += rounded == clamped ? 0 : 1
      codes[index] = UInt8(clamped)
    }
    return saturated
  }
}
