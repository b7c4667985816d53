/// OCP microscaling: elements of four to eight bits, 32 to a block, an E8M0 scale.
///
/// ```
/// code = round(x / 2^e)        to the nearest element, ties to even, saturating
/// x'   = element · 2^e
/// ```
///
/// The division is exact, so there is one right answer for each of E8M0's rules. With `floor` the codes equal
/// torchao's FLOOR and OCP MX 1.0. With the other rules a decoded value can overflow F32 and is infinite then.
/// MXINT8's elements are integers -127…127 times 2^-6, saturated where the rounded integer is out of range.
///
/// FP4 has two rules more. `mse` tries `rceil`'s power of two and the one below, and keeps the one with the
/// smaller squared error, the lower one on ties. `mbs` is `MantissaScaledCodec`.
public struct Microscaling: QuantizationFormat {
  /// How scales are chosen.
  public enum Rule: Sendable, Hashable {
    /// From the block's amax.
    case power(E8M0Rule)
    /// The better one of two powers.
    case leastSquares
    /// By `even`, after 128 columns were multiplied by a factor of eight bits.
    case mantissaScaled

    /// The name in identifiers.
    public var name: String {
      switch self {
      case .power(let rule): rule.rawValue
      case .leastSquares: "mse"
      case .mantissaScaled: "mbs"
      }
    }
  }

  /// The identifier as asked for.
  public let id: FormatID
  /// The element type's values.
  public let element: ElementGrid
  /// E8M0.
  public let scaleType = ScaleType.e8m0
  private let elementType: MicroscalingElement
  private let scaleRule: Rule

  /// Creates the format; the rules `leastSquares` and `mantissaScaled` are for E2M1 alone.
  public init(id: FormatID, element: MicroscalingElement, rule: Rule) {
    self.id = id
    self.element = element.grid
    elementType = element
    scaleRule = rule
  }

  /// The rule in force.
  public var rule: String { scaleRule.name }

  /// 32 elements along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: 32)
  }

  /// What shares a factor: four blocks under `mbs`, else a block.
  public func unitShape(rows: Int, columns: Int) -> BlockShape {
    scaleRule == .mantissaScaled
      ? BlockShape(rows: 1, columns: MantissaScaledCodec.runLength)
      : blockShape(rows: rows, columns: columns)
  }

  /// The factors of `mbs`, eight bits for each run of 128 columns in a row.
  public func tensorBits(rows: Int, columns: Int) -> Int {
    scaleRule == .mantissaScaled
      ? 8 * unitShape(rows: rows, columns: columns).count(rows: rows, columns: columns) : 0
  }

  /// Nothing about the tensor matters to its blocks.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    let shape = blockShape(rows: summary.rows, columns: summary.columns)
    switch scaleRule {
    case .power(let rule):
      return TiledCodec(
        MicroscalingCodec(element: elementType, rule: rule, values: element.values), shape: shape)
    case .leastSquares: return TiledCodec(LeastSquaresCodec(), shape: shape)
    case .mantissaScaled: return MantissaScaledCodec()
    }
  }
}

/// Encodes blocks under one of E8M0's own rules.
private struct MicroscalingCodec: BlockCodec {
  let element: MicroscalingElement
  let rule: E8M0Rule
  let values: [Float]

  var arithmetic: BlockArithmetic? {
    BlockArithmetic(columns: 32, element: element.arithmetic, scale: .e8m0(rule))
  }

  func scale(for block: Span<Float>) -> BlockScale {
    BlockScale(powerOfTwo: rule.code(amax: block.amax, range: element.range))
  }

  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    element.encode(block, divisor: scale.multiplier, into: &codes)
  }

  func decode(
    _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
  ) {
    E2M1.decode(codes, grid: self.values, multiplier: scale.multiplier, into: &values)
  }
}

/// Encodes blocks of E2M1 under the better one of two powers of two.
private struct LeastSquaresCodec: E2M1Codec {
  var arithmetic: BlockArithmetic? {
    BlockArithmetic(columns: 32, element: .float(.e2m1), scale: .e8m0LeastSquares)
  }

  func scale(for block: Span<Float>) -> BlockScale {
    let upper = E8M0Rule.rceil.code(amax: block.amax, element: .e2m1)
    guard upper > 0 else { return BlockScale(powerOfTwo: upper) }
    let scales = [upper - 1, upper].map { BlockScale(powerOfTwo: $0) }
    let errors = scales.map { E2M1.squaredError(block, multiplier: $0.multiplier) }
    return errors[0] <= errors[1] ? scales[0] : scales[1]
  }
}

extension BlockScale {
  /// An E8M0 scale.
  init(powerOfTwo code: UInt8) {
    let value = E8M0.decode(code)
    self.init(code: UInt32(code), value: value, multiplier: value)
  }
}
