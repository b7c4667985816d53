/// A deflated file of a zip archive.
struct PackedEntry: Sendable {
  /// The archive.
  let file: MappedFile
  /// Where the packed bytes lie in it.
  let place: Range<Int>
  /// What the archive's directory says of it.
  let entry: ZipDirectory.Entry

  /// DEFLATE makes at most 258 bytes of 2 bits.
  private static let mostGrowth = 1032
  private static let pieceSize = 1 << 18

  /// Takes an entry at its word, unless no stream of its size could be as long as it claims.
  init(
    _ entry: ZipDirectory.Entry, at place: Range<Int>, of file: MappedFile
  ) throws(TensorFileError) {
    self.file = file
    self.place = place
    self.entry = entry
    let most = place.count.multipliedReportingOverflow(by: Self.mostGrowth)
    guard most.overflow || entry.byteCount <= most.partialValue else {
      throw malformed(
        "claims to be \(entry.byteCount) bytes, of \(place.count) packed ones come at most "
          + "\(most.partialValue)", at: place.lowerBound)
    }
  }

  /// Unpacks the first bytes, or all.
  ///
  /// - Parameters:
  ///   - count: How many bytes are wanted.
  ///   - take: Called with each piece in order, together `count` bytes or as many as there are.
  /// - Throws: A `TensorFileError` where the stream is none, or, of the whole, not what the directory says; whatever
  ///   `take` throws.
  func unpack(
    _ count: Int, _ take: (Span<UInt8>) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    guard let inflation = Inflation() else {
      throw TensorFileError(.unreadable, path: file.path, "no memory to unpack an array")
    }
    // One byte more than the whole shows that it is longer.
    let isWhole = count >= entry.byteCount
    let wanted = isWhole ? entry.byteCount + 1 : count
    var buffer = [UInt8](repeating: 0, count: min(wanted, Self.pieceSize))
    var position = place.lowerBound
    var made = 0
    var checksum: UInt32 = 0
    var state = Inflation.State.goesOn
    while state == .goesOn, made < wanted {
      let packed = position..<min(position + Self.pieceSize, place.upperBound)
      file.willRead(packed)
      let step = file.withBytes(in: packed) {
        inflation.step($0, into: &buffer, upTo: wanted - made)
      }
      state = step.state
      guard state != .failed, state == .isDone || step.taken > 0 || step.made > 0 else {
        throw malformed(
          packed.isEmpty ? "ends before it is unpacked" : "is not what DEFLATE packs",
          at: position + step.taken)
      }
      position += step.taken
      made += step.made
      guard step.made > 0 else { continue }
      let piece = buffer.span.extracting(0..<step.made)
      if isWhole { checksum = Inflation.checksum(piece, after: checksum) }
      try take(piece)
    }
    guard isWhole else { return }
    guard state == .isDone, made == entry.byteCount else {
      throw malformed(
        "unpacks to \(made > entry.byteCount ? "more than " : "")\(min(made, entry.byteCount)) "
          + "bytes, expected \(entry.byteCount)", at: place.lowerBound)
    }
    guard checksum == entry.checksum else {
      throw malformed(
        "unpacks to other bytes than were packed: CRC-32 \(hexadecimal(checksum)), expected "
          + hexadecimal(entry.checksum), at: place.lowerBound)
    }
  }

  /// The first bytes unpacked, or all where there are no more.
  func beginning(_ count: Int) throws(TensorFileError) -> [UInt8] {
    let wanted = min(count, entry.byteCount)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(wanted)
    try unpack(wanted) { (piece: Span<UInt8>) throws(TensorFileError) in
      for index in piece.indices { bytes.append(piece[index]) }
    }
    return bytes
  }

  private func hexadecimal(_ number: UInt32) -> String { "0x" + String(number, radix: 16) }

  private func malformed(_ detail: String, at offset: Int) -> TensorFileError {
    TensorFileError(
      .malformed, path: file.path, byteOffset: offset,
      "\(PrintableName.quoted(entry.name)) \(detail)")
  }
}

/// What was unpacked of a file's beginning.
struct UnpackedBytes: HeaderBytes {
  let path: String
  let bytes: [UInt8]

  func copy(_ count: Int, at offset: Int) -> [UInt8] {
    Array(bytes.dropFirst(offset).prefix(count))
  }
}
