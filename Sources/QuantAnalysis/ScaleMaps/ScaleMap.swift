public import QuantCore
public import TensorFiles

/// Which block scales to map, and how finely.
public struct ScaleMapRequest: Sendable {
  /// The tensor, analysable.
  public let tensor: TensorDescriptor
  /// The format whose scales are drawn.
  public let format: any QuantizationFormat
  /// What the format may know of the whole tensor.
  public let summary: TensorSummary
  /// The part of the tensor to map.
  public let window: ScaleWindow

  /// Creates a request.
  public init(
    tensor: TensorDescriptor, format: any QuantizationFormat, summary: TensorSummary,
    window: ScaleWindow
  ) {
    self.tensor = tensor
    self.format = format
    self.summary = summary
    self.window = window
  }
}

/// A rectangle of a tensor's blocks, cut into equal cells.
public struct ScaleWindow: Sendable, Hashable {
  /// The first block row and block column; a window may begin before the tensor.
  public var top: Int, left: Int
  /// Block rows and block columns in one cell, at least 1.
  public var cellRows: Int, cellColumns: Int
  /// Rows and columns of cells; those that reach beyond the tensor stay empty.
  public var rows: Int, columns: Int

  /// Creates a window.
  ///
  /// - Parameters:
  ///   - top: The first row of blocks.
  ///   - left: The first column of blocks.
  ///   - cellRows: Rows of blocks in a cell.
  ///   - cellColumns: Columns of blocks in a cell.
  ///   - rows: Rows of cells.
  ///   - columns: Columns of cells.
  public init(
    top: Int, left: Int, cellRows: Int, cellColumns: Int, rows: Int, columns: Int
  ) {
    self.top = top
    self.left = left
    self.cellRows = max(1, cellRows)
    self.cellColumns = max(1, cellColumns)
    self.rows = max(0, rows)
    self.columns = max(0, columns)
  }

  /// The elements that a cell covers, cut at the tensor's edges; none beyond them.
  public func elements(
    row: Int, column: Int, block: BlockShape, of tensor: TensorDescriptor
  ) -> TensorRegion {
    func range(_ first: Int, _ cell: Int, _ index: Int, _ block: Int, _ end: Int) -> Range<Int> {
      let start = (first + index * cell) * block
      return min(max(start, 0), end)..<min(max(start + cell * block, 0), end)
    }
    return TensorRegion(
      rows: range(top, cellRows, row, block.rows, tensor.rows),
      columns: range(left, cellColumns, column, block.columns, tensor.columns))
  }
}

/// The pooled scales of a window's cells.
public struct ScaleMap: Sendable, Hashable {
  /// What is mapped.
  public let window: ScaleWindow
  /// The format's identifier.
  public let format: FormatID
  /// The shape of a block.
  public let block: BlockShape
  /// Whether every cell is final.
  public internal(set) var isComplete = false
  /// The cells, row-major.
  public internal(set) var cells: [ScaleCell]

  /// The cell at a row and column of the window.
  public subscript(row: Int, column: Int) -> ScaleCell {
    cells[row * window.columns + column]
  }
}

/// The scales of the blocks that one cell covers.
///
/// Zero blocks have a scale by convention only: they are counted and left out of the pools.
public struct ScaleCell: Sendable, Hashable {
  /// Blocks with a scale.
  public private(set) var blocks = 0
  /// Blocks of zeros only.
  public private(set) var zeroBlocks = 0
  /// Blocks with NaN or infinities.
  public private(set) var nonfiniteBlocks = 0
  /// The smallest scale; nil without blocks.
  public private(set) var minimum: BlockScale?
  /// The largest scale; nil without blocks.
  public private(set) var maximum: BlockScale?
  /// The first element of a block with the smallest scale; of several the first that was read.
  public private(set) var minimumPlace: ValueStatistics.Place?
  /// The first element of a block with the largest scale, likewise.
  public private(set) var maximumPlace: ValueStatistics.Place?
  private var sum: Double = 0

  /// Creates an empty cell.
  public init() {}

  /// The mean multiplier; nil without blocks.
  public var mean: Double? { blocks > 0 ? sum / Double(blocks) : nil }

  mutating func addNonfinite() { nonfiniteBlocks += 1 }

  mutating func addZero() { zeroBlocks += 1 }

  /// Adds a block's scale.
  ///
  /// - Parameters:
  ///   - scale: The scale.
  ///   - place: The block's first element.
  mutating func add(_ scale: BlockScale, at place: ValueStatistics.Place) {
    blocks += 1
    sum += Double(scale.multiplier)
    extend(minimum: (scale, place), maximum: (scale, place))
  }

  mutating func merge(_ next: ScaleCell) {
    blocks += next.blocks
    zeroBlocks += next.zeroBlocks
    nonfiniteBlocks += next.nonfiniteBlocks
    sum += next.sum
    if let low = next.minimum, let lowPlace = next.minimumPlace, let high = next.maximum,
      let highPlace = next.maximumPlace
    {
      extend(minimum: (low, lowPlace), maximum: (high, highPlace))
    }
  }

  private mutating func extend(
    minimum low: (scale: BlockScale, place: ValueStatistics.Place),
    maximum high: (scale: BlockScale, place: ValueStatistics.Place)
  ) {
    if low.scale.multiplier < (minimum?.multiplier ?? .infinity) {
      minimum = low.scale
      minimumPlace = low.place
    }
    if high.scale.multiplier > (maximum?.multiplier ?? -.infinity) {
      maximum = high.scale
      maximumPlace = high.place
    }
  }
}
