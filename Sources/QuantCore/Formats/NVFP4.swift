/// NVFP4: E2M1 elements, 16 to a block, an E4M3 scale, and one F32 scale for the tensor.
///
/// By NVIDIA ModelOpt's rule, all in F32:
///
/// ```
/// g    = amax(W) / 2688                          2688 = 6 · 448; 1 for an all-zero tensor
/// s    = RNE_E4M3(clamp(amax / (6 · g), 2^-9, 448))   1 where the quotient is 0
/// code = RNE_E2M1(x / (s · g))                   saturating at ±6
/// x'   = element · (s · g)
/// ```
///
/// The tensor's amax is over its finite values. Where g underflows to 0, codes and values are 0.
public struct NVFP4: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// ModelOpt's rule.
  public let rule = "modelopt"
  /// The E2M1 grid.
  public let element = ElementGrid(.e2m1)
  /// E4M3.
  public let scaleType = ScaleType.e4m3
  /// The tensor's scale follows from its amax.
  public let foreknowledge = Foreknowledge.summary

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "nvfp4")) {
    self.id = id
  }

  /// 16 elements along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: 16)
  }

  /// The F32 tensor scale.
  public func tensorBits(rows: Int, columns: Int) -> Int { 32 }

  /// Takes the tensor's scale from its amax.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    let tensorScale = summary.amax == 0 ? 1 : summary.amax / 2688
    return TiledCodec(
      Codec(global: tensorScale, values: element.values),
      shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  private struct Codec: BlockCodec {
    let global: Float
    let values: [Float]
    var tensorScale: Float? { global }

    var arithmetic: BlockArithmetic? {
      BlockArithmetic(
        columns: 16, element: .float(.e2m1), scale: .e4m3(tensorScale: global))
    }

    func scale(for block: Span<Float>) -> BlockScale {
      let quotient = block.amax / (6 * global)
      // Zero over zero (the tensor's scale underflowed) is a zero block too.
      let wanted = quotient > 0 ? min(max(quotient, 0x1p-9), 448) : 1
      let code = MiniFloat.e4m3.encode(wanted)
      let value = MiniFloat.e4m3.decode(code)
      return BlockScale(code: UInt32(code), value: value, multiplier: value * global)
    }

    func encode(
      _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
    ) -> Int {
      E2M1.encode(block, divisor: scale.multiplier, into: &codes)
    }

    func decode(
      _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
    ) {
      E2M1.decode(codes, grid: self.values, multiplier: scale.multiplier, into: &values)
    }
  }

  static let family = FormatFamily(
    name: "nvfp4",
    summary: "NVIDIA FP4: E2M1, 16 to a block, E4M3 scale, F32 tensor scale amax/2688",
    sameBitsAs: "NVIDIA ModelOpt",
    rules: ["modelopt"]
  ) { id in
    id.rule == nil || id.rule == "modelopt" ? NVFP4(id: id) : nil
  }
}
