internal import QuantCore

extension EncodedWeight {
  /// What ggml's blocks store for some elements of a row; nil where there are none.
  func elements(row: Int, columns: Range<Int>, by reader: BlocksReader) -> StoredElements? {
    let columns = columns.clamped(to: 0..<matrix.columns)
    guard (0..<matrix.rows).contains(row), !columns.isEmpty else { return nil }
    let layout = reader.layout
    let size = layout.type.blockElements
    let factors = TensorScales(weight, rows: matrix.rows, from: source)
    var codes: [UInt8] = []
    var runs: [StoredElements.Block] = []
    let blocks = (columns.lowerBound / size)..<((columns.upperBound - 1) / size + 1)
    reader.forEachBlock(blocks, of: row) { index, bytes in
      for column in columns.clamped(to: (index * size)..<((index + 1) * size)) {
        codes.append(reader.block.code(at: column % size, in: bytes))
        let place = column / layout.runLength
        guard runs.last?.index != place else { continue }
        let parts = reader.block.parts(ofRun: column % size / layout.runLength, in: bytes)
        runs.append(
          StoredElements.Block(
            index: place,
            scale: BlockScale(
              code: parts.scale.code, value: parts.scale.value,
              multiplier: factors.use.apply(factors[row], to: parts.multiplier)),
            zeroPoint: nil, run: parts))
      }
    }
    let first = columns.lowerBound / layout.runLength
    let places = columns.map { reader.place(row: row, column: $0) }
    return StoredElements(
      matrix: matrix, element: layout.element.grid, row: row, columns: columns, codes: codes,
      values: values(row: row, columns: columns),
      blockOfColumn: columns.map { $0 / layout.runLength - first }, blocks: runs,
      tensorScale: weight.tensorScale == nil ? nil : factors[row],
      inputScales: InputScales(weight, columns, from: source).values, places: places,
      bytes: bytes(at: places))
  }
}
