/// A zip archive of files that are stored as they are, or that claim something else.
public struct StoredZip {
  /// The files with their headers.
  public private(set) var files: [UInt8] = []
  /// How many files the record at the end claims.
  public var count = 0
  private var directory: [UInt8] = []
  private var last = (start: 0, fields: [UInt8]())

  /// Creates an archive without files.
  public init() {}

  /// Adds a file.
  ///
  /// - Parameters:
  ///   - name: Its path within the archive.
  ///   - content: Its bytes.
  ///   - method: How it is said to be packed.
  ///   - unpacked: How many bytes it is said to have when it is unpacked; nil for as many as it has.
  public mutating func add(
    _ name: String, _ content: [UInt8], method: Int = 0, claiming unpacked: Int? = nil
  ) {
    let start = files.count
    let fields = Self.fields(method, content.count, unpacked ?? content.count)
    files += joined(
      [0x50, 0x4B, 3, 4], fields, littleEndian(name.utf8.count, bytes: 2), [0, 0],
      Array(name.utf8), content)
    last = (start, fields)
    addAgain(name)
  }

  /// Adds an entry for the file that was added last.
  public mutating func addAgain(_ name: String) {
    addEntry(name, fields: last.fields, extra: [], at: last.start)
  }

  /// Adds an entry that says where a file lies and how long it is, whatever is there.
  public mutating func addEntry(_ name: String, at start: Int, bytes size: Int) {
    guard start > 0xFFFF_FFFE else {
      return addEntry(name, fields: Self.fields(0, size, size), extra: [], at: start)
    }
    addEntry(
      name, fields: Self.fields(0, size, size),
      extra: joined(
        littleEndian(1, bytes: 2), littleEndian(8, bytes: 2), littleEndian(start, bytes: 8)),
      at: 0xFFFF_FFFF)
  }

  private mutating func addEntry(
    _ name: String, fields: [UInt8], extra: [UInt8], at start: Int
  ) {
    directory += joined(
      [0x50, 0x4B, 1, 2, 20, 0], fields, littleEndian(name.utf8.count, bytes: 2),
      littleEndian(extra.count, bytes: 2), littleEndian(0, bytes: 10),
      littleEndian(start, bytes: 4), Array(name.utf8), extra)
    count += 1
  }

  /// Version, flags, method, time, date and a checksum that nobody looks at; then both sizes.
  private static func fields(_ method: Int, _ stored: Int, _ unpacked: Int) -> [UInt8] {
    joined(
      [20, 0, 0, 0], littleEndian(method, bytes: 2), littleEndian(0, bytes: 8),
      littleEndian(stored, bytes: 4), littleEndian(unpacked, bytes: 4))
  }

  /// The bytes of the only file's header and content.
  public var size: Int { files.count }

  /// The archive.
  public var bytes: [UInt8] {
    let short = littleEndian(min(count, 0xFFFF), bytes: 2)
    return joined(
      files, directory, longEnd, [0x50, 0x4B, 5, 6, 0, 0, 0, 0], short, short,
      littleEndian(directory.count, bytes: 4), littleEndian(files.count, bytes: 4), [0, 0])
  }

  /// The records that count more files than the short one can.
  private var longEnd: [UInt8] {
    guard count >= 0xFFFF else { return [] }
    return Self.longEnd(
      count: count, size: directory.count, offset: files.count,
      at: files.count + directory.count)
  }

  /// The 64-bit record of the directory, and what says where that is.
  ///
  /// - Parameters:
  ///   - count: How many files it claims.
  ///   - size: How many bytes of directory.
  ///   - offset: Where the directory begins.
  ///   - place: Where the record lies.
  /// - Returns: The bytes.
  public static func longEnd(count: Int, size: Int, offset: Int, at place: Int) -> [UInt8] {
    let long = littleEndian(count, bytes: 8)
    return joined(
      [0x50, 0x4B, 6, 6], littleEndian(44, bytes: 8), littleEndian(0, bytes: 12), long, long,
      littleEndian(size, bytes: 8), littleEndian(offset, bytes: 8), [0x50, 0x4B, 6, 7],
      littleEndian(0, bytes: 4), littleEndian(place, bytes: 8), littleEndian(1, bytes: 4))
  }
}

/// Runs of bytes one after the other.
public func joined(_ parts: [UInt8]...) -> [UInt8] { Array(parts.joined()) }

/// The lowest bytes of a number, the lowest first.
public func littleEndian(_ number: Int, bytes: Int) -> [UInt8] {
  (0..<bytes).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : 0 }
}
