/// Grouped linear integers: an integer for each element, one scale for each group, and a zero point by some rules.
///
/// By the default rule, symmetric:
///
/// ```
/// s    = amax / (2^(b-1) - ½)                    in F32, then rounded to the scale's type
/// code = clamp(rint(x / s), -2^(b-1), 2^(b-1) - 1)     in F32, ties to even
/// x'   = code · s
/// ```
///
/// An F16 scale saturates at 65504 and never rounds to 0 for a group that is not all zeros; codes and zero points
/// are made with the rounded scale, the order of AWQ's and GPTQ's packers. With an F32 scale the codes equal
/// compressed-tensors W4A16 (`asym`: torchao), and a scale that underflows to 0 gives code and value 0. A positive
/// group maximum lies half a step beyond the largest code and counts as saturated. Decoded values can overflow
/// near the largest float and are infinite then.
public struct GroupInteger: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  private let scheme: IntegerScheme
  private let groupSize: Int

  /// Creates the format.
  ///
  /// - Parameters:
  ///   - id: The identifier as asked for.
  ///   - bits: The width of a code, 2…8.
  ///   - groupSize: Elements that share a scale.
  ///   - rule: How the scale is chosen.
  ///   - scaleType: The type in which scales are stored: F16, BF16 or F32.
  public init(
    id: FormatID, bits: Int, groupSize: Int, rule: IntegerRule = .sym, scaleType: ScaleType
  ) {
    self.id = id
    self.groupSize = groupSize
    scheme = IntegerScheme(
      bits: bits, rule: rule, scaleType: scaleType, isSymmetricRange: false)
  }

  /// The rule in force.
  public var rule: String { scheme.rule.rawValue }
  /// The integers of the given width, unsigned where there is a zero point.
  public var element: ElementGrid { scheme.element }
  /// F16, BF16 or F32.
  public var scaleType: ScaleType { scheme.scaleType }
  /// The scale, the zero point by the rules that have one, and the codes.
  public var fields: [BlockField] { scheme.fields }

  /// One group along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: groupSize)
  }

  /// Nothing about the tensor matters to its groups.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    TiledCodec(
      scheme.codec(columns: groupSize),
      shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  static let family = FormatFamily(
    name: "int{2-8}-g{n}",
    examples: [
      "int4-g128", "int4-g64", "int4-g32", "int8-g128", "int8-g32", "int3-g128", "int2-g64",
    ],
    summary: "Linear integers, n to a group, scale amax/7.5 (INT4) in F16",
    sameBitsAs: "compressed-tensors W4A16 with +f32; torchao with :asym+f32",
    rules: IntegerRule.allCases.map(\.rawValue), ruleNotes: IntegerRule.notes,
    options: ScaleType.options, answers: { GroupIntegerName.isMeant(by: $0) },
    objection: { GroupIntegerName.objection(to: $0) }
  ) { id in
    guard let name = GroupIntegerName(id.name),
      let rule = id.rule.map({ IntegerRule(rawValue: $0) }) ?? .sym,
      let scaleType = ScaleType.asked(by: id, else: .f16)
    else { return nil }
    return GroupInteger(
      id: id, bits: name.bits, groupSize: name.groupSize, rule: rule, scaleType: scaleType)
  }
}
