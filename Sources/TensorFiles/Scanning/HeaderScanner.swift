/// A cursor over a copy of a file's header; what it refuses is reported with its place in the file.
struct HeaderScanner {
  /// The bytes to scan.
  let bytes: [UInt8]
  /// The file's path, for errors.
  let path: String
  /// Where in the file the first byte lies.
  let start: Int
  /// What is scanned, for errors.
  let subject: String
  /// The index of the next byte.
  var position = 0

  init(_ bytes: [UInt8], path: String, start: Int, subject: String = "the header") {
    self.subject = subject
    self.bytes = bytes
    self.path = path
    self.start = start
  }

  /// The next byte, or nil at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// An error about the next byte, or about `place` where one is given.
  func malformed(_ detail: String, at place: Int? = nil) -> TensorFileError {
    TensorFileError(.malformed, path: path, byteOffset: start + (place ?? position), detail)
  }

  /// An error that says what was expected here and what stands here instead.
  func expected(_ what: String) -> TensorFileError {
    malformed("\(subject) is malformed: expected \(what), found \(found)")
  }

  private var found: String {
    guard let next else { return "its end" }
    return PrintableName.quoted(String(Unicode.Scalar(next)))
  }

  /// Skips spaces, tabs and line ends.
  mutating func skipSpaces() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
  }

  /// Steps over `byte` where it comes next, after spaces.
  mutating func skip(_ byte: UInt8) -> Bool {
    skipSpaces()
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Steps over `byte`, after spaces, or fails.
  mutating func expect(_ byte: UInt8) throws(TensorFileError) {
    guard skip(byte) else { throw expected(PrintableName.quoted(String(Unicode.Scalar(byte)))) }
  }

  /// Steps over the letters of `word` where they come next.
  mutating func skipWord(_ word: StaticString) -> Bool {
    let letters = String(describing: word).utf8
    guard bytes[position...].starts(with: letters) else { return false }
    position += letters.count
    return true
  }

  /// Reads a whole number that is not negative; a fraction, an exponent or a leading zero is refused.
  mutating func wholeNumber(_ what: String) throws(TensorFileError) -> Int {
    skipSpaces()
    let first = position
    var value = 0
    while let byte = next, (0x30...0x39).contains(byte) {
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(Int(byte) - 0x30)
      guard !overflowed, !carried else {
        throw malformed("\(what) is larger than any file", at: first)
      }
      value = sum
      position += 1
    }
    let isPlain = position == first + 1 || (position > first && bytes[first] != 0x30)
    switch next {
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): break
    default: if isPlain { return value }
    }
    throw expected("\(what), a whole number from 0 on")
  }
}
