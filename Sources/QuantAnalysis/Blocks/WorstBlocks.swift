public import QuantCore
public import TensorFiles

/// The blocks of a tensor with the largest squared errors in one format, the worst first.
///
/// Ranked by Σe² over the block, ties by row, then column; exact blocks and those that hold NaN or infinities are in no
/// ranking. Where a format transforms the values first, Σx² and Σe² are those of the transformed block, as in every
/// figure about blocks. The same for every number of threads.
public struct WorstBlocks: Sendable, Hashable {
  /// One block.
  public struct Block: Sendable, Hashable {
    /// The elements, cut at the tensor's edges.
    public let region: TensorRegion
    /// Σx².
    public let signal: Double
    /// Σe²; infinite where a decoded value overflowed.
    public let noise: Double
    /// The largest magnitude of the tensor's own values in the block.
    public let amax: Float
    /// The largest |x - x'| of the tensor's own values in the block.
    public let largestError: Double
    /// Where that error lies, the first of equal ones by row, then column.
    public let place: ValueStatistics.Place

    /// 10·log10(Σx²/Σe²), in dB; nil where Σx² is zero or Σe² infinite.
    public var sqnr: Double? { ErrorStatistics.signalToNoise(signal: signal, noise: noise) }
  }

  /// The format's identifier.
  public let format: FormatID
  /// The shape of a block.
  public let shape: BlockShape
  /// All blocks of the tensor, exact ones and those left out included.
  public let blockCount: Int
  /// The most blocks that are ranked.
  public let limit: Int
  /// Whether the whole tensor was searched.
  public internal(set) var isComplete = false
  /// The worst blocks found, the worst first; at most `limit`.
  public private(set) var blocks: [Block] = []

  init(format: any QuantizationFormat, tensor: TensorDescriptor, limit: Int) {
    self.format = format.id
    self.limit = max(0, limit)
    shape = format.blockShape(rows: tensor.rows, columns: tensor.columns)
    blockCount = shape.count(rows: tensor.rows, columns: tensor.columns)
  }

  /// Why blocks of a tensor can't be ranked, to be read after the format's name; nil where they can.
  ///
  /// - Parameters:
  ///   - format: The format.
  ///   - tensor: The tensor.
  /// - Returns: The format's own refusal, or that it has no blocks.
  public static func refusal(
    of format: any QuantizationFormat, for tensor: TensorDescriptor
  ) -> String? {
    if let reason = format.refusal(rows: tensor.rows, columns: tensor.columns) { return reason }
    // A matrix larger than any: only a format whose one block is the tensor has blocks of that size.
    let vast = Int(Int32.max)
    let isWhole =
      format.blockShape(rows: vast, columns: vast) == BlockShape(rows: vast, columns: vast)
    return isWhole ? "has no blocks to rank: one scale serves the whole tensor" : nil
  }

  /// Whether a block with these figures would be ranked.
  func admits(noise: Double, row: Int, column: Int) -> Bool {
    guard noise > 0, limit > 0 else { return false }
    guard blocks.count == limit, let last = blocks.last else { return true }
    return Self.isWorse(
      noise, row, column, than: last.noise, last.region.rows.lowerBound,
      last.region.columns.lowerBound)
  }

  mutating func insert(_ block: Block) {
    let (row, column) = (block.region.rows.lowerBound, block.region.columns.lowerBound)
    guard admits(noise: block.noise, row: row, column: column) else { return }
    var low = 0
    var high = blocks.count
    while low < high {
      let middle = (low + high) / 2
      let other = blocks[middle]
      if Self.isWorse(
        block.noise, row, column, than: other.noise, other.region.rows.lowerBound,
        other.region.columns.lowerBound)
      {
        high = middle
      } else {
        low = middle + 1
      }
    }
    if blocks.count == limit { blocks.removeLast() }
    blocks.insert(block, at: low)
  }

  /// Adds the worst blocks of other parts of the tensor.
  mutating func merge(_ other: WorstBlocks) {
    for block in other.blocks { insert(block) }
  }

  private static func isWorse(
    _ noise: Double, _ row: Int, _ column: Int, than other: Double, _ otherRow: Int,
    _ otherColumn: Int
  ) -> Bool {
    noise == other ? (row, column) < (otherRow, otherColumn) : noise > other
  }
}
