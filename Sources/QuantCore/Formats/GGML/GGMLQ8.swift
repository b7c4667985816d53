/// ggml's Q8_0: 32 to a block, an F16 scale.
///
/// ```
/// d    = amax / 127                            in F32
/// code = round(x · (1/d))                      ties away from zero; 0 where d is 0
/// x'   = code · F16(d)
/// ```
///
/// Codes are made with d before it is rounded, so that another code can lie nearer. A d beyond F16 saturates at
/// 65504, where ggml stores an infinity; one that rounds to 0 gives values 0, as in ggml.
public struct GGMLQ8: GGMLFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// -127…127.
  public let element = ElementGrid(symmetricBits: 8)

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "q8_0")) {
    self.id = id
  }

  /// Nothing about the tensor matters to its blocks.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    TiledCodec(Codec(), shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  private struct Codec: BlockCodec {
    func scale(for block: Span<Float>) -> BlockScale {
      .ggml(block.amax / 127)
    }

    func encode(
      _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
    ) -> Int {
      let divisor = block.amax / 127
      let inverse = divisor == 0 ? 0 : 1 / divisor
      var saturated = 0
      for index in block.indices {
        let x = block[index]
        // Zero times an infinite reciprocal is zero here.
        let scaled = x == 0 ? 0 : x * inverse
        let rounded = scaled.rounded(.toNearestOrAwayFromZero)
        let clamped = min(max(-127, rounded), 127)
        saturated += rounded == clamped ? 0 : 1
        codes[index] = UInt8(clamped + 127)
      }
      return saturated
    }

    func decode(
      _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
    ) {
      for index in codes.indices {
        values[index] = (Float(codes[index]) - 127) * scale.multiplier
      }
    }
  }

  static let family = FormatFamily(
    name: "q8_0",
    summary: "ggml Q8_0: INT8, 32 to a block, scale amax/127 in F16",
    sameBitsAs: "ggml",
    rules: ["ggml"]
  ) { id in
    id.rule == nil || id.rule == "ggml" ? GGMLQ8(id: id) : nil
  }
}
