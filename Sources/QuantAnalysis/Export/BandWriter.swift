internal import KernelEngine
internal import QuantCore
internal import TensorFiles

/// Turns the chunks of one weight into the bytes of its parts and puts them in their places.
struct BandWriter: Sendable {
  /// What became of one chunk.
  struct Encoded: Sendable {
    /// The bytes of each part that is made of bands.
    var parts: [[UInt8]] = []
    /// The decoded values instead, where they are many: a second copy of them would double the memory.
    var decoded: [Float] = []
    /// The zero points of the chunk's blocks.
    var zeroPoints: [UInt8] = []
    /// The first value that no format has a code for.
    var nonfinite: ValueStatistics.Place?
  }

  /// A part that is made of bands.
  private struct Part: Sendable {
    let content: BandContent
    let offset: Int
  }

  private let tensor: TensorDescriptor
  private let coding: Coding
  private let parts: [Part]
  private let zeroPoints: (packing: CodePacking, offset: Int)?

  init(_ entry: QuantizePlan.Entry, offsets: [Int], coding: Coding) {
    tensor = entry.tensor
    self.coding = coding
    var parts: [Part] = []
    var zeroPoints: (CodePacking, Int)?
    for (part, offset) in zip(entry.parts, offsets) {
      switch part.content {
      case .bands(let content): parts.append(Part(content: content, offset: offset))
      case .zeroPoints(let packing): zeroPoints = (packing, offset)
      case .constant: break
      }
    }
    self.parts = parts
    self.zeroPoints = zeroPoints
  }

  /// Encodes a chunk.
  func encode(_ values: inout [Float], of chunk: TensorRegion) -> Encoded {
    var encoded = Encoded()
    let columns = chunk.columns.count
    guard values.span.amax.isFinite else {
      if let index = values.indices.first(where: { !values[$0].isFinite }) {
        encoded.nonfinite = ValueStatistics.Place(
          row: chunk.rows.lowerBound + index / columns,
          column: chunk.columns.lowerBound + index % columns)
      }
      return encoded
    }
    var band = EncodedBand()
    KernelEngine.shared.encode(
      consuming: &values, columns: columns, by: coding.codec, mayHoldNonfinite: false, into: &band)
    if parts.allSatisfy({ $0.content == .decoded }), zeroPoints == nil,
      chunk.elementCount > 2 * ChunkPlan.target, columns == tensor.columns
    {
      swap(&encoded.decoded, &band.decoded)
      return encoded
    }
    encoded.parts = parts.map { $0.content.bytes(of: band, element: coding.format.element) }
    if zeroPoints != nil {
      let lowest = coding.format.element.values.first ?? 0
      encoded.zeroPoints = (0..<band.blockCount).map {
        UInt8(clamping: Int(band.offsets[$0] - lowest))
      }
    }
    return encoded
  }

  /// Writes what a chunk became.
  func write(
    _ encoded: Encoded, of chunk: TensorRegion, to draft: FileDraft
  ) throws(FileWriteError) {
    for part in parts where !encoded.decoded.isEmpty {
      try write(
        decoded: encoded.decoded.span, to: draft,
        at: part.offset + 4 * chunk.rows.lowerBound * tensor.columns)
    }
    for (part, bytes) in zip(parts, encoded.parts) {
      let rowsPerLine = part.content.rowsPerLine(block: coding.shape)
      let lineBytes = part.content.lineBytes(columns: tensor.columns, block: coding.shape)
      let first = part.offset + chunk.rows.lowerBound / rowsPerLine * lineBytes
      if chunk.columns.count == tensor.columns {
        try draft.write(bytes.span, at: first)
        continue
      }
      let left = part.content.lineBytes(columns: chunk.columns.lowerBound, block: coding.shape)
      let pieceBytes = part.content.lineBytes(columns: chunk.columns.count, block: coding.shape)
      for line in 0..<(bytes.count / max(1, pieceBytes)) {
        try draft.write(
          bytes.span.extracting(line * pieceBytes..<(line + 1) * pieceBytes),
          at: first + line * lineBytes + left)
      }
    }
  }

  /// Writes decoded values piece by piece.
  private func write(
    decoded: Span<Float>, to draft: FileDraft, at offset: Int
  ) throws(FileWriteError) {
    for start in stride(from: 0, to: decoded.count, by: ChunkPlan.target) {
      let some = decoded.extracting(start..<min(start + ChunkPlan.target, decoded.count))
      try draft.write(BandContent.bytes(of: some).span, at: offset + 4 * start)
    }
  }

  /// Writes the zero points of all blocks.
  func write(zeroPoints codes: [UInt8], to draft: FileDraft) throws(FileWriteError) {
    guard let zeroPoints, tensor.rows > 0 else { return }
    let packed = zeroPoints.packing.packedAlongRows(codes.span, columns: codes.count / tensor.rows)
    try draft.write(packed.span, at: zeroPoints.offset)
  }
}
