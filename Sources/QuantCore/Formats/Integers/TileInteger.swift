/// JetFire's INT8: one scale for each tile of 32×32.
///
/// ```
/// s    = amax / 127                       in F32
/// code = clamp(rint(x / s), ±127)         in F32, ties to even
/// x'   = code · s
/// ```
///
/// JetFire itself stores F16 scales and divides zero by zero in tiles of zeros, which are zeros here.
public struct TileInteger: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  private let scheme: IntegerScheme
  /// amax / 127.
  public let rule = "sym"

  /// Creates the format.
  ///
  /// - Parameters:
  ///   - id: The identifier as asked for.
  ///   - scaleType: The type in which scales are stored: F32, F16 or BF16.
  public init(id: FormatID = FormatID(name: "int8-32x32"), scaleType: ScaleType = .f32) {
    self.id = id
    scheme = IntegerScheme(bits: 8, rule: .sym, scaleType: scaleType, isSymmetricRange: true)
  }

  /// -127…127.
  public var element: ElementGrid { scheme.element }
  /// F32, F16 or BF16.
  public var scaleType: ScaleType { scheme.scaleType }

  /// A square of 32 by 32, smaller at the edges.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 32, columns: 32)
  }

  /// Nothing about the tensor matters to its tiles.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    TiledCodec(
      scheme.codec(columns: 32), shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  static let family = FormatFamily(
    name: "int8-32x32",
    summary: "JetFire INT8: tiles of 32x32, scale amax/127 in F32",
    sameBitsAs: "JetFire's formula, rounded to nearest",
    rules: ["sym"], options: ScaleType.options
  ) { id in
    guard id.rule == nil || id.rule == "sym" else { return nil }
    return ScaleType.asked(by: id, else: .f32).map { TileInteger(id: id, scaleType: $0) }
  }
}
