/// Integers with one scale for each row: the weights of A8W8, channel by channel.
///
/// By the default rule:
///
/// ```
/// s    = amax / (2^(b-1) - 1)                    in F32
/// code = clamp(rint(x / s), ±(2^(b-1) - 1))      in F32, ties to even
/// x'   = code · s
/// ```
///
/// The lowest code of two's complement is not used, and `sym7` is the same rule.
public struct RowInteger: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  private let scheme: IntegerScheme

  /// Creates the format.
  ///
  /// - Parameters:
  ///   - id: The identifier as asked for.
  ///   - bits: The width of a code, 2…8.
  ///   - rule: How the scale is chosen.
  ///   - scaleType: The type in which scales are stored: F32, F16 or BF16.
  public init(id: FormatID, bits: Int, rule: IntegerRule = .sym, scaleType: ScaleType = .f32) {
    self.id = id
    scheme = IntegerScheme(
      bits: bits, rule: rule, scaleType: scaleType, isSymmetricRange: true)
  }

  /// The rule in force.
  public var rule: String { scheme.rule.rawValue }
  /// The integers of the given width, unsigned where there is a zero point.
  public var element: ElementGrid { scheme.element }
  /// F32, F16 or BF16.
  public var scaleType: ScaleType { scheme.scaleType }
  /// The scale, the zero point by the rules that have one, and the codes.
  public var fields: [BlockField] { scheme.fields }

  /// One row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: max(1, columns))
  }

  /// Nothing about the tensor matters to its rows.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    let shape = blockShape(rows: summary.rows, columns: summary.columns)
    return TiledCodec(scheme.codec(columns: shape.columns), shape: shape)
  }

  static let family = FormatFamily(
    name: "int{4,8}-row", examples: ["int8-row", "int4-row"],
    summary: "Linear integers, one scale a row, amax/127 (INT8) in F32",
    sameBitsAs: "quanto's INT8 weights",
    rules: IntegerRule.allCases.map(\.rawValue),
    ruleNotes: IntegerRule.notes.merging(
      [
        "sym": "amax/(2^(b-1) - 1), 127 for INT8, a symmetric range",
        "sym7": "the same as sym",
      ], uniquingKeysWith: { $1 }),
    options: ScaleType.options, answers: { widths[$0] != nil }
  ) { id in
    guard let bits = widths[id.name],
      let rule = id.rule.map({ IntegerRule(rawValue: $0) }) ?? .sym,
      let scaleType = ScaleType.asked(by: id, else: .f32)
    else { return nil }
    return RowInteger(id: id, bits: bits, rule: rule, scaleType: scaleType)
  }

  private static let widths = ["int8-row": 8, "int4-row": 4]
}
