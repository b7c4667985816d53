internal import KernelEngine
internal import QuantCore
internal import TensorFiles

/// One reading of a tensor, and what is gathered in it.
struct AnalysisPass: Sendable {
  /// How the tensor is cut.
  let plan: ChunkPlan
  /// Whether the values' statistics are gathered.
  let gathersValues: Bool
  /// The formats that survey the tensor before they encode it.
  var surveys: [any QuantizationFormat] = []
  /// The formats that are measured, all of which cut the tensor like this.
  var formats: [any QuantizationFormat]

  /// How much work it is; values and a survey cost about as much as one format.
  var work: Double { Double((gathersValues ? 1 : 0) + surveys.count + formats.count) }
}

/// What a pass has found in some chunks, mergeable in their order.
struct PassStatistics: Sendable {
  private(set) var values: ValueStatistics?
  /// What each format that surveys has gathered.
  private(set) var surveys: [Survey]
  private(set) var formats: [FormatStatistics]

  init(_ pass: AnalysisPass) {
    values = pass.gathersValues ? ValueStatistics() : nil
    surveys = pass.surveys.map { _ in Survey() }
    formats = pass.formats.map { FormatStatistics(format: $0) }
  }

  /// Measures a chunk.
  mutating func add(
    _ chunkValues: Span<Float>, of chunk: TensorRegion, by readings: PassReadings
  ) {
    let columns = chunk.columns.count
    for (index, format) in readings.surveys.enumerated() {
      surveys[index].merge(
        readings.engine.survey(
          chunkValues, columns: columns, of: format, summary: readings.summary))
    }
    readings.engine.add(
      chunkValues, columns: columns,
      place: ValueStatistics.Place(row: chunk.rows.lowerBound, column: chunk.columns.lowerBound),
      mayHoldNonfinite: readings.summary.hasNonfinite, values: &values,
      codecs: readings.codings.map(\.codec), formats: &formats)
  }

  /// Measures a chunk of whole rows as it is stored, in BF16; only for passes without surveys.
  mutating func add(bf16 rows: Span<UInt8>, of chunk: TensorRegion, by readings: PassReadings) {
    readings.engine.add(
      bf16: rows, columns: chunk.columns.count,
      place: ValueStatistics.Place(row: chunk.rows.lowerBound, column: 0),
      mayHoldNonfinite: readings.summary.hasNonfinite, values: &values,
      codecs: readings.codings.map(\.codec), formats: &formats)
  }

  /// Measures a matrix under formats whose one block it is, each in the room of one copy.
  mutating func add(
    whole codecs: [any WholeMatrixCodec], of chunk: TensorRegion, by readings: PassReadings,
    read: (Range<Int>, inout MutableSpan<Float>) -> Void
  ) {
    for (index, codec) in codecs.enumerated() {
      readings.engine.add(
        rows: chunk.rows.count, columns: chunk.columns.count, codec: codec, to: &formats[index],
        read: read)
    }
  }

  /// Adds what the following chunks have shown.
  mutating func merge(_ next: PassStatistics) {
    if let more = next.values { values?.merge(more) }
    for index in surveys.indices { surveys[index].merge(next.surveys[index]) }
    for index in formats.indices { formats[index].merge(next.formats[index]) }
  }
}

/// What the chunks of a pass are read for.
struct PassReadings: Sendable {
  let engine: KernelEngine
  let summary: TensorSummary
  let surveys: [any QuantizationFormat]
  let codings: [Coding]

  /// The codecs, where nothing is gathered but what formats make of whole matrices; nil elsewhere.
  var wholeMatrixCodecs: [any WholeMatrixCodec]? {
    let codecs = codings.compactMap { $0.codec as? any WholeMatrixCodec }
    return surveys.isEmpty && !codecs.isEmpty && codecs.count == codings.count ? codecs : nil
  }
}
