/// OCP MXFP4: E2M1 elements, 32 to a block, an E8M0 scale.
///
/// ```
/// code = RNE_E2M1(x / 2^e)        saturating at ±6
/// x'   = element · 2^e
/// ```
///
/// The division is exact, so there is one right answer for each rule. With `floor` the codes equal torchao's
/// FLOOR and OCP MX 1.0. With `rceil`, `even` and `ceil` a decoded value can overflow F32 and is infinite then.
public struct MXFP4: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  private let scaleRule: E8M0Rule
  /// The E2M1 grid.
  public let element = ElementGrid(.e2m1)
  /// E8M0.
  public let scaleType = ScaleType.e8m0

  /// Creates the format with one of E8M0's rules.
  public init(id: FormatID = FormatID(name: "mxfp4"), rule: E8M0Rule = .floor) {
    self.id = id
    self.scaleRule = rule
  }

  /// The rule in force.
  public var rule: String { scaleRule.rawValue }

  /// 32 elements along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: 32)
  }

  /// Nothing about the tensor matters to its blocks.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    TiledCodec(
      Codec(rule: scaleRule, values: element.values),
      shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  private struct Codec: BlockCodec {
    let rule: E8M0Rule
    let values: [Float]

    var arithmetic: BlockArithmetic? {
      BlockArithmetic(columns: 32, element: .float(.e2m1), scale: .e8m0(rule))
    }

    func scale(for block: Span<Float>) -> BlockScale {
      let code = rule.code(amax: block.amax, element: .e2m1)
      let value = E8M0.decode(code)
      return BlockScale(code: UInt32(code), value: value, multiplier: value)
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
    name: "mxfp4",
    summary: "OCP microscaling FP4: E2M1, 32 to a block, E8M0 scale",
    sameBitsAs: "torchao FLOOR, OCP MX 1.0 (default rule)",
    rules: E8M0Rule.allCases.map(\.rawValue),
    ruleNotes: [
      "floor": "the power of two at or below amax, /4: OCP's rule; amax may saturate",
      "rceil": "the power of two at or above amax/6: nothing saturates",
      "even": "floor, after rounding amax to the element's mantissa",
      "ceil": "the power of two at or above amax, /4: nothing saturates, coarser",
    ]
  ) { id in
    guard let rule = id.rule.map({ E8M0Rule(rawValue: $0) }) ?? .floor else { return nil }
    return MXFP4(id: id, rule: rule)
  }
}
