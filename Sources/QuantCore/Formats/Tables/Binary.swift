/// The first BitNet: the sign of each weight about the mean, times the tensor's mean magnitude.
///
/// ```
/// alpha, beta = mean W, mean |W|           in F64 over the finite values, then F32
/// code = 1 where x > alpha, 0 where x < alpha; a value that equals alpha takes its own sign
/// x'   = +beta or -beta
/// ```
///
/// A tensor of equal values thus stays what it is; 0 is not kept. Decoding needs beta only. Of NaN and infinities
/// only the values themselves are left out.
public struct Binary: WholeTensorFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// The mean magnitude.
  public let rule = "absmean"
  /// -1, 1.
  public let element = ElementGrid(name: "SIGN", bits: 1, values: [-1, 1])
  /// Two signs leave no room for 0.
  public let keepsZero = false

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "binary")) {
    self.id = id
  }

  /// Takes the threshold and the scale from the tensor's means.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    WholeTensorCodec(
      Codec(threshold: Float(summary.mean), multiplier: Float(summary.meanMagnitude)))
  }

  private struct Codec: BlockCodec {
    let threshold: Float
    let multiplier: Float
    var tensorScale: Float? { multiplier }

    func scale(for block: Span<Float>) -> BlockScale {
      BlockScale(code: multiplier.bitPattern, value: multiplier, multiplier: multiplier)
    }

    func encode(
      _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
    ) -> Int {
      for index in block.indices {
        let x = block[index]
        codes[index] = x > threshold || (x == threshold && x > 0) ? 1 : 0
      }
      return 0
    }

    func decode(
      _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
    ) {
      for index in codes.indices {
        values[index] = codes[index] == 0 ? -multiplier : multiplier
      }
    }
  }

  static let family = FormatFamily(
    name: "binary",
    summary: "BitNet: the sign about the tensor's mean, times its mean magnitude",
    sameBitsAs: "BitNet's weight formula",
    rules: ["absmean"],
    remark: "a format to train in: applied to trained weights it only shows what would be lost"
  ) { id in
    id.rule == nil || id.rule == "absmean" ? Binary(id: id) : nil
  }
}
