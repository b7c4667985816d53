internal import QuantCore
internal import TensorFiles

/// One reading of a tensor, and what is measured in it.
struct AnalysisPass: Sendable {
  /// How the tensor is cut.
  let plan: ChunkPlan
  /// Whether the values' statistics are gathered.
  let gathersValues: Bool
  /// The formats, all of which cut the tensor like this.
  var formats: [any QuantizationFormat]

  /// How much work it is; values cost about as much as one format.
  var work: Double { Double((gathersValues ? 1 : 0) + formats.count) }
}

/// What a pass has found in some chunks, mergeable in their order.
struct PassStatistics: Sendable {
  private(set) var values: ValueStatistics?
  private(set) var formats: [FormatStatistics]

  init(_ pass: AnalysisPass) {
    values = pass.gathersValues ? ValueStatistics() : nil
    formats = pass.formats.map { FormatStatistics(format: $0) }
  }

  /// Measures a chunk.
  mutating func add(
    _ chunkValues: Span<Float>, of chunk: TensorRegion, codings: [Coding], mayHoldNonfinite: Bool
  ) {
    let columns = chunk.columns.count
    if values != nil {
      for row in 0..<chunk.rows.count {
        values?.add(
          chunkValues.extracting(row * columns..<(row + 1) * columns),
          row: chunk.rows.lowerBound + row, column: chunk.columns.lowerBound)
      }
    }
    var scratch = BandScratch()
    for (index, coding) in codings.enumerated() {
      formats[index].add(
        chunkValues, columns: columns, shape: coding.shape, codec: coding.codec,
        mayHoldNonfinite: mayHoldNonfinite, scratch: &scratch)
    }
  }

  /// Adds what the following chunks have shown.
  mutating func merge(_ next: PassStatistics) {
    if let more = next.values { values?.merge(more) }
    for index in formats.indices { formats[index].merge(next.formats[index]) }
  }
}
