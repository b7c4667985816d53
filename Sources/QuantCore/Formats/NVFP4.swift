/// NVFP4: E2M1 elements, 16 to a block, an E4M3 scale, and one F32 scale for the tensor.
///
/// By NVIDIA ModelOpt's rule, all in F32:
///
/// ```
/// g    = amax(W) / 2688                          2688 = 6 · 448; 1 for an all-zero tensor
/// s    = RNE_E4M3(clamp(amax / (6 · g), 2^-9, 448))   1 where the quotient is 0
/// code = RNE_E2M1(x / (s · g))                   saturating at ±6
/// x'   = element · (s · g)
/// ```
///
/// The tensor's amax is over its finite values. Where g underflows to 0, codes and values are 0. Each further
/// rule is a codec of its own, which says how it differs; what is stored decodes in the same way under all of them.
public struct NVFP4: QuantizationFormat {
  /// Whose way of choosing scales is followed.
  public enum Rule: String, Sendable, Hashable, CaseIterable {
    case modelopt, torchao
    case compressedTensors = "compressed-tensors"
    case fourOverSix = "4over6"
    case sweep
  }

  /// The identifier as asked for.
  public let id: FormatID
  /// The E2M1 grid.
  public let element = ElementGrid(.e2m1)
  /// E4M3.
  public let scaleType = ScaleType.e4m3
  /// The tensor's scale follows from its amax.
  public let foreknowledge = Foreknowledge.summary
  private let scaleRule: Rule

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "nvfp4"), rule: Rule = .modelopt) {
    self.id = id
    scaleRule = rule
  }

  /// The rule in force.
  public var rule: String { scaleRule.rawValue }

  /// 16 elements along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: 16)
  }

  /// The F32 tensor scale.
  public func tensorBits(rows: Int, columns: Int) -> Int { 32 }

  /// Takes the tensor's scale from its amax.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    let amax = summary.amax
    let block: any BlockCodec =
      switch scaleRule {
      case .modelopt: ModelOptCodec(amax: amax)
      case .torchao: TorchAOCodec(amax: amax)
      case .compressedTensors: CompressedTensorsCodec(amax: amax)
      case .fourOverSix: FourOverSixCodec(amax: amax)
      case .sweep: ScaleSweepCodec(amax: amax)
      }
    return TiledCodec(
      block, shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  static let family = FormatFamily(
    name: "nvfp4",
    summary: "NVIDIA FP4: E2M1, 16 to a block, E4M3 scale, F32 tensor scale amax/2688",
    sameBitsAs: "NVIDIA ModelOpt",
    rules: Rule.allCases.map(\.rawValue),
    ruleNotes: [
      "modelopt": "amax/6 to the nearest E4M3 scale, not below 2^-9",
      "torchao": "not below 2^-6, and multiplied by reciprocals instead of divided",
      "compressed-tensors": "no lower limit, but 0 becomes 1/8; a tensor scale that divides",
      "4over6": "amax/6 or amax/4, whichever has the smaller squared error; tensor scale amax/1536",
      "sweep": "of all 126 E4M3 scales the one with the smallest squared error",
    ]
  ) { id in
    guard let rule = id.rule.map({ Rule(rawValue: $0) }) ?? .modelopt else { return nil }
    return NVFP4(id: id, rule: rule)
  }
}

/// The tensor scale amax / 2688, 1 for an all-zero tensor.
func nvfp4TensorScale(amax: Float) -> Float { amax == 0 ? 1 : amax / 2688 }

/// ModelOpt's rule: the definition of NVFP4.
struct ModelOptCodec: E2M1Codec {
  private let global: Float

  init(amax: Float) { global = nvfp4TensorScale(amax: amax) }

  var tensorScale: Float? { global }

  var arithmetic: BlockArithmetic? {
    BlockArithmetic(columns: 16, element: .float(.e2m1), scale: .e4m3(tensorScale: global))
  }

  func scale(for block: Span<Float>) -> BlockScale {
    let quotient = block.amax / (6 * global)
    // Zero over zero (the tensor's scale underflowed) is a zero block too.
    let wanted = quotient > 0 ? min(max(quotient, 0x1p-9), 448) : 1
    return BlockScale(e4m3: MiniFloat.e4m3.encode(wanted), tensorScale: global)
  }
}

extension BlockScale {
  /// An E4M3 scale under a tensor scale that is multiplied by.
  init(e4m3 code: UInt8, tensorScale: Float) {
    let value = MiniFloat.e4m3.decode(code)
    self.init(code: UInt32(code), value: value, multiplier: value * tensorScale)
  }
}
