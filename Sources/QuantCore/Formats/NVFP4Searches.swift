/// NVFP4 with the better one of two scales for each block, by which amax becomes 6 or 4.
///
/// ```
/// h    = 1536 / amax(W)                        1536 = 6 · 256
/// b    = (amax / 6) · h
/// s6   = RNE_E4M3(b), s4 = RNE_E4M3(b · 1.5)   saturating; 0 for a zero tensor or block
/// code = RNE_E2M1(x · (1 / ((1 / h) · s)))     0 where (1 / h) · s is 0
/// x'   = element · (s · g)                     g = amax(W) / 1536; 1 for an all-zero tensor
/// ```
///
/// The scale with the smaller Σ(x - x')² in F64 is kept, s6 on ties. Against 448, 256 leaves room for s4 in the
/// block that holds the tensor's amax.
///
/// Source: Four Over Six, arXiv 2512.02010.
struct FourOverSixCodec: E2M1Codec {
  private let global: Float
  private let encoding: Float

  init(amax: Float) {
    global = amax == 0 ? 1 : amax / 1536
    encoding = amax == 0 ? 0 : 1536 / amax
  }

  var tensorScale: Float? { global }

  func scale(for block: Span<Float>) -> BlockScale {
    let amax = block.amax
    guard amax > 0 else { return scale(wanted: 0) }
    let base = amax / 6 * encoding
    let six = scale(wanted: base)
    let four = scale(wanted: base * 1.5)
    return squaredError(block, scale: four) < squaredError(block, scale: six) ? four : six
  }

  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    E2M1.encode(block, factor: factor(scale), into: &codes)
  }

  private func scale(wanted: Float) -> BlockScale {
    // Zero times infinity (the reciprocal overflowed) is a zero block too.
    let bounded = wanted > 0 ? min(wanted, 448) : 0
    return BlockScale(e4m3: MiniFloat.e4m3.encode(bounded), tensorScale: global)
  }

  /// What elements are multiplied by; 0 where nothing is left of the scale.
  private func factor(_ scale: BlockScale) -> Float {
    let divisor = 1 / encoding * scale.value
    return divisor > 0 && divisor.isFinite ? 1 / divisor : 0
  }

  private func squaredError(_ block: Span<Float>, scale: BlockScale) -> Double {
    let factor = factor(scale)
    var sums = LaneSums()
    for index in block.indices {
      let scaled = block[index] == 0 ? 0 : block[index] * factor
      let error = Double(block[index]) - Double(E2M1.rounded(scaled) * scale.multiplier)
      sums.add(error * error, lane: index)
    }
    return sums.total
  }
}

/// NVFP4 with the best of all 126 positive E4M3 scales for each block.
///
/// Tensor scale and arithmetic are those of ModelOpt's rule. The scale with the smallest Σ(x - x')² in F64 is kept,
/// the smaller one on ties. Scales that can't win are left out: rounding is monotonic, so that the error of the
/// largest element alone bounds all scales under which it saturates, and the energy of the elements that become
/// 0 bounds all larger scales.
struct ScaleSweepCodec: E2M1Codec {
  private let global: Float
  private let ordinary: ModelOptCodec

  init(amax: Float) {
    global = nvfp4TensorScale(amax: amax)
    ordinary = ModelOptCodec(amax: amax)
  }

  var tensorScale: Float? { global }

  var arithmetic: BlockArithmetic? {
    BlockArithmetic(columns: 16, element: .float(.e2m1), scale: .e4m3Sweep(tensorScale: global))
  }

  func scale(for block: Span<Float>) -> BlockScale {
    let amax = block.amax
    guard amax > 0, amax.isFinite else { return candidate(1) }
    let start = UInt8(truncatingIfNeeded: ordinary.scale(for: block).code)
    var best = candidate(start)
    var least = E2M1.squaredError(block, multiplier: best.multiplier)
    for code in (1..<start).reversed() {
      let next = candidate(code)
      if Self.clippingError(amax: amax, multiplier: next.multiplier) > least { break }
      let error = E2M1.squaredError(block, multiplier: next.multiplier)
      if error <= least { (best, least) = (next, error) }
    }
    for code in start..<MiniFloat.e4m3.largestCode {
      if Self.flushedEnergy(block, multiplier: candidate(code).multiplier) >= least { break }
      let next = candidate(code + 1)
      let error = E2M1.squaredError(block, multiplier: next.multiplier)
      if error < least { (best, least) = (next, error) }
    }
    return best
  }

  private func candidate(_ code: UInt8) -> BlockScale {
    BlockScale(e4m3: code, tensorScale: global)
  }

  /// The squared error of the largest element where it saturates, else 0.
  private static func clippingError(amax: Float, multiplier: Float) -> Double {
    let reach = 6 * multiplier
    guard reach < amax else { return 0 }
    let error = Double(amax) - Double(reach)
    return error * error
  }

  /// Σx² of the elements that become 0 under this and all larger scales, in the lanes of the error.
  private static func flushedEnergy(_ block: Span<Float>, multiplier: Float) -> Double {
    var sums = LaneSums()
    for index in block.indices {
      let value = Double(block[index])
      let isFlushed = block[index].magnitude / multiplier <= 0.25
      sums.add(isFlushed ? value * value : 0, lane: index)
    }
    return sums.total
  }
}
