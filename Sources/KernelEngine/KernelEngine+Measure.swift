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
    guard columns > 0 else { return }
    unsafe band.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let rows = unsafe BandRows(
        content: .values(base), rows: buffer.count / columns, columns: columns)
      add(
        rows, place: place, mayHoldNonfinite: mayHoldNonfinite, values: &values, codecs: codecs,
        formats: &formats)
    }
  }

  /// As above, of a band that is stored as little-endian BF16 at any address: decoded as it is measured.
  public func add(
    bf16 band: Span<UInt8>, columns: Int, place: ValueStatistics.Place, mayHoldNonfinite: Bool,
    values: inout ValueStatistics?, codecs: [any TensorCodec], formats: inout [FormatStatistics]
  ) {
    guard columns > 0 else { return }
    unsafe band.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let rows = unsafe BandRows(
        content: .bf16(base), rows: buffer.count / (2 * columns), columns: columns)
      add(
        rows, place: place, mayHoldNonfinite: mayHoldNonfinite, values: &values, codecs: codecs,
        formats: &formats)
    }
  }

  /// As above, of finite values, and all but the histograms: of errors, of blocks' ratios and of scale values.
  package func addSums(
    bf16 band: Span<UInt8>, columns: Int, codecs: [any TensorCodec],
    formats: inout [FormatStatistics]
  ) {
    guard columns > 0 else { return }
    unsafe band.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let rows = unsafe BandRows(
        content: .bf16(base), rows: buffer.count / (2 * columns), columns: columns)
      with { workspace in
        var values: ValueStatistics?
        let measuring = BandMeasuring(
          engine: self, workspace: workspace, mayHoldNonfinite: false, fillsHistograms: false)
        measuring.add(
          rows, place: ValueStatistics.Place(row: 0, column: 0), values: &values, codecs: codecs,
          formats: &formats)
      }
    }
  }

  private func add(
    _ band: BandRows, place: ValueStatistics.Place, mayHoldNonfinite: Bool,
    values: inout ValueStatistics?, codecs: [any TensorCodec], formats: inout [FormatStatistics]
  ) {
    with { workspace in
      let measuring = BandMeasuring(
        engine: self, workspace: workspace, mayHoldNonfinite: mayHoldNonfinite,
        fillsHistograms: true)
      measuring.add(band, place: place, values: &values, codecs: codecs, formats: &formats)
    }
  }
}

/// The measuring of one band.
struct BandMeasuring {
  let engine: KernelEngine
  let workspace: Workspace
  let mayHoldNonfinite: Bool
  let fillsHistograms: Bool

  private var table: KernelTable { engine.kernels.table }

  /// Rows that are worked on together: as many values as the first cache holds beside what is made of them.
  private static let target = 4096

  func add(
    _ band: BandRows, place: ValueStatistics.Place, values: inout ValueStatistics?,
    codecs: [any TensorCodec], formats: inout [FormatStatistics]
  ) {
    let recipes = codecs.map { Recipe($0.arithmetic, columns: band.columns) }
    var band = band
    if recipes.contains(where: { $0 == nil }) {
      // A definition wants the whole band.
      let all = unsafe band.values(workspace.band, table: table)
      guard let base = all.baseAddress else { return }
      band = unsafe BandRows(content: .values(base), rows: band.rows, columns: band.columns)
    }
    for (index, recipe) in recipes.enumerated() where recipe != nil {
      workspace.tally(index).begin(with: formats[index].blocks)
    }
    let step = max(1, Self.target / band.columns)
    for top in stride(from: 0, to: band.rows, by: step) {
      let few = top..<min(top + step, band.rows)
      let survey = Survey(band[few], workspace: workspace, table: table)
      for row in few where values != nil {
        add(
          survey, row - top,
          place: ValueStatistics.Place(row: place.row + row, column: place.column), to: &values)
      }
      for (index, recipe) in recipes.enumerated() {
        guard let recipe else { continue }
        for row in 0..<few.count {
          add(
            survey, row, recipe: recipe, codec: codecs[index], tally: workspace.tally(index),
            to: &formats[index])
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
          into: &formats[index], lists: workspace.lists, fillsHistograms: fillsHistograms,
          table: table)
      } else {
        let all = unsafe band.values(workspace.band, table: table)
        unsafe engine.encode(
          all.span, columns: band.columns, by: codecs[index], mayHoldNonfinite: mayHoldNonfinite,
          into: &workspace.encoded)
        unsafe engine.add(
          workspace.encoded, of: all.span, workspace: workspace, to: &formats[index])
      }
    }
  }

  /// Adds one row to the statistics of the values.
  private func add(
    _ survey: Survey, _ row: Int, place: ValueStatistics.Place, to values: inout ValueStatistics?
  ) {
    let line = unsafe survey.row(row).span
    guard survey.isFinite(row) else {
      values?.add(line, row: place.row, column: place.column)
      return
    }
    guard var found = values else { return }
    values = nil
    engine.add(
      row: line, row: place.row, column: place.column, largest: survey.largest(row),
      workspace: workspace, to: &found)
    values = found
  }

  /// Encodes and measures one row.
  private func add(
    _ survey: Survey, _ row: Int, recipe: Recipe, codec: any TensorCodec, tally: FormatTally,
    to statistics: inout FormatStatistics
  ) {
    let columns = survey.columns
    guard survey.isFinite(row) else {
      // Blocks are left out here and there; that is the definition's business.
      let line = unsafe survey.row(row).span
      tally.handBack(to: &statistics.blocks)
      codec.encode(line, columns: columns, mayHoldNonfinite: true, into: &workspace.encoded)
      statistics.add(workspace.encoded, of: line)
      tally.begin(with: statistics.blocks)
      return
    }
    guard let base = unsafe survey.row(row).baseAddress else { return }
    let encoder = RowEncoder(table: table, recipe: recipe)
    var blocks = unsafe workspace.blocks
    if !recipe.isAffine { unsafe blocks.offsets = nil }
    if recipe.multipliesByScale { unsafe blocks.multipliers = blocks.scaleValues }
    let sums = workspace.sums
    sums.begin()
    unsafe encoder.scale(
      base, pieces: survey.pieceLargest(row), columns: columns,
      scratch: workspace.blockLargest.base, into: blocks)
    let isClose = unsafe encoder.isClose(
      blocks, extremes: workspace.blockLargest.base, count: encoder.count(columns))
    unsafe encoder.encode(
      base, columns: columns, blocks: blocks,
      target: { unsafe (workspace.codes.base + $0, workspace.decoded.base) }
    ) { strip in
      unsafe table.pointee.measure(
        base + strip.lowerBound, workspace.decoded.base, strip.count, isClose ? 1 : 0,
        sums.lanes, sums.extremes, workspace.pieceNoise.base + strip.lowerBound / 16,
        fillsHistograms ? tally.errors.base : nil)
    }
    let zeros = tally.count(workspace.codes, count: columns, recipe: recipe, table: table)
    // Where scales are close, zeros alone and what is flushed decode to zero, and have its codes.
    if isClose { unsafe sums.extremes.pointee.flushed += zeros - UInt64(survey.zeros(row)) }
    sums.add(
      to: &statistics.errors, columns: columns, signal: survey.signal(row),
      noise: unsafe table.pointee.total_energy(workspace.pieceNoise.base, survey.pieces),
      table: table)
    let count = encoder.count(columns)
    let energies = unsafe energies(survey, row, recipe: recipe, count: count)
    unsafe tally.add(
      signal: energies.signal, noise: energies.noise, blocks: blocks, count: count,
      scaleType: statistics.blocks.scaleType, fillsHistograms: fillsHistograms, table: table)
  }

  /// Σx² and Σe² of each block of a row.
  private func energies(
    _ survey: Survey, _ row: Int, recipe: Recipe, count: Int
  ) -> (signal: UnsafePointer<Double>, noise: UnsafePointer<Double>) {
    let signal = unsafe survey.pieceSignal(row)
    let noise = unsafe UnsafePointer(workspace.pieceNoise.base)
    guard recipe.pieces > 1 else { return unsafe (signal, noise) }
    workspace.blockSignal.clear(count)
    workspace.blockNoise.clear(count)
    unsafe table.pointee.add_energies(
      signal, survey.pieces, recipe.pieces, workspace.blockSignal.base)
    unsafe table.pointee.add_energies(
      noise, survey.pieces, recipe.pieces, workspace.blockNoise.base)
    return unsafe (
      UnsafePointer(workspace.blockSignal.base), UnsafePointer(workspace.blockNoise.base)
    )
  }
}
