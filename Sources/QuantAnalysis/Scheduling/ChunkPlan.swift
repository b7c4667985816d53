internal import QuantCore
internal import TensorFiles

/// How a tensor is cut into chunks: whole bands of rows, or pieces of long rows.
///
/// The cut depends on the tensor's size and the block's shape alone, never on the number of threads, so that
/// sums merged in the order of chunks have the same bits on every machine.
struct ChunkPlan: Sendable, Hashable {
  /// Elements in a chunk, at most, unless one block needs more: small enough to cancel within a few
  /// milliseconds, large enough to make merging cheap.
  static let target = 1 << 17
  /// A row costs at least as much as this many elements: its sums are added up however short it is.
  private static let rowCost = 16

  let region: TensorRegion
  let bandRows: Int
  let pieceColumns: Int

  init(region: TensorRegion, block: BlockShape) {
    self.region = region
    let columns = region.columns.count
    let blockColumns = max(1, min(block.columns, columns))
    let blockRows = max(1, min(block.rows, region.rows.count))
    // Sums go by column modulo 16 (LaneSums), so pieces begin at multiples of 16 as well as of the block.
    let unit = blockColumns << max(0, 4 - blockColumns.trailingZeroBitCount)
    let pieces = max(1, Self.target / (unit * blockRows)) * unit
    pieceColumns = max(1, min(columns, pieces))
    bandRows = max(1, Self.target / (max(pieceColumns, Self.rowCost) * blockRows)) * blockRows
  }

  private var pieces: Int { (region.columns.count + pieceColumns - 1) / pieceColumns }
  private var bands: Int { (region.rows.count + bandRows - 1) / bandRows }

  var count: Int { region.elementCount == 0 ? 0 : bands * pieces }

  /// Chunks from left to right, then downwards.
  subscript(index: Int) -> TensorRegion {
    let top = region.rows.lowerBound + index / pieces * bandRows
    let left = region.columns.lowerBound + index % pieces * pieceColumns
    return TensorRegion(
      rows: top..<min(top + bandRows, region.rows.upperBound),
      columns: left..<min(left + pieceColumns, region.columns.upperBound))
  }
}

extension TensorSource {
  /// Reads some rows of a large chunk and gives back what that brought into memory.
  ///
  /// - Parameters:
  ///   - rows: Rows of the chunk, from 0.
  ///   - chunk: The chunk.
  ///   - tensor: The tensor.
  ///   - values: Room for the rows.
  func readBand(
    _ rows: Range<Int>, of chunk: TensorRegion, in tensor: TensorDescriptor,
    into values: inout MutableSpan<Float>
  ) {
    let top = chunk.rows.lowerBound
    let band = TensorRegion(
      rows: top + rows.lowerBound..<top + rows.upperBound, columns: chunk.columns)
    read(band, of: tensor, into: &values)
    release(band, of: tensor)
  }

  /// The values of a chunk; of one that exceeds the usual size, pages are given back as they are read.
  func values(of chunk: TensorRegion, in tensor: TensorDescriptor) -> [Float] {
    guard chunk.elementCount > 2 * ChunkPlan.target else {
      var values = [Float](repeating: 0, count: chunk.elementCount)
      var span = values.mutableSpan
      read(chunk, of: tensor, into: &span)
      return values
    }
    var values: [Float] = []
    values.reserveCapacity(chunk.elementCount)
    let step = max(1, ChunkPlan.target / chunk.columns.count)
    for top in stride(from: 0, to: chunk.rows.count, by: step) {
      let rows = top..<min(top + step, chunk.rows.count)
      var some = [Float](repeating: 0, count: rows.count * chunk.columns.count)
      var span = some.mutableSpan
      readBand(rows, of: chunk, in: tensor, into: &span)
      values += some
    }
    return values
  }

  /// Gives back what reading a chunk brought into memory, chunks being done in their order.
  ///
  /// Reading it brings back the last pages of the one before, so that is given back again.
  func release(_ index: Int, of plan: ChunkPlan, in tensor: TensorDescriptor) {
    if index > 0 { release(plan[index - 1], of: tensor) }
    release(plan[index], of: tensor)
  }
}
