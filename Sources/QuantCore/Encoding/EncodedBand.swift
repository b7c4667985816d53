/// What encoding made of a band of rows: codes and decoded values in the band's own order, scales block by block.
///
/// Blocks are numbered from left to right, then downwards. Buffers are kept from band to band and can be longer
/// than what they hold.
public struct EncodedBand: Sendable {
  /// Rows of the band.
  public private(set) var rows = 0
  /// Columns of the band.
  public private(set) var columns = 0
  /// The shape of a block; those at the edges can be shorter.
  public private(set) var shape = BlockShape(rows: 1, columns: 1)
  /// Whether the band is part of the one block that the tensor is.
  public private(set) var isPiece = false

  /// One code an element; a code that stands for several elements lies at the first of them.
  ///
  /// A code wider than eight bits takes the places of two elements, the high byte first.
  public var codes: [UInt8] = []
  /// The decoded values; NaN marks an element that is left out of every figure.
  public var decoded: [Float] = []
  /// The values that blocks were made from and what they decode to, where these are not the band itself.
  public var working: Working?
  /// What the decoded values of each row were multiplied by last; empty where no factors are stored.
  public var rowFactors: [Float] = []

  /// The stored bits of each block's scale.
  public var scaleCodes: [UInt32] = []
  /// What the stored bits stand for.
  public var scaleValues: [Float] = []
  /// What each block's elements are multiplied by.
  public var multipliers: [Float] = []
  /// What is subtracted from each block's codes before they are multiplied.
  public var offsets: [Float] = []
  /// How many elements of each block saturate; `excluded` for blocks that are left out.
  public var saturated: [Int32] = []

  /// Marks a block that is left out since it holds NaN or an infinity.
  public static let excluded: Int32 = -1

  /// The band in the domain of its blocks, such as after a rotation.
  public struct Working: Sendable {
    /// The values.
    public var values: [Float]
    /// The decoded values; NaN marks an element that is left out.
    public var decoded: [Float]

    /// Creates a band.
    public init(values: [Float], decoded: [Float]) {
      self.values = values
      self.decoded = decoded
    }
  }

  /// Creates an empty band.
  public init() {}

  /// Makes room for a band.
  ///
  /// - Parameters:
  ///   - rows: Its rows.
  ///   - columns: Its columns.
  ///   - shape: The shape of its blocks.
  ///   - isPiece: Whether the band is part of the one block that the tensor is.
  public mutating func reserve(
    rows: Int, columns: Int, shape: BlockShape, isPiece: Bool = false
  ) {
    self.rows = rows
    self.columns = columns
    self.shape = shape
    self.isPiece = isPiece
    working = nil
    rowFactors = []
    let count = rows * columns
    if codes.count < count { codes = Array(repeating: 0, count: count) }
    if decoded.count < count { decoded = Array(repeating: 0, count: count) }
    let blocks = blockCount
    guard saturated.count < blocks else { return }
    scaleCodes = Array(repeating: 0, count: blocks)
    scaleValues = Array(repeating: 0, count: blocks)
    multipliers = Array(repeating: 0, count: blocks)
    offsets = Array(repeating: 0, count: blocks)
    saturated = Array(repeating: 0, count: blocks)
  }

  /// How many blocks the band has.
  public var blockCount: Int { shape.count(rows: rows, columns: columns) }

  /// The place of a block.
  public func tile(_ index: Int) -> Tile {
    let across = max(1, (columns + shape.columns - 1) / shape.columns)
    let top = index / across * shape.rows
    let left = index % across * shape.columns
    return Tile(
      rows: top..<min(top + shape.rows, rows), columns: left..<min(left + shape.columns, columns),
      bandColumns: columns)
  }

  /// The scale of a block.
  public func scale(_ index: Int) -> BlockScale {
    BlockScale(
      code: scaleCodes[index], value: scaleValues[index], multiplier: multipliers[index],
      offset: offsets[index])
  }

  /// Notes the scale of a block and how many of its elements saturate.
  public mutating func set(_ scale: BlockScale, saturated count: Int, of index: Int) {
    scaleCodes[index] = scale.code
    scaleValues[index] = scale.value
    multipliers[index] = scale.multiplier
    offsets[index] = scale.offset
    saturated[index] = Int32(clamping: count)
  }

  /// Leaves a block out.
  public mutating func exclude(_ index: Int) {
    set(BlockScale(code: 0, value: 0, multiplier: 0), saturated: 0, of: index)
    saturated[index] = Self.excluded
    let tile = tile(index)
    for row in tile.rows {
      for column in tile.columns {
        codes[row * columns + column] = 0
        decoded[row * columns + column] = .nan
      }
    }
  }
}
