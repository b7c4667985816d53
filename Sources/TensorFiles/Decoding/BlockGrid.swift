internal import QuantCore

/// The blocks that a region of a weight touches, and what is stored once for each.
struct BlockGrid {
  private let region: TensorRegion
  private let block: BlockShape
  /// The blocks in a whole row of the weight.
  private let blocksInRow: Int
  /// The rows and columns of blocks that the region touches.
  let blockRows: Range<Int>
  let blockColumns: Range<Int>
  /// The block of each column of the region, where blocks do not lie one after the other.
  private let blockOfColumn: [Int]

  /// Finds the blocks of a region that is not empty.
  init(_ region: TensorRegion, of weight: PackedWeight, from source: any TensorSource) {
    self.region = region
    block = weight.matrix.block
    blocksInRow = weight.blocksInRow
    blockRows = Self.blocks(region.rows, of: block.rows)
    let size = block.columns
    var blockOfColumn: [Int] = []
    if let index = weight.groupIndex {
      let bytes = (region.columns.lowerBound * 4)..<(region.columns.upperBound * 4)
      source.withBytes(of: index, in: bytes) { bytes in
        blockOfColumn = (0..<region.columns.count).map { place in
          Int(Int32(littleEndian: bytes.element(place, as: Int32.self)))
        }
      }
      let isPlain = zip(region.columns, blockOfColumn).allSatisfy { $0 / size == $1 }
      if isPlain { blockOfColumn = [] }
    }
    self.blockOfColumn = blockOfColumn
    blockColumns =
      blockOfColumn.isEmpty ? Self.blocks(region.columns, of: size) : 0..<blocksInRow
  }

  /// The block of a column in its row; nil where the file names one that is not there.
  func block(of column: Int) -> Int? {
    guard !blockOfColumn.isEmpty else { return column / block.columns }
    let block = blockOfColumn[column - region.columns.lowerBound]
    return (0..<blocksInRow).contains(block) ? block : nil
  }

  private static func blocks(_ range: Range<Int>, of size: Int) -> Range<Int> {
    (range.lowerBound / size)..<((range.upperBound - 1) / size + 1)
  }

  /// Calls `body` with each run of columns in a row that share a block, and the block's index in the grid; nil for
  /// one that is not there.
  @inline(__always)
  func forEachRun(in row: Int, _ body: (_ columns: Range<Int>, _ index: Int?) -> Void) {
    let first = (row / block.rows - blockRows.lowerBound) * blockColumns.count
    guard blockOfColumn.isEmpty else {
      var start = 0
      for place in blockOfColumn.indices
      where place + 1 == blockOfColumn.count || blockOfColumn[place + 1] != blockOfColumn[start] {
        let left = region.columns.lowerBound
        let block = blockOfColumn[start]
        body(
          (left + start)..<(left + place + 1),
          blockColumns.contains(block) ? first + block : nil)
        start = place + 1
      }
      return
    }
    for column in blockColumns {
      let start = max(column * block.columns, region.columns.lowerBound)
      // A block as wide as the largest integer ends beyond it.
      let end =
        column == blockColumns.upperBound - 1
        ? region.columns.upperBound : (column + 1) * block.columns
      body(start..<end, first + column - blockColumns.lowerBound)
    }
  }

  /// What each block's elements are multiplied by, in the order of the grid.
  func scales(
    of weight: PackedWeight, by factors: TensorScales, from source: any TensorSource
  ) -> [Float] {
    guard let type = ScaleEncoding(weight.matrix.scaleType) else { return [] }
    let coded = type.values
    let factorOfRow = blockRows.map { factors[$0 * block.rows] }
    let stored = scaleCodes(of: weight, from: source)
    return stored.indices.map { index in
      let code = stored[index]
      let scale = coded.isEmpty ? type.value(of: code) : coded[Int(code)]
      return factors.use.apply(factorOfRow[index / blockColumns.count], to: scale)
    }
  }

  /// Whether a block is the first of those that share a stored scale.
  ///
  /// - Parameters:
  ///   - row: The block's first row.
  ///   - column: Its first column.
  ///   - weight: The weight.
  /// - Returns: Whether no block before has the same scale.
  static func beginsScale(row: Int, column: Int, of weight: PackedWeight) -> Bool {
    switch weight.arrangement.scales {
    case .rows, .transposed: true
    case .tiles(let rows, let matrixRows): row % matrixRows % rows == 0
    case .flat(let flat): (row * weight.matrix.columns + column) % flat.size == 0
    }
  }

  /// The stored bits of each block's scale, in the order of the grid.
  func scaleCodes(of weight: PackedWeight, from source: any TensorSource) -> [UInt32] {
    guard let tensor = weight.scales, let type = ScaleEncoding(weight.matrix.scaleType) else {
      return []
    }
    var codes: [UInt32] = []
    codes.reserveCapacity(blockRows.count * blockColumns.count)
    switch weight.arrangement.scales {
    case .rows(let stride):
      let across = stride ?? blocksInRow
      let rowBytes = across * type.byteCount
      let bytes = (blockRows.lowerBound * rowBytes)..<(blockRows.upperBound * rowBytes)
      source.withBytes(of: tensor, in: bytes) { bytes in
        for row in 0..<blockRows.count {
          for column in blockColumns {
            codes.append(type.code(at: row * across + column, in: bytes))
          }
        }
      }
    case .transposed:
      let across = tensor.columns
      let rowBytes = across * type.byteCount
      let bytes = (blockColumns.lowerBound * rowBytes)..<(blockColumns.upperBound * rowBytes)
      source.withBytes(of: tensor, in: bytes) { bytes in
        for row in blockRows {
          for column in 0..<blockColumns.count {
            codes.append(type.code(at: column * across + row, in: bytes))
          }
        }
      }
    case .tiles(let tileRows, let matrixRows):
      let ofMatrix = blockCount(matrixRows, of: tileRows)
      let rows = blockRows.map { blockRow in
        let row = blockRow * block.rows
        return row / matrixRows * ofMatrix + row % matrixRows / tileRows
      }
      guard let first = rows.first, let last = rows.last else { return codes }
      let rowBytes = blocksInRow * type.byteCount
      source.withBytes(of: tensor, in: (first * rowBytes)..<((last + 1) * rowBytes)) { bytes in
        for row in rows {
          for column in blockColumns {
            codes.append(type.code(at: (row - first) * blocksInRow + column, in: bytes))
          }
        }
      }
    case .flat(let flat):
      let columns = weight.matrix.columns
      let first = flat.index(
        row: blockRows.lowerBound, column: blockColumns.lowerBound * block.columns, of: columns)
      let last = flat.index(
        row: blockRows.upperBound - 1, column: blockColumns.upperBound * block.columns - 1,
        of: columns)
      let scales = flat.scales(first..<(last + 1), of: tensor, from: source)
      for row in blockRows {
        for column in blockColumns {
          let index = flat.index(row: row, column: column * block.columns, of: columns)
          codes.append(scales[index - first].bitPattern)
        }
      }
    }
    return codes
  }

  /// The zero point of each block, in the order of the grid; empty where there are none.
  func zeroPoints(of weight: PackedWeight, from source: any TensorSource) -> [Float] {
    guard let reader = ZeroPointReader(weight, from: source) else { return [] }
    let values = reader.valueOfEach
    return reader.codes(rows: blockRows, groups: blockColumns).map { values[Int($0)] }
  }
}

/// How block scales are stored.
enum ScaleEncoding {
  case e8m0, e4m3, f16, bf16, f32

  /// The encoding of a type; nil for blocks without scales.
  init?(_ type: ScaleType) {
    switch type {
    case .e8m0: self = .e8m0
    case .e4m3: self = .e4m3
    case .f16: self = .f16
    case .bf16: self = .bf16
    case .f32: self = .f32
    case .none: return nil
    }
  }

  /// The bytes of a scale.
  var byteCount: Int {
    switch self {
    case .e8m0, .e4m3: 1
    case .f16, .bf16: 2
    case .f32: 4
    }
  }

  /// The scale of each byte; empty where scales take more.
  var values: [Float] {
    switch self {
    case .e8m0: (0...UInt8.max).map(E8M0.decode)
    case .e4m3: FloatDecoding.f8e4m3Values
    case .f16, .bf16, .f32: []
    }
  }

  /// The stored bits of the scale at an index.
  @inline(__always)
  func code(at index: Int, in bytes: Span<UInt8>) -> UInt32 {
    switch self {
    case .e8m0, .e4m3: UInt32(bytes[index])
    case .f16, .bf16:
      UInt32(UInt16(littleEndian: bytes.element(index, as: UInt16.self)))
    case .f32: UInt32(littleEndian: bytes.element(index, as: UInt32.self))
    }
  }

  /// What stored bits stand for.
  @inline(__always)
  func value(of code: UInt32) -> Float {
    switch self {
    case .e8m0: E8M0.decode(UInt8(truncatingIfNeeded: code))
    case .e4m3: FloatDecoding.f8e4m3Values[Int(code & 255)]
    case .f16: FloatDecoding.f16(UInt16(truncatingIfNeeded: code))
    case .bf16: BFloat16.decode(UInt16(truncatingIfNeeded: code))
    case .f32: Float(bitPattern: code)
    }
  }
}
