/// QuIP#'s two bits without its feedback: a matrix made incoherent, then the nearest points of E8P12.
///
/// ```
/// W~ = Hm · diag(SV) · W · diag(SU) · Hnᵀ     orthonormal, see `OrthonormalTransform`
/// s  = rms(W~) / 1.03
/// c  = nearest point of E8P12 to each eight columns of W~ / s
/// W' = diag(SV) · Hmᵀ · (c · s) · Hn · diag(SU)
/// ```
///
/// SU, one sign a column, then SV, one a row, come from SplitMix64 with the seed 0xe8, the lowest bit of a draw
/// first, a one for -1. All in F32, on the matrix times the power of two that brings its amax into [1, 2); s is
/// stored in F32. The root mean square is summed in F64 in sixteen lanes, row by row. The signs follow from the seed and take no bits. One NaN or infinity
/// spoils the transform: the matrix is left out whole. QuIP# adds LDLQ, whose Hessian needs activations.
public struct E8P2: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// The seed of the signs.
  public let rule = "seed-e8"
  /// Sixteen bits for eight elements.
  public let element = ElementGrid(name: "E8P12", bits: 16, vectorLength: 8)
  /// One F32 scale.
  public let scaleType = ScaleType.f32
  /// Both sides are transformed.
  public let rotatesValues = true
  /// Zero becomes a mixture of the matrix's errors.
  public let keepsZero = false
  /// Where the random signs begin.
  public static let seed: UInt64 = 0xe8

  /// Creates the format.
  public init(id: FormatID = FormatID(name: "e8p2")) {
    self.id = id
  }

  /// The whole matrix.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: max(1, rows), columns: max(1, columns))
  }

  /// Eight columns share a code.
  public func refusal(rows: Int, columns: Int) -> String? {
    columns % 8 == 0
      ? nil : "needs columns that are a multiple of 8, this tensor has \(columns)"
  }

  /// Nothing needs to be known before: the whole matrix is encoded at once.
  public func codec(for summary: TensorSummary) -> any TensorCodec { Codec() }

  private struct Codec: WholeMatrixCodec {
    let codebook = E8P12()
    var tensorScale: Float? { nil }

    func encode(consuming matrix: inout [Float], columns: Int, into encoded: inout EncodedBand) {
      let rows = matrix.count / columns
      let amax = matrix.span.amax
      // The matrix is worked on where its decoded values come to lie.
      encoded.decoded = []
      swap(&matrix, &encoded.decoded)
      encoded.reserve(
        rows: rows, columns: columns, shape: BlockShape(rows: max(1, rows), columns: columns))
      guard rows > 0 else { return }
      guard amax.isFinite else {
        encoded.exclude(0)
        return
      }
      let signs = Signs(rows: rows, columns: columns)
      let across = OrthonormalTransform(count: columns)
      let down = OrthonormalTransform(count: rows)
      let unit = amax == 0 ? 1 : Double(sign: .plus, exponent: Int(amax.exponent), significand: 1)

      var decoded: [Float] = []
      swap(&decoded, &encoded.decoded)
      var values = decoded.mutableSpan
      for index in values.indices { values[index] = Float(Double(values[index]) / unit) }
      signs.apply(to: &values)
      across.transformRows(&values, rows: rows, isInverse: false)
      down.transformColumns(&values, columns: columns, isInverse: false)
      let scale = Self.scale(of: values.span, rows: rows, columns: columns)
      var codes = encoded.codes.mutableSpan
      for start in stride(from: 0, to: values.count, by: 8) {
        let vector = E8P12.Vector { scale == 0 ? 0 : values[start + $0] / scale }
        let code = codebook.nearest(to: vector)
        let point = codebook.point(code)
        for place in 0..<8 {
          codes[start + place] = 0
          values[start + place] = point[place] * scale
        }
        codes[start] = UInt8(code >> 8)
        codes[start + 1] = UInt8(code & 0xff)
      }
      down.transformColumns(&values, columns: columns, isInverse: true)
      across.transformRows(&values, rows: rows, isInverse: true)
      signs.apply(to: &values)
      for index in values.indices { values[index] = Float(Double(values[index]) * unit) }

      swap(&decoded, &encoded.decoded)
      let stored = Float(Double(scale) * unit)
      encoded.set(
        BlockScale(code: stored.bitPattern, value: stored, multiplier: stored), saturated: 0, of: 0)
    }

    private static func scale(of values: Span<Float>, rows: Int, columns: Int) -> Float {
      var energy = 0.0
      for row in 0..<rows {
        var sum = LaneSums()
        for column in 0..<columns {
          let value = Double(values[row * columns + column])
          sum.add(value * value, lane: column)
        }
        energy += sum.total
      }
      return Float((energy / Double(rows * columns)).squareRoot() / 1.03)
    }
  }

  /// The random signs of columns and rows.
  private struct Signs {
    private var columns: [Float]
    private var rows: [Float]

    init(rows: Int, columns: Int) {
      var bits = SignBits(seed: E8P2.seed)
      self.columns = (0..<columns).map { _ in bits.next() }
      self.rows = (0..<rows).map { _ in bits.next() }
    }

    func apply(to values: inout MutableSpan<Float>) {
      for row in rows.indices {
        for column in columns.indices {
          values[row * columns.count + column] *= rows[row] * columns[column]
        }
      }
    }
  }

  static let family = FormatFamily(
    name: "e8p2",
    summary: "2 bits by the E8P12 lattice codebook after a random Hadamard transform of both sides",
    sameBitsAs: "QuIP#'s codebook and scale, without LDLQ",
    rules: ["seed-e8"],
    remark:
      "QuIP# proper adds LDLQ and fine-tuning, which need activations; the inverse transform runs on them; signs from seed 0xe8",
    takesModifiers: false
  ) { id in E8P2(id: id) }
}

/// Signs from SplitMix64 (Steele, Lea, Flood, 2014), the lowest bit of each draw first.
struct SignBits: Sendable {
  private var state: UInt64
  private var bits: UInt64 = 0
  private var left = 0

  init(seed: UInt64) { state = seed }

  /// 1, or -1 for a bit that is set.
  mutating func next() -> Float {
    if left == 0 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      bits = mixed ^ mixed >> 31
      left = 64
    }
    defer {
      bits >>= 1
      left -= 1
    }
    return bits & 1 == 0 ? 1 : -1
  }
}
