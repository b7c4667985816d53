/// ggml's Q4_0: 32 to a block, an F16 scale with the sign that puts the first largest magnitude on -8.
///
/// ```
/// d    = m / -8                                m the first value of the largest magnitude; in F32
/// code = min(15, trunc(x · (1/d) + 8.5))       in F32, each operation rounded; 8 where d is 0
/// x'   = (code - 8) · F16(d)
/// ```
///
/// Codes are made with d before it is rounded, so that another code can lie nearer. A d beyond F16 saturates at
/// ±65504, where ggml stores an infinity; one that rounds to 0 gives values 0, as in ggml.
public struct GGMLQ4: GGMLFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// -8…7.
  public let element = ElementGrid(signedBits: 4)

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "q4_0")) {
    self.id = id
  }

  /// Nothing about the tensor matters to its blocks.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    TiledCodec(Codec(), shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  private struct Codec: BlockCodec {
    func scale(for block: Span<Float>) -> BlockScale {
      .ggml(exact(of: block))
    }

    func encode(
      _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
    ) -> Int {
      let divisor = exact(of: block)
      let inverse = divisor == 0 ? 0 : 1 / divisor
      var saturated = 0
      for index in block.indices {
        let x = block[index]
        // Zero times an infinite reciprocal is zero here.
        let scaled = x == 0 ? 0 : x * inverse
        let whole = (scaled + 8.5).rounded(.towardZero)
        let clamped = min(max(0, whole), 15)
        saturated += whole == clamped ? 0 : 1
        codes[index] = UInt8(clamped)
      }
      return saturated
    }

    func decode(
      _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
    ) {
      for index in codes.indices {
        values[index] = (Float(codes[index]) - 8) * scale.multiplier
      }
    }

    private func exact(of block: Span<Float>) -> Float {
      var largest: Float = 0
      for index in block.indices where block[index].magnitude > largest.magnitude {
        largest = block[index]
      }
      return largest / -8
    }
  }

  static let family = FormatFamily(
    name: "q4_0",
    summary: "ggml Q4_0: INT4, 32 to a block, signed scale m/-8 in F16",
    sameBitsAs: "ggml",
    rules: ["ggml"]
  ) { id in
    id.rule == nil || id.rule == "ggml" ? GGMLQ4(id: id) : nil
  }
}
