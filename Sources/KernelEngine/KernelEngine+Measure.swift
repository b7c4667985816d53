internal import CKernels
public import QuantCore

extension KernelEngine {
  /// Adds a band to the statistics of its values and of what formats make of it.
  ///
  /// Equal to `ValueStatistics.add` row by row, and to `TensorCodec.encode` followed by `FormatStatistics.add` for
  /// each format.
  ///
  /// - Parameters:
  ///   - band: The values, row-major without gaps; its first row and column begin a unit of every codec, and its
  ///     first column is a multiple of 16.
  ///   - columns: The columns of the band.
  ///   - place: The row and the column of the first value.
  ///   - mayHoldNonfinite: Whether the values have to be searched for NaN and infinities.
  ///   - values: Receives what the values are like; nil where nobody asks.
  ///   - codecs: What encodes the band.
  ///   - formats: Receives what becomes of the band, in the order of the codecs.
  public func add(
    _ band: Span<Float>, columns: Int, place: ValueStatistics.Place, mayHoldNonfinite: Bool,
    values: inout ValueStatistics?, codecs: [any TensorCodec], formats: inout [FormatStatistics]
  ) {
    guard columns > 0, !band.isEmpty else { return }
    with { workspace in
      let measuring = BandMeasuring(
        engine: self, workspace: workspace, columns: columns, mayHoldNonfinite: mayHoldNonfinite,
        countsErrors: true)
      measuring.add(band, place: place, values: &values, codecs: codecs, formats: &formats)
    }
  }

  /// Adds a band of finite values as `add` does, all but the histogram of errors; for measuring what that costs.
  package func addSums(
    _ band: Span<Float>, columns: Int, codecs: [any TensorCodec],
    formats: inout [FormatStatistics]
  ) {
    guard columns > 0, !band.isEmpty else { return }
    with { workspace in
      var values: ValueStatistics?
      let measuring = BandMeasuring(
        engine: self, workspace: workspace, columns: columns, mayHoldNonfinite: false,
        countsErrors: false)
      measuring.add(
        band, place: ValueStatistics.Place(row: 0, column: 0), values: &values, codecs: codecs,
        formats: &formats)
    }
  }
}

/// The measuring of one band.
struct BandMeasuring {
  let engine: KernelEngine
  let workspace: Workspace
  let columns: Int
  let mayHoldNonfinite: Bool
  /// Whether errors are counted in histograms.
  let countsErrors: Bool

  private var table: ck_table { engine.kernels.table }

  /// Rows that are worked on together: as many values as the first cache holds beside what is made of them.
  private static let target = 4096

  func add(
    _ band: Span<Float>, place: ValueStatistics.Place, values: inout ValueStatistics?,
    codecs: [any TensorCodec], formats: inout [FormatStatistics]
  ) {
    let rows = band.count / columns
    let recipes = codecs.map { Recipe($0.arithmetic, columns: columns) }
    for (index, recipe) in recipes.enumerated() where recipe != nil {
      workspace.tally(index).begin(with: formats[index].blocks)
    }
    let step = max(1, Self.target / columns)
    for top in stride(from: 0, to: rows, by: step) {
      let few = top..<min(top + step, rows)
      let part = band.extracting(few.lowerBound * columns..<few.upperBound * columns)
      let survey = survey(part, rows: few.count)
      for row in few where values != nil {
        let line = part.extracting((row - top) * columns..<(row - top + 1) * columns)
        add(
          line, survey: survey, at: row - top,
          place: ValueStatistics.Place(row: place.row + row, column: place.column), to: &values)
      }
      for (index, recipe) in recipes.enumerated() {
        guard let recipe else { continue }
        for row in 0..<few.count {
          let line = part.extracting(row * columns..<(row + 1) * columns)
          add(
            line, survey: survey, at: row, recipe: recipe, codec: codecs[index],
            tally: workspace.tally(index), to: &formats[index])
        }
      }
    }
    if var found = values {
      workspace.lists.drain(workspace.valueCounts, into: &found.histogram, table: table)
      values = found
    }
    for (index, recipe) in recipes.enumerated() {
      if recipe != nil {
        workspace.tally(index).end(
          into: &formats[index], lists: workspace.lists, table: table)
      } else {
        codecs[index].encode(
          band, columns: columns, mayHoldNonfinite: mayHoldNonfinite, into: &workspace.encoded)
        engine.add(workspace.encoded, of: band, workspace: workspace, to: &formats[index])
      }
    }
  }

  private func survey(_ band: Span<Float>, rows: Int) -> Survey {
    unsafe band.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("rows hold values") }
      return unsafe Survey(
        base, rows: rows, columns: columns, workspace: workspace, table: table)
    }
  }

  private func add(
    _ line: Span<Float>, survey: Survey, at index: Int, place: ValueStatistics.Place,
    to values: inout ValueStatistics?
  ) {
    guard survey.isFinite(index) else {
      values?.add(line, row: place.row, column: place.column)
      return
    }
    guard var found = values else { return }
    values = nil
    engine.add(
      row: line, row: place.row, column: place.column, largest: survey.largest(index),
      workspace: workspace, to: &found)
    values = found
  }

  /// Encodes and measures one row.
  private func add(
    _ line: Span<Float>, survey: Survey, at row: Int, recipe: Recipe, codec: any TensorCodec,
    tally: FormatTally, to statistics: inout FormatStatistics
  ) {
    guard survey.isFinite(row) else {
      // Blocks are left out here and there; that is the definition's business.
      tally.handBack(to: &statistics.blocks)
      codec.encode(line, columns: columns, mayHoldNonfinite: true, into: &workspace.encoded)
      statistics.add(workspace.encoded, of: line)
      tally.begin(with: statistics.blocks)
      return
    }
    let encoder = RowEncoder(table: table, recipe: recipe)
    let blocks = unsafe workspace.blocks
    let count = (columns + recipe.columns - 1) / recipe.columns
    var sums = ErrorSums()
    let isNarrow = statistics.blocks.codeCounts.count <= 16
    unsafe line.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe encoder.scale(
        base, pieces: survey.pieceLargest(row), columns: columns,
        scratch: workspace.blockLargest.base, into: blocks)
      unsafe encoder.encode(
        base, columns: columns, blocks: blocks,
        target: { _ in unsafe (workspace.codes.base, workspace.decoded.base) }
      ) { strip in
        let noise = unsafe workspace.pieceNoise.base + strip.lowerBound / 16
        if countsErrors {
          unsafe table.measure(
            base + strip.lowerBound, workspace.decoded.base, strip.count, &sums.lanes,
            &sums.extremes, noise, tally.errors.base)
        } else {
          unsafe table.measure_sums(
            base + strip.lowerBound, workspace.decoded.base, strip.count, &sums.lanes,
            &sums.extremes, noise)
        }
        let count = unsafe isNarrow ? table.count_nibbles : table.count_bytes
        unsafe count(workspace.codes.base, strip.count, tally.codes.base)
      }
    }
    sums.add(
      to: &statistics.errors, columns: columns, signal: survey.signal(row), table: table)
    workspace.blockSignal.clear(count)
    workspace.blockNoise.clear(count)
    unsafe table.add_energies(
      survey.pieceSignal(row), survey.pieces, recipe.pieces, workspace.blockSignal.base)
    unsafe table.add_energies(
      workspace.pieceNoise.base, survey.pieces, recipe.pieces, workspace.blockNoise.base)
    unsafe tally.add(
      signal: workspace.blockSignal.base, noise: workspace.blockNoise.base, blocks: blocks,
      count: count, scaleType: statistics.blocks.scaleType, table: table)
  }
}
