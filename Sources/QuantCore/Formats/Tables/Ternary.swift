/// BitNet b1.58: -1, 0 or 1 times the tensor's mean magnitude.
///
/// ```
/// s    = max(mean |W|, 1e-5)               the mean in F64 over the finite values, then F32
/// code = clamp(rint(x / s), -1, 1)         in F32, ties to even; stored as 0, 1, 2
/// x'   = code · s
/// ```
///
/// Codes are counted as log2 3 bits, as one long number of base 3 has them. Of NaN and infinities only the values
/// themselves are left out.
public struct Ternary: WholeTensorFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// The mean magnitude.
  public let rule = "absmean"
  /// -1, 0, 1.
  public let element = ElementGrid(name: "TERNARY", bits: 2, values: [-1, 0, 1], isDense: true)

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "ternary")) {
    self.id = id
  }

  /// Takes the scale from the tensor's mean magnitude.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    WholeTensorCodec(Codec(multiplier: max(Float(summary.meanMagnitude), 1e-5)))
  }

  private struct Codec: BlockCodec {
    let multiplier: Float
    var tensorScale: Float? { multiplier }

    func scale(for block: Span<Float>) -> BlockScale {
      BlockScale(code: multiplier.bitPattern, value: multiplier, multiplier: multiplier)
    }

    func encode(
      _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
    ) -> Int {
      var saturated = 0
      for index in block.indices {
        let rounded = (block[index] / multiplier).roundedToEven
        let clamped = min(max(-1, rounded), 1)
        saturated += rounded == clamped ? 0 : 1
        codes[index] = UInt8(clamped + 1)
      }
      return saturated
    }

    func decode(
      _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
    ) {
      for index in codes.indices {
        values[index] = (Float(codes[index]) - 1) * multiplier
      }
    }
  }

  static let family = FormatFamily(
    name: "ternary",
    summary: "BitNet b1.58: -1, 0, 1 times the tensor's mean magnitude",
    sameBitsAs: "BitNet b1.58's weight formula",
    rules: ["absmean"],
    remark: "a format to train in: applied to trained weights it only shows what would be lost"
  ) { id in
    id.rule == nil || id.rule == "absmean" ? Ternary(id: id) : nil
  }
}
