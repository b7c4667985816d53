/// Unsigned integers with an integer zero point; the range includes 0, as in torchao.
///
/// ```
/// lo, hi = min(min x, 0), max(max x, 0)
/// s    = (hi - lo) / (2^b - 1)                        in F32, then rounded to the scale's type
/// z    = clamp(-rint(lo / s), 0, 2^b - 1)
/// code = clamp(rint(x · (1/s)) + z, 0, 2^b - 1)       ties to even; z for x = 0, also where 1/s overflows
/// x'   = (code - z) · s
/// ```
///
/// Where hi - lo overflows, s = hi / (2^b - 1) - lo / (2^b - 1).
struct AffineIntegerCodec: ZeroPointCodec {
  /// Columns of a block.
  let columns: Int
  /// The largest code, 2^b - 1.
  let levels: Float
  let scaleType: ScaleType

  var arithmetic: BlockArithmetic? {
    BlockArithmetic(
      columns: columns, element: .integer(0...Int(levels)), scale: .affine(type: scaleType))
  }

  func scale(for block: Span<Float>) -> BlockScale {
    var range = ValueRange(including: 0)
    for index in block.indices { range.add(block[index]) }
    let scale = scaleType.stored(
      range.extent(over: levels), isZero: range.lowest == 0 && range.highest == 0)
    return scale.withZeroPoint(lowest: range.lowest, levels: levels)
  }

  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    let inverse = scale.multiplier == 0 ? 0 : 1 / scale.multiplier
    var saturated = 0
    for index in block.indices {
      let x = block[index]
      let scaled = x == 0 ? 0 : x * inverse
      let rounded = scaled.roundedToEven + scale.offset
      let clamped = min(max(0, rounded), levels)
      saturated += rounded == clamped ? 0 : 1
      codes[index] = UInt8(clamped)
    }
    return saturated
  }
}
