internal import QuantCore

/// Where `tcgen05.mma … block_scale` finds scales and leaves sums: tensor memory, 128 lanes of 512 columns, 32 bits
/// each.
///
/// Scales lie in memory in tiles of 128 lines and 4 blocks (`ScaleSwizzle`), 512 bytes each. `tcgen05.cp` with the shape
/// `32x128b.warpx4` copies a tile, 16 bytes to each of 32 lanes, and repeats it in all four groups of 32 lanes, so
///
/// ```
/// lane   = line % 32, and + 32, + 64, + 96
/// column = 4 · tile + line % 128 / 32
/// byte   = block % 4
/// ```
///
/// An instruction reads from each word the bytes from the scale factor ID on: 0…3 with 1X, 0 or 2 with 2X, 0 with 4X.
/// D of 128 rows (one CTA) has row m in lane m and column n in column n, from the address that the instruction names.
///
/// Source: PTX ISA, "Block Scaling for tcgen05.mma", "tcgen05.cp" and "Data Path Layout Organization" (layout D). The
/// ISA draws which column a line's scale is in; the figures were not at hand, CUTLASS's layout of scale factors in
/// tensor memory says the same as above.
public struct TensorMemoryLayout: Sendable, Hashable {
  /// Where a scale is read.
  public struct Place: Sendable, Hashable {
    /// The first of four lanes that hold it, 32 apart.
    public let lane: Int
    /// The column, counted from where the tiles begin.
    public let column: Int
    /// The byte in the column's word.
    public let byte: Int

    /// Creates a place.
    public init(lane: Int, column: Int, byte: Int) {
      self.lane = lane
      self.column = column
      self.byte = byte
    }

    /// All lanes that hold the scale.
    public var lanes: [Int] { (0..<4).map { lane + 32 * $0 } }
  }

  /// Lanes of tensor memory.
  public static let lanes = 128
  /// Columns of 32 bits.
  public static let columns = 512

  /// Blocks in a line.
  public let blocks: Int
  /// The blocks that one instruction scales in a line.
  public let vector: Int
  private let swizzle: ScaleSwizzle

  /// Creates the layout of the scales of up to 128 lines.
  ///
  /// - Parameters:
  ///   - instruction: What reads them.
  ///   - blocks: Blocks in a line.
  public init(of instruction: MatrixInstruction, blocks: Int) {
    self.blocks = max(1, blocks)
    vector = instruction.scaleVector
    swizzle = ScaleSwizzle(rows: 128, columns: self.blocks)
  }

  /// Columns that the scales take.
  public var columnCount: Int { swizzle.byteCount / 128 }

  /// Where the copy in shared memory has the scale of a line's block, before it goes to tensor memory.
  public func sharedOffset(line: Int, block: Int) -> Int {
    swizzle.offset(row: line % 128, column: block)
  }

  /// Where the scale of a line's block is; nil outside.
  public func place(line: Int, block: Int) -> Place? {
    guard (0..<128).contains(line), (0..<blocks).contains(block) else { return nil }
    let offset = sharedOffset(line: line, block: block)
    return Place(
      lane: offset % 512 / 16, column: offset / 512 * 4 + offset % 16 / 4, byte: offset % 4)
  }

  /// Whose scale a byte of tensor memory is; nil where there is none.
  public func scale(at place: Place) -> (line: Int, block: Int)? {
    guard (0..<Self.lanes).contains(place.lane), (0..<columnCount).contains(place.column),
      (0..<4).contains(place.byte)
    else { return nil }
    let block = place.column / 4 * 4 + place.byte
    guard block < blocks else { return nil }
    return (place.column % 4 * 32 + place.lane % 32, block)
  }

  /// The scale factor ID with which an instruction reads the scale of a block.
  public func scaleID(block: Int) -> Int { block % 4 / vector * vector }
}
