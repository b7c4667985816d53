/// A cursor over a GGUF file's header, which says nowhere how long it is.
///
/// The header is copied window by window as the cursor moves on; arrays of numbers are stepped over unread.
struct GGUFScanner {
  /// Tokenizers take some ten megabytes; whatever goes on beyond this is no header.
  static let headerLimit = 1 << 27
  private static let firstWindow = 1 << 16
  private static let window = 1 << 20

  /// The file.
  let file: MappedFile
  /// Whether the most significant byte of a number comes first.
  var isBigEndian = false
  /// How many bytes of names and texts are kept: no model has as many.
  static let textLimit = TensorLimits.allNameBytes
  /// How many more of them there may be.
  var textBudget = textLimit
  /// Where the cursor stands in the file.
  private(set) var position: Int
  private var window: [UInt8] = []
  private var windowStart = 0

  init(_ file: MappedFile, at position: Int = 0) {
    self.file = file
    self.position = position
  }

  /// The bytes from the cursor to the end of the file.
  var remaining: Int { file.byteCount - position }

  /// An error about the cursor's place, or about `place` where one is given.
  func malformed(_ detail: String, at place: Int? = nil) -> TensorFileError {
    TensorFileError(.malformed, path: file.path, byteOffset: place ?? position, detail)
  }

  /// Reads a number in the file's byte order.
  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ what: StaticString, as type: Number.Type = Number.self
  ) throws(TensorFileError) -> Number {
    let size = Number.bitWidth / 8
    try load(size, what)
    let start = position - windowStart
    position += size
    let bits = window.span.extracting(start..<(start + size)).element(0, as: Number.self)
    return isBigEndian ? Number(bigEndian: bits) : Number(littleEndian: bits)
  }

  /// Reads a length or count, of which each unit takes at least `unit` bytes of what is left.
  mutating func count(
    _ what: StaticString, unit: Int = 1, atMost limit: Int = .max
  ) throws(TensorFileError) -> Int {
    let place = position
    let count: UInt64 = try number(what)
    guard count <= UInt64(remaining / unit) else {
      throw malformed(
        "\(what) is \(count), which does not fit into the \(remaining) bytes that are left; is the file "
          + "cut short?", at: place)
    }
    guard count <= UInt64(limit) else {
      throw malformed("\(what) is \(count), at most \(limit) are expected", at: place)
    }
    return Int(count)
  }

  /// Reads `count` bytes.
  mutating func bytes(_ count: Int, _ what: StaticString) throws(TensorFileError) -> [UInt8] {
    try load(count, what)
    let start = position - windowStart
    position += count
    return Array(window[start..<(start + count)])
  }

  /// Steps over `count` bytes.
  mutating func skip(_ count: Int, _ what: StaticString) throws(TensorFileError) {
    guard count <= remaining else { throw ends(in: what) }
    position += count
  }

  /// Reads text of no more than `limit` bytes.
  mutating func text(_ what: StaticString, limit: Int) throws(TensorFileError) -> String {
    let place = position
    let length = try count(what)
    guard length <= limit else {
      throw malformed("\(what) has \(length) bytes, at most \(limit) are expected", at: place)
    }
    guard length <= textBudget else {
      throw malformed("names take more than \(Self.textLimit) bytes; is this a header?", at: place)
    }
    textBudget -= length
    guard let text = String(validating: try bytes(length, what), as: UTF8.self) else {
      throw malformed("\(what) is not UTF-8", at: place)
    }
    return text
  }

  /// Makes sure that the window holds the next `count` bytes.
  private mutating func load(_ count: Int, _ what: StaticString) throws(TensorFileError) {
    let start = position - windowStart
    if start >= 0, start + count <= window.count { return }
    guard count <= remaining else { throw ends(in: what) }
    guard position + count <= Self.headerLimit else {
      throw malformed("the header goes on beyond \(Self.headerLimit) bytes; is it one?")
    }
    let size = window.isEmpty ? Self.firstWindow : Self.window
    windowStart = position
    window = try file.copy(max(count, size), at: position)
  }

  private func ends(in what: StaticString) -> TensorFileError {
    malformed("the file ends in \(what); is it cut short?")
  }
}
