/// How a record lies in a log: a mark, its length, its key, its content, and a checksum over the last three.
///
/// A record that was torn, or that something has written over, fails its checksum and is passed over up to the next
/// mark. All numbers are little-endian.
enum RecordFrame {
  /// What begins a record: `QVR1`.
  private static let mark: [UInt8] = [0x51, 0x56, 0x52, 0x31]
  /// The bytes before the content.
  static let headSize = 32
  /// The bytes after it.
  private static let tailSize = 8
  /// The longest content: nobody keeps large things here, so a longer one is no record.
  static let mostBytes = 1 << 20

  /// The bytes of a record with a content of so many.
  static func size(ofContent count: Int) -> Int { headSize + count + tailSize }

  /// The key of the record at the beginning; nil where there is not enough for one.
  static func key(in bytes: Span<UInt8>) -> RecordKey? {
    guard bytes.count >= headSize else { return nil }
    return RecordKey(words: (0..<3).map { number(at: 8 + 8 * $0, 8, in: bytes) })
  }

  /// The bytes of a record.
  static func bytes(_ key: RecordKey, _ content: [UInt8]) -> [UInt8] {
    var bytes = mark
    bytes.reserveCapacity(headSize + content.count + tailSize)
    append(UInt64(content.count), 4, to: &bytes)
    for word in key.words { append(word, 8, to: &bytes) }
    bytes += content
    append(Checksum.of(bytes.span.extracting(droppingFirst: mark.count)), 8, to: &bytes)
    return bytes
  }

  /// The records in a log's bytes: each key and where its content lies.
  ///
  /// The time grows with the number of bytes alone, whatever they are: what is no record is looked through only as
  /// long as it is no more than all that there is, and the rest is passed over.
  static func records(in bytes: Span<UInt8>) -> [(key: RecordKey, content: Range<Int>)] {
    var records: [(key: RecordKey, content: Range<Int>)] = []
    var start = 0
    var allowance = bytes.count
    while start + headSize + tailSize <= bytes.count {
      guard let content = content(at: start, in: bytes) else {
        allowance -= claim(at: start, in: bytes)?.count ?? 0
        guard allowance >= 0 else { break }
        start += 1
        continue
      }
      let words = (0..<3).map { number(at: start + 8 + 8 * $0, 8, in: bytes) }
      records.append((RecordKey(words: words), content))
      start = content.upperBound + tailSize
    }
    return records
  }

  /// Where the content of the record lies that begins here; nil where none does, or a broken one.
  static func content(at start: Int, in bytes: Span<UInt8>) -> Range<Int>? {
    guard let content = claim(at: start, in: bytes) else { return nil }
    let end = content.upperBound
    let checked = bytes.extracting(start + mark.count..<end)
    guard Checksum.of(checked) == number(at: end, tailSize, in: bytes) else { return nil }
    return content
  }

  /// Where the content would lie of the record that a mark here announces; nil without one, or for one too long.
  private static func claim(at start: Int, in bytes: Span<UInt8>) -> Range<Int>? {
    guard start + headSize + tailSize <= bytes.count,
      mark.indices.allSatisfy({ bytes[start + $0] == mark[$0] })
    else { return nil }
    let count = Int(number(at: start + mark.count, 4, in: bytes))
    let end = start + headSize + count
    guard count <= mostBytes, end + tailSize <= bytes.count else { return nil }
    return start + headSize..<end
  }

  private static func append(_ number: UInt64, _ count: Int, to bytes: inout [UInt8]) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
  }

  private static func number(at start: Int, _ count: Int, in bytes: Span<UInt8>) -> UInt64 {
    var number: UInt64 = 0
    for index in 0..<count { number |= UInt64(bytes[start + index]) << UInt64(8 * index) }
    return number
  }
}
