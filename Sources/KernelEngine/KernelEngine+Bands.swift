internal import CKernels
internal import QuantCore

extension KernelEngine {
  /// Measures what a codec made of a band; equal to `FormatStatistics.add`.
  func add(
    _ encoded: EncodedBand, of band: Span<Float>, workspace: Workspace,
    to statistics: inout FormatStatistics
  ) {
    let measuring = EncodedMeasuring(
      engine: self, workspace: workspace, rows: encoded.rows, columns: encoded.columns)
    let isSuitable = encoded.shape.columns % 16 == 0 || encoded.shape.columns >= encoded.columns
    let tally = workspace.tally(0)
    tally.begin(with: statistics.blocks)
    let isWhole = measuring.addErrors(
      values: band, decoded: encoded.decoded.span, tally: tally, to: &statistics.errors)
    if let working = encoded.working {
      let isWhole = measuring.addEnergies(
        values: working.values.span, decoded: working.decoded.span)
      measuring.addBlocks(
        encoded, values: working.values.span, decoded: working.decoded.span,
        isSuitable: isWhole && isSuitable, tally: tally, to: &statistics.blocks)
    } else {
      measuring.addBlocks(
        encoded, values: band, decoded: encoded.decoded.span,
        isSuitable: isWhole && isSuitable, tally: tally, to: &statistics.blocks)
    }
    tally.end(into: &statistics, lists: workspace.lists, table: kernels.table)
  }
}

/// The measuring of a band that is encoded already.
struct EncodedMeasuring {
  let engine: KernelEngine
  let workspace: Workspace
  let rows: Int
  let columns: Int

  private var table: KernelTable { engine.kernels.table }
  private var pieces: Int { (columns + 15) / 16 }

  /// Adds the errors of each row, and keeps the energies of its pieces.
  ///
  /// Returns false where elements are left out: their rows are measured by the definition.
  func addErrors(
    values: Span<Float>, decoded: Span<Float>, tally: FormatTally, to errors: inout ErrorStatistics
  ) -> Bool {
    workspace.reserve(rows: rows, pieces: pieces)
    var isWhole = true
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      let x = values.extracting(range)
      let d = decoded.extracting(range)
      guard !holdsNaN(d) else {
        errors.add(original: x, decoded: d)
        isWhole = false
        continue
      }
      let sums = workspace.sums
      sums.begin()
      unsafe with(x, d) { x, d in
        let signal = unsafe survey(x, row)
        let noise = unsafe workspace.pieceNoise.base + row * pieces
        unsafe table.pointee.measure(
          x, d, columns, 0, sums.lanes, sums.extremes, noise, tally.errors.base)
        sums.add(
          to: &errors, columns: columns, signal: signal,
          noise: unsafe table.pointee.total_energy(noise, pieces), table: table)
      }
    }
    return isWhole
  }

  /// Keeps the energies of each piece; false where elements are left out.
  func addEnergies(values: Span<Float>, decoded: Span<Float>) -> Bool {
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      let d = decoded.extracting(range)
      guard !holdsNaN(d) else { return false }
      let sums = workspace.sums
      sums.begin()
      unsafe with(values.extracting(range), d) { x, d in
        _ = unsafe survey(x, row)
        unsafe table.pointee.measure(
          x, d, columns, 0, sums.lanes, sums.extremes, workspace.pieceNoise.base + row * pieces,
          nil)
      }
    }
    return true
  }

  /// Adds the blocks from the energies of their pieces, or by the definition.
  func addBlocks(
    _ encoded: EncodedBand, values: Span<Float>, decoded: Span<Float>, isSuitable: Bool,
    tally: FormatTally, to blocks: inout BlockStatistics
  ) {
    guard isSuitable, !encoded.isPiece, blocks.codeCounts.count <= 256, blocks.vectorLength == 1
    else {
      tally.handBack(to: &blocks)
      blocks.add(encoded, values: values, decoded: decoded)
      tally.begin(with: blocks)
      return
    }
    let across = (columns + encoded.shape.columns - 1) / encoded.shape.columns
    let piecesInBlock = (min(encoded.shape.columns, columns) + 15) / 16
    for (band, top) in stride(from: 0, to: rows, by: encoded.shape.rows).enumerated() {
      workspace.blockSignal.clear(across)
      workspace.blockNoise.clear(across)
      for row in top..<min(top + encoded.shape.rows, rows) {
        unsafe table.pointee.add_energies(
          workspace.pieceSignal.base + row * pieces, pieces, piecesInBlock,
          workspace.blockSignal.base)
        unsafe table.pointee.add_energies(
          workspace.pieceNoise.base + row * pieces, pieces, piecesInBlock,
          workspace.blockNoise.base)
      }
      let places = unsafe workspace.blocks
      for block in 0..<across {
        let index = band * across + block
        unsafe places.scaleCodes[block] = encoded.scaleCodes[index]
        unsafe places.scaleValues[block] = encoded.scaleValues[index]
        unsafe places.saturated[block] = encoded.saturated[index]
      }
      unsafe tally.add(
        signal: workspace.blockSignal.base, noise: workspace.blockNoise.base, blocks: places,
        count: across, scaleType: blocks.scaleType, table: table)
    }
    unsafe encoded.codes.withUnsafeBufferPointer { codes in
      guard let base = codes.baseAddress else { return }
      unsafe tally.count(
        base, count: rows * columns, isNarrow: blocks.codeCounts.count <= 16, table: table)
    }
  }

  private func survey(_ row: UnsafePointer<Float>, _ index: Int) -> Double {
    let signal = unsafe workspace.pieceSignal.base + index * pieces
    _ = unsafe table.pointee.survey(
      row, columns, workspace.pieceLargest.base + index * pieces, signal,
      workspace.rowZeros.base + index)
    return unsafe table.pointee.total_energy(signal, pieces)
  }

  /// Whether an element is left out.
  private func holdsNaN(_ decoded: Span<Float>) -> Bool {
    unsafe decoded.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      unsafe table.pointee.piece_largest(base, buffer.count, workspace.blockLargest.base)
      return (0..<pieces).contains { unsafe workspace.blockLargest.base[$0].isNaN }
    }
  }

  private func with(
    _ values: Span<Float>, _ decoded: Span<Float>,
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    unsafe values.withUnsafeBufferPointer { x in
      unsafe decoded.withUnsafeBufferPointer { d in
        guard let x = x.baseAddress, let d = d.baseAddress else { return }
        unsafe body(x, d)
      }
    }
  }
}
