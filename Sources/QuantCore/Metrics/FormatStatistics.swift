/// What one format does to a tensor, gathered band by band and mergeable in order.
public struct FormatStatistics: Sendable, Hashable {
  /// Sums and counts over elements.
  public private(set) var errors = ErrorStatistics()
  /// Counts over blocks.
  public private(set) var blocks: BlockStatistics

  /// Creates the statistics of nothing under a format.
  public init(format: any QuantizationFormat) {
    blocks = BlockStatistics(
      codeCount: format.element.values.count, scaleType: format.scaleType)
  }

  /// Encodes, decodes and measures a band of rows.
  ///
  /// - Parameters:
  ///   - band: The values, row-major without gaps; its first row and column begin a block.
  ///   - columns: The columns of the band; the first is a multiple of 16.
  ///   - shape: The block's shape.
  ///   - codec: What encodes the blocks.
  ///   - mayHoldNonfinite: Whether blocks have to be searched for NaN and infinities.
  ///   - scratch: Buffers that are used again from band to band.
  public mutating func add(
    _ band: Span<Float>, columns: Int, shape: BlockShape, codec: any BlockCodec,
    mayHoldNonfinite: Bool, scratch: inout BandScratch
  ) {
    guard columns > 0 else { return }
    let rows = band.count / columns
    scratch.reserve(band: band.count, block: shape.rows * min(shape.columns, columns))
    for top in stride(from: 0, to: rows, by: shape.rows) {
      for left in stride(from: 0, to: columns, by: shape.columns) {
        let tile = Tile(
          rows: top..<min(top + shape.rows, rows),
          columns: left..<min(left + shape.columns, columns),
          bandColumns: columns)
        add(tile, of: band, codec: codec, mayHoldNonfinite: mayHoldNonfinite, scratch: &scratch)
      }
    }
    for row in 0..<rows {
      let range = row * columns..<(row + 1) * columns
      errors.add(
        original: band.extracting(range), decoded: scratch.decoded.span.extracting(range))
    }
  }

  private mutating func add(
    _ tile: Tile, of band: Span<Float>, codec: any BlockCodec, mayHoldNonfinite: Bool,
    scratch: inout BandScratch
  ) {
    tile.withValues(of: band) { block in
      add(
        block, codec: codec, mayHoldNonfinite: mayHoldNonfinite, codes: &scratch.block.codes,
        decoded: &scratch.block.decoded)
    }
    scratch.scatter(tile)
  }

  private mutating func add(
    _ block: Span<Float>, codec: any BlockCodec, mayHoldNonfinite: Bool,
    codes: inout [UInt8], decoded: inout [Float]
  ) {
    if mayHoldNonfinite && !block.amax.isFinite {
      for index in block.indices { decoded[index] = .nan }
      blocks.addNonfinite()
      return
    }
    let scale = codec.scale(for: block)
    var writableCodes = codes.mutableSpan
    let saturated = codec.encode(block, scale: scale, into: &writableCodes)
    let blockCodes = codes.span.extracting(0..<block.count)
    var writableValues = decoded.mutableSpan
    codec.decode(blockCodes, scale: scale, into: &writableValues)
    blocks.add(
      original: block, decoded: decoded.span, codes: blockCodes, scale: scale,
      saturated: saturated)
  }

  /// Adds the statistics of what follows.
  public mutating func merge(_ next: FormatStatistics) {
    errors.merge(next.errors)
    blocks.merge(next.blocks)
  }
}

/// Buffers that measuring a band needs, kept from one band to the next.
public struct BandScratch: Sendable {
  /// The decoded values of the band.
  fileprivate var decoded: [Float] = []
  fileprivate var block = Block()

  /// The codes and decoded values of the block at hand.
  fileprivate struct Block: Sendable {
    var codes: [UInt8] = []
    var decoded: [Float] = []
  }

  /// Creates empty buffers.
  public init() {}

  fileprivate mutating func reserve(band: Int, block count: Int) {
    if decoded.count < band { decoded = Array(repeating: 0, count: band) }
    guard block.codes.count < count else { return }
    block = Block(
      codes: Array(repeating: 0, count: count), decoded: Array(repeating: 0, count: count))
  }

  fileprivate mutating func scatter(_ tile: Tile) {
    var next = 0
    for row in tile.rows {
      let start = row * tile.bandColumns
      for column in tile.columns {
        decoded[start + column] = block.decoded[next]
        next += 1
      }
    }
  }
}
