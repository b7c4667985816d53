internal import QuantCore

/// Decodes a region of a packed weight to F32, from its parts wherever they lie.
struct WeightDecoder {
  private let weight: PackedWeight
  private let columns: Int
  private let rows: Int

  init(_ weight: PackedWeight) {
    self.weight = weight
    let shape = weight.matrix.shape
    columns = shape.last ?? 1
    rows = shape.dropLast().reduce(1, *)
  }

  /// Decodes `region`, row-major.
  func decode(
    _ region: TensorRegion, from source: any TensorSource, into values: inout MutableSpan<Float>
  ) {
    precondition(values.count == region.elementCount, "room for exactly the region's values")
    guard region.elementCount > 0 else { return }
    precondition(
      region.rows.upperBound <= rows && region.columns.upperBound <= columns,
      "a region within the weight")
    decodeBlocks(of: region, from: source, into: &values)
    let inputs = InputScales(weight, region.columns, from: source).values
    guard !inputs.isEmpty else { return }
    for row in 0..<region.rows.count {
      let start = row * inputs.count
      for index in inputs.indices { values[start + index] *= inputs[index] }
    }
  }

  /// Decodes what blocks hold.
  private func decodeBlocks(
    of region: TensorRegion, from source: any TensorSource, into values: inout MutableSpan<Float>
  ) {
    let factors = TensorScales(weight, rows: rows, from: source)
    switch weight.matrix.coding {
    case .blocks:
      source.read(region, of: weight.codes, into: &values)
      let width = region.columns.count
      for (index, row) in region.rows.enumerated() {
        let factor = factors[row]
        for column in 0..<width { values[index * width + column] *= factor }
      }
    case .separate(let element, let packing, _):
      let grid = BlockGrid(region, of: weight, from: source)
      let blocks = Blocks(
        scales: grid.scales(of: weight, by: factors, from: source),
        zeros: grid.zeroPoints(of: weight, from: source))
      guard case .rows = weight.arrangement.codes else {
        return gather(region, element, grid, blocks, from: source, into: &values)
      }
      guard let rowBytes = packing.byteCount(columns: columns) else { return }
      let table = CodeTable(element, packing)
      let bytes = (region.rows.lowerBound * rowBytes)..<(region.rows.upperBound * rowBytes)
      source.withBytes(of: weight.codes, in: bytes) { codes in
        for row in region.rows {
          let start = (row - region.rows.lowerBound) * rowBytes
          let codes = codes.extracting(start..<(start + rowBytes))
          let target = (row - region.rows.lowerBound) * region.columns.count
          grid.forEachRun(in: row) { columns, index in
            table.decode(
              columns, of: codes, zero: blocks.zero(index), scale: blocks.scale(index),
              into: &values, at: target + columns.lowerBound - region.columns.lowerBound)
          }
        }
      }
    }
  }

  /// Decodes codes that do not lie row by row.
  private func gather(
    _ region: TensorRegion, _ element: CodedElement, _ grid: BlockGrid, _ blocks: Blocks,
    from source: any TensorSource, into values: inout MutableSpan<Float>
  ) {
    guard let reader = CodeReader(weight, from: source) else { return }
    let codes = reader.codes(of: region)
    let width = region.columns.count
    if weight.matrix.block.columns == 1, weight.groupIndex == nil {
      return decodeColumns(codes.span, of: region, element.values, grid, blocks, into: &values)
    }
    let table = CodeTable(element, .bytes)
    for row in 0..<region.rows.count {
      let line = codes.span.extracting((row * width)..<((row + 1) * width))
      grid.forEachRun(in: region.rows.lowerBound + row) { columns, index in
        let left = region.columns.lowerBound
        let places = (columns.lowerBound - left)..<(columns.upperBound - left)
        table.decode(
          places, of: line, zero: blocks.zero(index), scale: blocks.scale(index), into: &values,
          at: row * width + places.lowerBound)
      }
    }
  }

  /// Decodes codes of blocks that are one column wide.
  private func decodeColumns(
    _ codes: Span<UInt8>, of region: TensorRegion, _ elements: [Float], _ grid: BlockGrid,
    _ blocks: Blocks, into values: inout MutableSpan<Float>
  ) {
    let width = region.columns.count
    for row in 0..<region.rows.count {
      let blockRow = (region.rows.lowerBound + row) / weight.matrix.block.rows
      let first = (blockRow - grid.blockRows.lowerBound) * width
      for column in 0..<width {
        let place = row * width + column
        values[place] =
          (elements[Int(codes[place])] - blocks.zero(first + column))
          * blocks.scales[first + column]
      }
    }
  }

  /// What is stored once for each block; of one that is not there nothing is known.
  private struct Blocks {
    let scales: [Float]
    let zeros: [Float]

    @inline(__always)
    func scale(_ index: Int?) -> Float { index.map { scales[$0] } ?? .nan }

    @inline(__always)
    func zero(_ index: Int?) -> Float {
      guard let index, !zeros.isEmpty else { return 0 }
      return zeros[index]
    }
  }
}

/// The scale of a tensor, or those of the equal runs of rows that its matrices take.
struct TensorScales {
  /// How block scales are combined with it; nil where there is none.
  let use: EncodedMatrix.TensorScaleUse?
  private let values: [Float]
  private let rowsOfEach: Int

  init(_ weight: PackedWeight, rows: Int, from source: any TensorSource) {
    use = weight.matrix.tensorScale
    var values: [Float] = []
    if let tensor = weight.tensorScale {
      source.withBytes(of: tensor, in: 0..<tensor.byteCount) { bytes in
        values = (0..<tensor.elementCount).map { index in
          Float(bitPattern: UInt32(littleEndian: bytes.element(index, as: UInt32.self)))
        }
      }
    }
    self.values = values
    rowsOfEach = max(1, rows / max(1, values.count))
  }

  /// The scale in a row; 1 where there is none.
  subscript(row: Int) -> Float { values.isEmpty ? 1 : values[row / rowsOfEach] }
}

/// The scales of the inputs that some columns of a weight are multiplied with.
struct InputScales {
  /// One for each of the columns; empty where there are none.
  let values: [Float]

  init(_ weight: PackedWeight, _ columns: Range<Int>, from source: any TensorSource) {
    guard let tensor = weight.inputScale, let type = ScaleEncoding(tensor.type.scaleType) else {
      values = []
      return
    }
    let size = type.byteCount
    var values: [Float] = []
    source.withBytes(of: tensor, in: (columns.lowerBound * size)..<(columns.upperBound * size)) {
      bytes in
      values = columns.indices.map {
        type.value(of: type.code(at: $0 - columns.lowerBound, in: bytes))
      }
    }
    self.values = values
  }
}

extension EncodedMatrix.TensorScaleUse? {
  /// A block's scale combined with the tensor's, rounded to F32 once.
  @inline(__always)
  func apply(_ factor: Float, to scale: Float) -> Float {
    switch self {
    case .multiplier: scale * factor
    case .divisor: scale / factor
    case nil: scale
    }
  }
}
