internal import QuantCore

/// The blocks that a region of a weight touches, and what is stored once for each.
struct BlockGrid {
  private let region: TensorRegion
  private let block: BlockShape
  /// The blocks in a whole row of the weight.
  private let blocksInRow: Int
  /// The rows and columns of blocks that the region touches.
  private let blockRows: Range<Int>
  private let blockColumns: Range<Int>

  /// Finds the blocks of a region that is not empty.
  init(_ region: TensorRegion, _ block: BlockShape, columns: Int) {
    self.region = region
    self.block = block
    blocksInRow = blockCount(columns, of: block.columns)
    blockRows = Self.blocks(region.rows, of: block.rows)
    blockColumns = Self.blocks(region.columns, of: block.columns)
  }

  private static func blocks(_ range: Range<Int>, of size: Int) -> Range<Int> {
    (range.lowerBound / size)..<((range.upperBound - 1) / size + 1)
  }

  /// Calls `body` with each run of columns in a row that share a block, and the block's index in the grid.
  @inline(__always)
  func forEachRun(in row: Int, _ body: (_ columns: Range<Int>, _ index: Int) -> Void) {
    let first = (row / block.rows - blockRows.lowerBound) * blockColumns.count
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
    guard let tensor = weight.scales, let type = ScaleEncoding(tensor.type) else { return [] }
    let rowBytes = blocksInRow * type.byteCount
    let bytes = (blockRows.lowerBound * rowBytes)..<(blockRows.upperBound * rowBytes)
    var scales: [Float] = []
    scales.reserveCapacity(blockRows.count * blockColumns.count)
    let coded = type.values
    source.withBytes(of: tensor, in: bytes) { bytes in
      for row in blockRows {
        let first = (row - blockRows.lowerBound) * blocksInRow
        let factor = factors[row * block.rows]
        for column in blockColumns {
          let scale = type.scale(at: first + column, in: bytes, coded)
          scales.append(factors.use.apply(factor, to: scale))
        }
      }
    }
    return scales
  }

  /// The zero point of each block, in the order of the grid; empty where there are none.
  ///
  /// They are packed down the columns: those of 32/b rows share a word.
  func zeroPoints(
    of weight: PackedWeight, _ element: CodedElement, from source: any TensorSource
  ) -> [Float] {
    guard let tensor = weight.zeroPoints else { return [] }
    let values = element.values
    let rowsInWord = 32 / element.bits
    let words = Self.blocks(region.rows, of: rowsInWord)
    let bytes = (words.lowerBound * blocksInRow * 4)..<(words.upperBound * blocksInRow * 4)
    var zeros: [Float] = []
    source.withBytes(of: tensor, in: bytes) { bytes in
      for row in blockRows {
        let first = (row / rowsInWord - words.lowerBound) * blocksInRow
        let shift = UInt32(row % rowsInWord * element.bits)
        for column in blockColumns {
          let word = UInt32(littleEndian: bytes.element(first + column, as: UInt32.self))
          zeros.append(values[Int(word >> shift) & (values.count - 1)])
        }
      }
    }
    return zeros
  }
}

/// How block scales are stored.
private enum ScaleEncoding {
  case e8m0, e4m3, f16, bf16, f32

  /// The encoding of a type; a byte without a type is E8M0.
  init?(_ type: StoredType) {
    switch type.name {
    case "U8", "F8_E8M0": self = .e8m0
    case "F8_E4M3": self = .e4m3
    case "F16": self = .f16
    case "BF16": self = .bf16
    case "F32": self = .f32
    default: return nil
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
    default: []
    }
  }

  /// The scale at an index.
  @inline(__always)
  func scale(at index: Int, in bytes: Span<UInt8>, _ values: [Float]) -> Float {
    switch self {
    case .e8m0, .e4m3: values[Int(bytes[index])]
    case .f16: FloatDecoding.f16(UInt16(littleEndian: bytes.element(index, as: UInt16.self)))
    case .bf16: BFloat16.decode(UInt16(littleEndian: bytes.element(index, as: UInt16.self)))
    case .f32: Float(bitPattern: UInt32(littleEndian: bytes.element(index, as: UInt32.self)))
    }
  }
}
