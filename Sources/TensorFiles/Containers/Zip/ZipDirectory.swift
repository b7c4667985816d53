/// The central directory of a zip archive: which files it holds, and where.
///
/// Follows PKWARE's APPNOTE 6.3 as far as archives of tensors need it: one volume, ZIP64, no encryption.
struct ZipDirectory {
  /// One file of the archive, as the central directory tells of it.
  struct Entry {
    /// The path within the archive.
    let name: String
    /// How it is compressed: 0 stored, 8 deflated.
    let method: Int
    /// The bytes that it takes in the archive.
    let storedBytes: Int
    /// The bytes that it has when unpacked.
    let byteCount: Int
    /// CRC-32 of those bytes.
    let checksum: UInt32
    fileprivate let headerOffset: Int
  }

  /// Larger directories hold no tensors; 100,000 files with names of 100 bytes take 15 MB.
  private static let sizeLimit = 1 << 25
  /// A file for each tensor, and a few more.
  private static let entryLimit = TensorLimits.perFile + 64

  /// The files, in the order of the directory.
  private(set) var entries: [Entry] = []
  private let file: MappedFile

  /// Reads the directory at the end of a file.
  init(_ file: MappedFile) throws(TensorFileError) {
    self.file = file
    let end = try ZipEnd(file)
    guard end.size <= Self.sizeLimit else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: end.offset,
        "the archive's directory claims \(end.size) bytes, at most \(Self.sizeLimit) are expected")
    }
    let bytes = ZipFields(try file.copy(end.size, at: end.offset))
    var position = 0
    while position < end.size {
      guard entries.count < Self.entryLimit else {
        throw TensorFileError(
          .malformed, path: file.path, byteOffset: end.offset + position,
          "the archive holds more than \(Self.entryLimit) files, expected one for each tensor")
      }
      entries.append(try entry(in: bytes, at: &position, start: end.offset))
    }
    guard entries.count == end.count else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: end.offset,
        "the archive's directory claims \(end.count) files and has \(entries.count)")
    }
  }

  /// Where the bytes of a file lie in the archive, stored as they are or packed.
  func place(of entry: Entry) throws(TensorFileError) -> Range<Int> {
    let header = ZipFields(try file.copy(30, at: entry.headerOffset))
    guard header.has([0x50, 0x4B, 3, 4], at: 0), let name = header.number(2, at: 26),
      let extra = header.number(2, at: 28)
    else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: entry.headerOffset,
        "\(PrintableName.quoted(entry.name)) has no header here; is the archive cut short?")
    }
    let start = entry.headerOffset + 30 + name + extra
    guard start <= file.byteCount, entry.storedBytes <= file.byteCount - start else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: entry.headerOffset,
        "\(PrintableName.quoted(entry.name)) takes \(entry.storedBytes) bytes from \(start) on, the "
          + "archive ends at \(file.byteCount)")
    }
    return start..<(start + entry.storedBytes)
  }

  private func entry(
    in bytes: ZipFields, at position: inout Int, start: Int
  ) throws(TensorFileError) -> Entry {
    let place = position
    func malformed(_ detail: String) -> TensorFileError {
      TensorFileError(.malformed, path: file.path, byteOffset: start + place, detail)
    }
    guard bytes.has([0x50, 0x4B, 1, 2], at: place), let flags = bytes.number(2, at: place + 8),
      let method = bytes.number(2, at: place + 10),
      let checksum = bytes.number(4, at: place + 16), let stored = bytes.number(4, at: place + 20),
      let unpacked = bytes.number(4, at: place + 24),
      let nameLength = bytes.number(2, at: place + 28),
      let extraLength = bytes.number(2, at: place + 30),
      let commentLength = bytes.number(2, at: place + 32),
      let offset = bytes.number(4, at: place + 42),
      let name = bytes.text(nameLength, at: place + 46),
      let extra = bytes.slice(extraLength, at: place + 46 + nameLength)
    else { throw malformed("the archive's directory is malformed here") }
    position = place + 46 + nameLength + extraLength + commentLength
    guard flags & 1 == 0 else { throw malformed("\(PrintableName.quoted(name)) is encrypted") }
    guard let long = extra.longFields(replacing: [unpacked, stored, offset]) else {
      throw malformed("the 64-bit sizes of \(PrintableName.quoted(name)) are malformed")
    }
    return Entry(
      name: name, method: method, storedBytes: long[1], byteCount: long[0],
      checksum: UInt32(truncatingIfNeeded: checksum), headerOffset: long[2])
  }
}

/// Where a zip archive's central directory lies, by the record at the archive's end.
private struct ZipEnd {
  /// The bytes of the directory.
  let size: Int
  /// Where it begins.
  let offset: Int
  /// How many files it tells of.
  let count: Int

  init(_ file: MappedFile) throws(TensorFileError) {
    // The record is followed by a comment of at most 65,535 bytes alone.
    let tailStart = max(0, file.byteCount - 22 - 65_535)
    let tail = ZipFields(try file.copy(file.byteCount - tailStart, at: tailStart))
    let place = stride(from: tail.bytes.count - 22, through: 0, by: -1).first { place in
      tail.has([0x50, 0x4B, 5, 6], at: place)
        && tail.number(2, at: place + 20).map { place + 22 + $0 <= tail.bytes.count } ?? false
    }
    guard let place, let count = tail.number(2, at: place + 10),
      let size = tail.number(4, at: place + 12), let offset = tail.number(4, at: place + 16)
    else {
      throw TensorFileError(
        .malformed, path: file.path,
        "the archive has no directory at its end; is it cut short?")
    }
    let record = tailStart + place
    if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF, record >= 20,
      let long = try Self.long(file, before: record)
    {
      self = long
    } else {
      self.init(size: size, offset: offset, count: count)
    }
    guard self.offset <= record, self.size <= record - self.offset else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: record,
        "the archive's directory claims \(self.size) bytes from \(self.offset) on, which is beyond "
          + "the record that says so")
    }
  }

  private init(size: Int, offset: Int, count: Int) {
    self.size = size
    self.offset = offset
    self.count = count
  }

  /// The 64-bit record that a locator before the short one points at; nil where there is no locator.
  private static func long(
    _ file: MappedFile, before record: Int
  ) throws(TensorFileError) -> ZipEnd? {
    let locator = ZipFields(try file.copy(20, at: record - 20))
    guard locator.has([0x50, 0x4B, 6, 7], at: 0) else { return nil }
    guard let place = locator.number(8, at: 8), place <= file.byteCount,
      case let end = ZipFields(try file.copy(56, at: place)), end.has([0x50, 0x4B, 6, 6], at: 0),
      let count = end.number(8, at: 32), let size = end.number(8, at: 40),
      let offset = end.number(8, at: 48)
    else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: record - 20,
        "the archive's 64-bit directory record is not where this says")
    }
    return ZipEnd(size: size, offset: offset, count: count)
  }
}

/// Bytes of a zip archive, from which numbers are taken; nothing is read beyond them.
private struct ZipFields {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  func has(_ pattern: [UInt8], at offset: Int) -> Bool {
    guard holds(pattern.count, at: offset) else { return false }
    return pattern.indices.allSatisfy { bytes[offset + $0] == pattern[$0] }
  }

  /// The little-endian number of `count` bytes; nil where the bytes end before or it is beyond 2⁶³.
  func number(_ count: Int, at offset: Int) -> Int? {
    guard holds(count, at: offset) else { return nil }
    var number: UInt64 = 0
    for index in 0..<count { number |= UInt64(bytes[offset + index]) << (8 * index) }
    return Int(exactly: number)
  }

  private func holds(_ count: Int, at offset: Int) -> Bool {
    offset >= 0 && count <= bytes.count && offset <= bytes.count - count
  }

  func slice(_ count: Int, at offset: Int) -> ZipFields? {
    guard holds(count, at: offset) else { return nil }
    return ZipFields(Array(bytes[offset..<(offset + count)]))
  }

  func text(_ count: Int, at offset: Int) -> String? {
    guard holds(count, at: offset) else { return nil }
    return String(decoding: bytes[offset..<(offset + count)], as: UTF8.self)
  }

  /// Fields with those that are too large for 32 bits taken from the extra field of ZIP64; nil where it lacks one.
  func longFields(replacing fields: [Int]) -> [Int]? {
    let missing = fields.filter { $0 == 0xFFFF_FFFF }.count
    guard missing > 0 else { return fields }
    var position = 0
    while let kind = number(2, at: position), let size = number(2, at: position + 2) {
      guard kind == 1 else {
        position += 4 + size
        continue
      }
      guard size >= 8 * missing else { return nil }
      var place = position + 4
      var result: [Int] = []
      for field in fields {
        if field == 0xFFFF_FFFF {
          guard let long = number(8, at: place) else { return nil }
          result.append(long)
          place += 8
        } else {
          result.append(field)
        }
      }
      return result
    }
    return nil
  }
}
