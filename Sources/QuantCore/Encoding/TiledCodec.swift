/// Encodes a band block by block.
///
/// A block that holds NaN or an infinity is left out whole.
public struct TiledCodec: TensorCodec {
  /// What encodes a block.
  public let block: any BlockCodec
  /// The shape of a block.
  public let shape: BlockShape

  /// Creates a codec for blocks of one shape.
  public init(_ block: any BlockCodec, shape: BlockShape) {
    self.block = block
    self.shape = shape
  }

  /// The multiplier that all blocks share.
  public var tensorScale: Float? { block.tensorScale }

  /// What the blocks' codec computes, where its blocks lie in one row.
  public var arithmetic: BlockArithmetic? { shape.rows == 1 ? block.arithmetic : nil }

  /// Encodes and decodes a band.
  public func encode(
    _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand
  ) {
    encoded.reserve(rows: band.count / columns, columns: columns, shape: shape)
    let size = shape.rows * min(shape.columns, columns)
    var codes = [UInt8](repeating: 0, count: size)
    var decoded = [Float](repeating: 0, count: size)
    for index in 0..<encoded.blockCount {
      let tile = encoded.tile(index)
      tile.withValues(of: band) { values in
        guard !mayHoldNonfinite || values.amax.isFinite else {
          encoded.exclude(index)
          return
        }
        let scale = block.scale(for: values)
        var writableCodes = codes.mutableSpan
        let saturated = block.encode(values, scale: scale, into: &writableCodes)
        var writableValues = decoded.mutableSpan
        block.decode(
          codes.span.extracting(0..<tile.count), scale: scale, into: &writableValues)
        encoded.set(scale, saturated: saturated, of: index)
        encoded.scatter(codes: codes, decoded: decoded, to: tile)
      }
    }
  }
}

/// Encodes a band of a tensor that is one block: the scale is known before.
///
/// NaN and infinities are left out one by one.
public struct WholeTensorCodec: TensorCodec {
  /// What encodes a piece; its scale is the same whatever the piece holds.
  public let block: any BlockCodec

  /// Creates a codec.
  public init(_ block: any BlockCodec) {
    self.block = block
  }

  /// The tensor's multiplier.
  public var tensorScale: Float? { block.tensorScale }

  /// Encodes and decodes a band.
  public func encode(
    _ band: Span<Float>, columns: Int, mayHoldNonfinite: Bool, into encoded: inout EncodedBand
  ) {
    let rows = band.count / columns
    encoded.reserve(
      rows: rows, columns: columns, shape: BlockShape(rows: rows, columns: columns), isPiece: true)
    guard rows > 0 else { return }
    guard mayHoldNonfinite else {
      encode(band, into: &encoded)
      return
    }
    // The value 0 has a code under every scale.
    let finite = band.indices.map { band[$0].isFinite ? band[$0] : 0 }
    encode(finite.span, into: &encoded)
    for index in band.indices where !band[index].isFinite { encoded.decoded[index] = .nan }
  }

  private func encode(_ values: Span<Float>, into encoded: inout EncodedBand) {
    let scale = block.scale(for: values)
    var codes = encoded.codes.mutableSpan
    let saturated = block.encode(values, scale: scale, into: &codes)
    let written = encoded.codes
    var decoded = encoded.decoded.mutableSpan
    block.decode(written.span.extracting(0..<values.count), scale: scale, into: &decoded)
    encoded.set(scale, saturated: saturated, of: 0)
  }
}

extension EncodedBand {
  fileprivate mutating func scatter(codes block: [UInt8], decoded values: [Float], to tile: Tile) {
    var next = 0
    for row in tile.rows {
      let start = row * tile.bandColumns
      for column in tile.columns {
        codes[start + column] = block[next]
        decoded[start + column] = values[next]
        next += 1
      }
    }
  }
}
