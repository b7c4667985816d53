/// Half-quadratic quantization: unsigned integers whose real-valued zero point is optimised from the weights.
///
/// With S the inverse scale of a group, b the width of a code and p = 0.7, all in F32:
///
/// ```
/// S  = (2^b - 1) / (max - min)      1 where max - min <= 1e-4; at most 2e4
/// z0 = -min · S                     rounded for b = 4
/// t = 0, 1, … 19, β = 10:
///   q  = clamp(rint(w · S + z), 0, 2^b - 1)
///   D  = w - (q - z) / S
///   e  = sign(D) · max(|D| - |D|^(p-1) / β, 0)
///   z  = mean over the group of q - (w - e) · S
/// ```
///
/// All groups of a tensor stop together, after the first t at which the mean |D| of the whole tensor does not fall:
/// z has been updated once more by then. Both that and the constant β are hqq's default solver's, whose κ = 1.01
/// has no effect. The codes are made with S and z as they are;
/// stored are 1/S and z in F16, saturating at ±65504, and decoding uses what is stored: (q - z) · scale.
///
/// Groups of a row's end are shorter and stand alone; hqq refuses such sizes, everything else is hqq's on the CPU.
/// Where hqq's arithmetic overflows it yields NaN; here S is at least 1/65504, and a z that is not finite gives
/// way to z0. Zero is not on the grid.
public struct HQQ: QuantizationFormat {
  /// The identifier as asked for.
  public let id: FormatID
  /// The proximal solver with hqq's default parameters.
  public let rule = "proximal"
  /// The unsigned integers of the given width.
  public let element: ElementGrid
  /// F16.
  public let scaleType = ScaleType.f16
  /// The iterations end for all groups at once.
  public let foreknowledge = Foreknowledge.survey
  /// A zero point need not be a code.
  public let keepsZero = false
  /// The solver's thresholds are absolute.
  public let isScaleInvariant = false
  /// Elements that share a scale and a zero point.
  public let groupSize: Int
  /// The most updates that a zero point gets: so many sums has a survey, and the number of elements behind them.
  public static let mostUpdates = HQQGroup.iterations

  /// Creates the format.
  ///
  /// - Parameters:
  ///   - id: The identifier as asked for.
  ///   - bits: The width of a code, 2…8.
  ///   - groupSize: Elements that share a scale and a zero point.
  public init(id: FormatID, bits: Int, groupSize: Int) {
    self.id = id
    self.element = ElementGrid(unsignedBits: bits)
    self.groupSize = groupSize
  }

  /// A scale and a zero point in F16, then the codes.
  public var fields: [BlockField] {
    [
      BlockField(name: "scale", type: "F16", bits: 16),
      BlockField(name: "zero", type: "F16", bits: 16),
      BlockField(name: "codes", type: element.name, bits: element.bits, isPerElement: true),
    ]
  }

  /// One group along the row.
  public func blockShape(rows: Int, columns: Int) -> BlockShape {
    BlockShape(rows: 1, columns: groupSize)
  }

  /// Σ|D| of every iteration, and the number of elements.
  public func survey(_ band: Span<Float>, columns: Int, summary: TensorSummary) -> Survey {
    var sums = [Double](repeating: 0, count: HQQGroup.iterations + 1)
    guard columns > 0 else { return Survey(sums: sums) }
    var group = HQQGroup(bits: element.bits, capacity: groupSize)
    for row in 0..<band.count / columns {
      for left in stride(from: 0, to: columns, by: groupSize) {
        let end = min(left + groupSize, columns)
        let values = band.extracting(row * columns + left..<row * columns + end)
        guard values.amax.isFinite else { continue }
        group.start(with: values)
        for iteration in 0..<HQQGroup.iterations {
          sums[iteration] += group.update(with: values)
        }
        sums[HQQGroup.iterations] += Double(values.count)
      }
    }
    return Survey(sums: sums)
  }

  /// Takes the number of iterations from the survey.
  public func codec(for summary: TensorSummary) -> any TensorCodec {
    Codec(
      bits: element.bits, updates: Self.updates(summary.survey),
      shape: blockShape(rows: summary.rows, columns: summary.columns))
  }

  /// How often each zero point is updated; means are compared in F32, as hqq does.
  static func updates(_ survey: Survey) -> Int {
    guard survey.sums.count > HQQGroup.iterations else { return HQQGroup.iterations }
    let count = survey.sums[HQQGroup.iterations]
    var best = Float.infinity
    for iteration in 0..<HQQGroup.iterations {
      let mean = Float(survey.sums[iteration] / count)
      guard mean < best else { return iteration + 1 }
      best = mean
    }
    return HQQGroup.iterations
  }

  /// Encodes with a number of updates that holds for all groups.
  public struct Codec: TensorCodec {
    /// The width of a code.
    public let bits: Int
    /// How often each zero point is updated.
    public let updates: Int
    /// One group along the row.
    public let shape: BlockShape
    /// There is none.
    public var tensorScale: Float? { nil }

    /// Encodes group by group.
    public func encode(
      _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand
    ) {
      encoded.reserve(rows: band.count / columns, columns: columns, shape: shape)
      var group = HQQGroup(bits: bits, capacity: shape.columns)
      for index in 0..<encoded.blockCount {
        let tile = encoded.tile(index)
        let first = tile.rows.lowerBound * columns + tile.columns.lowerBound
        let values = band.extracting(first..<first + tile.count)
        guard !mayHoldNonfinite || values.amax.isFinite else {
          encoded.exclude(index)
          continue
        }
        group.start(with: values)
        for _ in 0..<updates { _ = group.update(with: values) }
        var codes = encoded.codes.mutableSpan
        let saturated = group.encode(values, into: &codes, at: first)
        let scale = group.scale
        encoded.set(scale, saturated: saturated, of: index)
        for place in first..<first + tile.count {
          encoded.decoded[place] =
            (Float(encoded.codes[place]) - scale.offset) * scale.multiplier
        }
      }
    }
  }

  static let family = FormatFamily(
    name: "hqq{2,3,4,8}-g{32,64,128}",
    examples: ["hqq4-g64", "hqq2-g64", "hqq3-g64", "hqq8-g64", "hqq4-g32", "hqq4-g128"],
    summary:
      "Half-quadratic quantization: integers, F16 scale, real zero point optimised for |e|^0.7",
    sameBitsAs: "hqq 0.2.8 on the CPU, axis 1",
    rules: ["proximal"],
    remark: "needs the weights alone; all groups of a matrix stop iterating together",
    answers: { parts($0) != nil }
  ) { id in
    parts(id.name).map { HQQ(id: id, bits: $0.bits, groupSize: $0.groupSize) }
  }

  private static func parts(_ name: String) -> (bits: Int, groupSize: Int)? {
    for bits in [2, 3, 4, 8] {
      for groupSize in [32, 64, 128] where name == "hqq\(bits)-g\(groupSize)" {
        return (bits, groupSize)
      }
    }
    return nil
  }
}
