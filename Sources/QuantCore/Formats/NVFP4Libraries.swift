/// NVFP4 as torchao makes it.
///
/// ```
/// g    = amax(W) / 2688                                1 for an all-zero tensor
/// s    = RNE_E4M3(clamp((amax / 6) / g, 2^-6, 448))    2^-6 for a zero block
/// code = RNE_E2M1(x · ((1 / g) / s))
/// x'   = element · (g · s)
/// ```
///
/// Scales stop at the smallest normal E4M3 value. A reciprocal that overflows saturates every element but 0.
struct TorchAOCodec: E2M1Codec {
  private let global: Float

  init(amax: Float) { global = nvfp4TensorScale(amax: amax) }

  var tensorScale: Float? { global }

  func scale(for block: Span<Float>) -> BlockScale {
    let quotient = block.amax / 6 / global
    // A comparison with zero over zero is false: the lower limit, as for a zero block.
    let wanted = quotient > 0x1p-6 ? min(quotient, 448) : 0x1p-6
    return BlockScale(e4m3: MiniFloat.e4m3.encode(wanted), tensorScale: global)
  }

  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    let factor = scale.multiplier == 0 ? 0 : 1 / global / scale.value
    return E2M1.encode(block, factor: factor, into: &codes)
  }
}

/// NVFP4 as compressed-tensors makes it, whose tensor scale divides.
///
/// ```
/// G    = 2688 · (1 / amax(W))                  1 where that is not finite
/// s    = RNE_E4M3(G · (amax / 6))              saturating; 1/8 where that is 0
/// code = RNE_E2M1(x / (s / G))
/// x'   = element · (s / G)
/// ```
///
/// There is no lower limit: what rounds to 0 becomes 1/8. The multiplier of the tensor that is shown is 1 / G.
struct CompressedTensorsCodec: E2M1Codec {
  private let divisor: Float

  init(amax: Float) {
    let wanted = 2688 * (1 / amax)
    divisor = wanted.isFinite ? wanted : 1
  }

  var tensorScale: Float? { 1 / divisor }

  func scale(for block: Span<Float>) -> BlockScale {
    let nearest = MiniFloat.e4m3.encode(min(divisor * (block.amax / 6), 448))
    let code = nearest == 0 ? MiniFloat.e4m3.encode(0.125) : nearest
    let value = MiniFloat.e4m3.decode(code)
    return BlockScale(code: UInt32(code), value: value, multiplier: value / divisor)
  }
}
