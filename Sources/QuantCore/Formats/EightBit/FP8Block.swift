/// FP8 E4M3 with a float scale for each row, each 128 of a row, or each tile of 128×128.
///
/// ```
/// s    = amax / 448            in F32, then rounded to the scale's type
/// code = RNE_E4M3(x / s)       saturating at ±448
/// x'   = element · s
/// ```
///
/// Runs of 128 are DeepSeek-V3's activations, whose amax counts as at least 1e-4; tiles are its weights. A scale
/// that underflows to 0 gives code and value 0.
public struct FP8Block: QuantizationFormat {
  /// What shares a scale.
  public enum Extent: String, Sendable, Hashable, CaseIterable {
    case row, g128
    case tile = "128x128"
  }

  /// The identifier as asked for.
  public let id: FormatID
  /// amax / 448.
  public let rule = "amax"
  /// The E4M3 grid.
  public let element = ElementGrid(.e4m3)
  /// F32, F16 or BF16.
  public let scaleType: ScaleType
  private let extent: Extent

  /// Creates the format.
  ///
  /// - Parameters:
  ///   - id: The identifier as asked for.
  ///   - extent: What shares a scale.
  ///   - scaleType: The type in which scales are stored: F32, F16 or BF16.
  public init(id: FormatID, extent: Extent, scaleType: ScaleType = .f32) {
    self.id = id
    self.extent = extent
    self.scaleType = scaleType
  }

  /// A row, 128 of a row, or a square of 128 by 128.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    switch extent {
    case .row: BlockShape(rows: 1, columns: max(1, columns))
    case .g128: BlockShape(rows: 1, columns: 128)
    case .tile: BlockShape(rows: 128, columns: 128)
    }
  }

  /// Nothing about the tensor matters to its blocks.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    let shape = blockShape(rows: summary.rows, columns: summary.columns)
    let block = ScaledFloatCodec(
      columns: shape.columns, element: .e4m3, scaleType: scaleType,
      floor: extent == .g128 ? 1e-4 : 0)
    return TiledCodec(block, shape: shape)
  }

  static let row = family(
    .row, "FP8 E4M3, one scale a row, amax/448 in F32", "torchao, compressed-tensors")
  static let group = family(
    .g128, "FP8 E4M3, 128 to a group, scale max(amax, 1e-4)/448 in F32",
    "DeepSeek-V3's activations")
  static let tile = family(
    .tile, "FP8 E4M3, tiles of 128x128, scale amax/448 in F32", "DeepSeek-V3's weights")

  private static func family(
    _ extent: Extent, _ summary: String, _ sameBitsAs: String
  ) -> FormatFamily {
    FormatFamily(
      name: "fp8-\(extent.rawValue)", summary: summary, sameBitsAs: sameBitsAs, rules: ["amax"],
      options: ScaleType.options
    ) { id in
      guard id.rule == nil || id.rule == "amax" else { return nil }
      return ScaleType.asked(by: id, else: .f32).map {
        FP8Block(id: id, extent: extent, scaleType: $0)
      }
    }
  }
}
