/// FP8 E4M3 with one F32 scale for the tensor.
///
/// ```
/// s    = amax(W) / 448         over the finite values, in F32
/// code = RNE_E4M3(x / s)       saturating at ±448
/// x'   = element · s
/// ```
///
/// Of NaN and infinities only the values themselves are left out.
public struct FP8Tensor: WholeTensorFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// amax / 448.
  public let rule = "amax"
  /// The E4M3 grid.
  public let element = ElementGrid(.e4m3)

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "fp8-tensor")) {
    self.id = id
  }

  /// Takes the scale from the tensor's amax.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    let scale = ScaleType.f32.stored(
      summary.amax / MiniFloat.e4m3.largest, isZero: summary.amax == 0)
    return WholeTensorCodec(
      ScaledFloatCodec(
        columns: max(1, summary.columns), element: .e4m3, scaleType: .f32, shared: scale))
  }

  static let family = FormatFamily(
    name: "fp8-tensor",
    summary: "FP8 E4M3, one scale for the tensor, amax/448 in F32",
    sameBitsAs: "torchao, compressed-tensors",
    rules: ["amax"]
  ) { id in
    id.rule == nil || id.rule == "amax" ? FP8Tensor(id: id) : nil
  }
}
