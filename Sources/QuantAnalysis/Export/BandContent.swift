internal import QuantCore

/// Bytes made of encoded bands, row by row or block row by block row.
enum BandContent: Sendable, Hashable {
  /// The codes as a stream of bits, each row filled up to whole units.
  case codes(CodePacking)
  /// The codes' values as integers of one byte.
  case integers
  /// The stored bits of the block scales, so many bytes each, the least significant first.
  case scales(byteCount: Int)
  /// ggml's blocks, scales and codes together.
  case blocks(GGMLBlock)
  /// The decoded values in F32.
  case decoded

  /// The bytes of a line, or of the part of one before a column that begins a block.
  ///
  /// - Parameters:
  ///   - columns: The columns of the matrix.
  ///   - block: The shape of a block.
  /// - Returns: How many bytes.
  func lineBytes(columns: Int, block: BlockShape) -> Int {
    switch self {
    case .codes(let packing): packing.byteCount(columns: columns) ?? 0
    case .integers: columns
    case .scales(let byteCount): (columns + block.columns - 1) / block.columns * byteCount
    case .blocks(let block): block.type.byteCount(columns: columns) ?? 0
    case .decoded: columns * 4
    }
  }

  /// How many rows of the matrix one line stands for.
  func rowsPerLine(block: BlockShape) -> Int {
    if case .scales = self { block.rows } else { 1 }
  }

  /// The bytes of a band, line after line.
  func bytes(of band: EncodedBand, element: ElementGrid) -> [UInt8] {
    var bytes: [UInt8] = []
    let count = band.rows * band.columns
    switch self {
    case .codes(let packing):
      packing.append(
        band.codes.span.extracting(0..<count), columns: band.columns, to: &bytes)
    case .integers:
      bytes.reserveCapacity(count)
      let values = element.values.map { UInt8(bitPattern: Int8(clamping: Int($0))) }
      for index in 0..<count { bytes.append(values[Int(band.codes[index])]) }
    case .scales(let byteCount):
      let blocks = band.blockCount
      bytes.reserveCapacity(blocks * byteCount)
      for index in 0..<blocks {
        for place in 0..<byteCount {
          bytes.append(UInt8(truncatingIfNeeded: band.scaleCodes[index] >> UInt32(8 * place)))
        }
      }
    case .blocks(let block):
      block.append(
        band.codes.span.extracting(0..<count),
        lowest: Int8(clamping: Int(element.values.first ?? 0)),
        scales: band.scaleCodes.span.extracting(0..<band.blockCount), to: &bytes)
    case .decoded:
      return Self.bytes(of: band.decoded.span.extracting(0..<count))
    }
    return bytes
  }

  /// Values in F32, the least significant byte first.
  static func bytes(of values: Span<Float>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 4)
    for index in values.indices {
      let bits = values[index].bitPattern
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
    }
    return bytes
  }
}
