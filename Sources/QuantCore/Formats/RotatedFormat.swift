/// A format that encodes a tensor whose runs of columns are rotated first, and rotates back what it decodes.
///
/// ```
/// y  = x · H/√N      for each run of N columns (see `Hadamard`)
/// y' = decode(encode(y))
/// x' = y' · H/√N
/// ```
///
/// The rotation spreads outliers over their run. A runtime has to rotate the activations by the same matrix, or
/// the rotation has to be folded into the neighbouring layers. What the inner format wants to know of the tensor,
/// such as its amax, it learns of the rotated values. A run that holds NaN or an infinity is left out whole, with
/// the blocks it touches. A run whose rotation overflows decodes to infinities.
struct RotatedFormat: QuantizationFormat {
  let inner: any QuantizationFormat
  /// Columns that are rotated together.
  let run: Int
  let id: FormatID

  var rule: String { inner.rule }
  var element: ElementGrid { inner.element }
  var scaleType: ScaleType { inner.scaleType }
  var roundsScaleFirst: Bool { inner.roundsScaleFirst }
  var fields: [BlockField] { inner.fields }
  /// 0 becomes a mixture of its run's errors.
  var keepsZero: Bool { false }

  var foreknowledge: Foreknowledge { inner.foreknowledge == .none ? .none : .survey }

  var isScaleInvariant: Bool { inner.isScaleInvariant }

  func blockShape(rows: Int, columns: Int) -> BlockShape {
    inner.blockShape(rows: rows, columns: columns)
  }

  /// Whole runs and whole units of the inner format.
  func unitShape(rows: Int, columns: Int) -> BlockShape {
    let unit = inner.unitShape(rows: rows, columns: columns)
    let width = max(1, unit.columns)
    var (larger, smaller) = (width, run)
    while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
    return BlockShape(rows: unit.rows, columns: width / larger * run)
  }

  func tensorBits(rows: Int, columns: Int) -> Int {
    inner.tensorBits(rows: rows, columns: columns)
  }

  var rotatesValues: Bool { true }

  func refusal(rows: Int, columns: Int) -> String? {
    guard columns % run == 0 else {
      return "needs columns that are a multiple of \(run), this tensor has \(columns)"
    }
    return inner.refusal(rows: rows, columns: columns)
  }

  /// The rotated values' sum, sum of magnitudes, number and amax, then what the inner format gathers of them.
  func survey(_ band: Span<Float>, columns: Int, summary: TensorSummary) -> Survey {
    guard foreknowledge == .survey else { return Survey() }
    let rotated = Rotation(run: run).rotated(band, piece: run).values
    var sum = LaneSums()
    var magnitudes = LaneSums()
    var count = 0
    var amax: Float = 0
    for index in rotated.indices where rotated[index].isFinite {
      let value = Double(rotated[index])
      sum.add(value, lane: index)
      magnitudes.add(value.magnitude, lane: index)
      amax = max(amax, rotated[index].magnitude)
      count += 1
    }
    let more =
      inner.foreknowledge == .survey
      ? inner.survey(rotated.span, columns: columns, summary: summary) : Survey()
    return Survey(
      sums: [sum.total, magnitudes.total, Double(count)] + more.sums, maxima: [amax] + more.maxima)
  }

  func codec(for summary: TensorSummary) -> any TensorCodec {
    let found = summary.survey
    let count = found.sums.count > 2 ? found.sums[2] : 0
    let rotated = TensorSummary(
      rows: summary.rows, columns: summary.columns, amax: found.maxima.first ?? summary.amax,
      mean: count > 0 ? found.sums[0] / count : 0,
      meanMagnitude: count > 0 ? found.sums[1] / count : 0, hasNonfinite: summary.hasNonfinite,
      survey: Survey(
        sums: Array(found.sums.dropFirst(3)), maxima: Array(found.maxima.dropFirst())))
    let unit = unitShape(rows: summary.rows, columns: summary.columns).columns
    let inward = inner.unitShape(rows: summary.rows, columns: summary.columns).columns
    return Codec(
      inner: inner.codec(for: rotated), rotation: Rotation(run: run),
      isNested: unit == run || unit == inward, unit: unit)
  }

  private struct Codec: TensorCodec {
    let inner: any TensorCodec
    let rotation: Rotation
    /// Whether runs hold whole blocks or blocks whole runs, so that leaving out neither breaks into the other.
    let isNested: Bool
    let unit: Int

    var tensorScale: Float? { inner.tensorScale }

    func encode(
      _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand
    ) {
      let rotated = rotation.rotated(band, piece: isNested ? rotation.run : unit)
      inner.encode(
        rotated.values.span, columns: columns, mayHoldNonfinite: mayHoldNonfinite, into: &encoded)
      encoded.working = EncodedBand.Working(values: rotated.values, decoded: encoded.decoded)
      rotation.rotateBack(&encoded.decoded, of: band, overflown: rotated.overflown)
    }
  }
}

/// The rotation of all runs of a band.
private struct Rotation: Sendable {
  let run: Int

  /// A band's rotated values.
  struct Outcome {
    /// The values: NaN in pieces that are left out, 0 in runs whose rotation overflowed.
    var values: [Float]
    /// Where the runs begin whose rotation overflowed.
    var overflown: [Int] = []
  }

  /// Rotates the runs of a band; a piece that holds NaN or an infinity is left out whole.
  func rotated(_ band: Span<Float>, piece: Int) -> Outcome {
    var outcome = Outcome(values: band.indices.map { band[$0] })
    var rotated = outcome.values.mutableSpan
    var overflown: [Int] = []
    for start in stride(from: 0, to: band.count, by: piece) {
      let end = min(start + piece, band.count)
      guard band.extracting(start..<end).amax.isFinite else {
        for index in start..<end { rotated[index] = .nan }
        continue
      }
      for first in stride(from: start, to: end, by: run) {
        let part = first..<min(first + run, end)
        Hadamard.rotate(&rotated, in: part)
        guard !rotated.span.extracting(part).amax.isFinite else { continue }
        for index in part { rotated[index] = 0 }
        overflown.append(first)
      }
    }
    outcome.overflown = overflown
    return outcome
  }

  /// Rotates decoded values back; where that overflows, they are infinite with the sign of the original.
  func rotateBack(_ decoded: inout [Float], of band: Span<Float>, overflown: [Int]) {
    for start in overflown { decoded[start] = .infinity }
    var values = decoded.mutableSpan
    for start in stride(from: 0, to: band.count, by: run) {
      let part = start..<min(start + run, band.count)
      guard !values.span.extracting(part).holdsNaN else {
        for index in part { values[index] = .nan }
        continue
      }
      Hadamard.rotate(&values, in: part)
      for index in part where !values[index].isFinite {
        values[index] = Float(signOf: band[index], magnitudeOf: .infinity)
      }
    }
  }
}
