/// Symmetric integers under the scale that leaves the least squared error.
///
/// Candidates are amax / divisor times 1 - i/100 for i = 0…49, both in F32, then rounded to the scale's type. The
/// squared error is summed in F64, in sixteen lanes by place in the block; of equal errors the larger scale wins.
struct SearchedIntegerCodec: BlockCodec {
  let base: SymmetricIntegerCodec

  func scale(for block: Span<Float>) -> BlockScale {
    let first = base.scale(for: block)
    let amax = block.amax
    guard amax > 0 else { return first }
    let exact = amax / base.divisor
    var best = first
    var least = squaredError(block, multiplier: first.multiplier, below: .infinity)
    for step in 1..<50 {
      let candidate = base.scaleType.stored(exact * (Float(100 - step) / 100), isZero: false)
      // Narrow types round neighbours to the same.
      guard candidate.code != best.code else { continue }
      let error = squaredError(block, multiplier: candidate.multiplier, below: least)
      if error < least {
        least = error
        best = candidate
      }
    }
    return best
  }

  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    base.encode(block, scale: scale, into: &codes)
  }

  func decode(
    _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
  ) {
    base.decode(codes, scale: scale, into: &values)
  }

  /// Σ(x - x')²; infinite as soon as it can't lie below the bound any more.
  private func squaredError(_ block: Span<Float>, multiplier: Float, below bound: Double) -> Double
  {
    let lowest = Float(base.range.lowerBound)
    let highest = Float(base.range.upperBound)
    var sums = LaneSums()
    for index in block.indices {
      let x = block[index]
      let scaled = multiplier == 0 ? 0 : x / multiplier
      let code = min(max(lowest, scaled.roundedToEven), highest)
      let error = Double(x) - Double(code * multiplier)
      sums.add(error * error, lane: index)
      // Rounding keeps order: sums of more squares are never less.
      if index & 63 == 63, sums.total >= bound { return .infinity }
    }
    return sums.total
  }
}
