// JSON as far as headers and sidecars use it. Strings become text only where they are wanted, and values that
// nobody asked for are stepped over: a header of 100,000 tensors costs some ten milliseconds this way.
extension HeaderScanner {
  /// Scans an object, calling `member` with each key at the beginning of its value.
  mutating func object(
    _ member: (inout HeaderScanner, String) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    try expect(UInt8(ascii: "{"))
    if skip(UInt8(ascii: "}")) { return }
    repeat {
      skipSpaces()
      let place = position
      let key = try string()
      // Comparing two texts takes the square of the marks in them.
      guard key.utf8.count <= TensorLimits.nameBytes else {
        throw malformed(TensorLimits.tooLong(key), at: place)
      }
      try expect(UInt8(ascii: ":"))
      skipSpaces()
      try member(&self, key)
    } while skip(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
  }

  /// Scans an array of whole numbers with no more than `limit` of them.
  mutating func wholeNumbers(_ what: String, limit: Int) throws(TensorFileError) -> [Int] {
    try expect(UInt8(ascii: "["))
    if skip(UInt8(ascii: "]")) { return [] }
    var numbers: [Int] = []
    repeat {
      guard numbers.count < limit else {
        throw malformed("\(what): more than \(limit) numbers")
      }
      numbers.append(try wholeNumber(what))
    } while skip(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
    return numbers
  }

  /// Scans a string, escapes and all, of no more than `limit` bytes.
  mutating func string(limit: Int = 1 << 16) throws(TensorFileError) -> String {
    let first = position + 1
    let hasEscapes = try skipString()
    let content = bytes[first..<(position - 1)]
    guard content.count <= limit else {
      throw malformed("a text of \(content.count) bytes, at most \(limit) are expected", at: first)
    }
    let text =
      hasEscapes
      ? String(validating: try unescaped(content), as: UTF8.self)
      : String(validating: content, as: UTF8.self)
    guard let text else {
      throw malformed("\(subject) is malformed: a string is not UTF-8", at: first)
    }
    return text
  }

  /// Steps over a string; whether there are escapes in it.
  private mutating func skipString() throws(TensorFileError) -> Bool {
    guard next == UInt8(ascii: "\"") else { throw expected("a string") }
    position += 1
    skipPlainCharacters()
    let hasEscapes = next == UInt8(ascii: "\\")
    while next == UInt8(ascii: "\\") {
      position += 1
      _ = try escape()
      skipPlainCharacters()
    }
    guard next == UInt8(ascii: "\"") else {
      throw expected(next == nil ? "the end of a string" : "an escape for a control character")
    }
    position += 1
    return hasEscapes
  }

  /// The bytes of a string whose escapes were found to be right.
  private func unescaped(_ content: ArraySlice<UInt8>) throws(TensorFileError) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(content.count)
    var cursor = self
    cursor.position = content.startIndex
    while cursor.position < content.endIndex {
      let plain = cursor.position
      cursor.skipPlainCharacters()
      decoded += content[plain..<cursor.position]
      guard cursor.position < content.endIndex else { break }
      cursor.position += 1
      if let units = UTF8.encode(try cursor.escape()) { decoded += units }
    }
    return decoded
  }

  private mutating func skipPlainCharacters() {
    var place = position
    while place < bytes.count {
      let byte = bytes[place]
      guard byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 else { break }
      place += 1
    }
    position = place
  }

  private mutating func escape() throws(TensorFileError) -> Unicode.Scalar {
    guard let letter = next else { throw expected("an escape") }
    let simple: Unicode.Scalar
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): simple = Unicode.Scalar(letter)
    case UInt8(ascii: "b"): simple = "\u{8}"
    case UInt8(ascii: "f"): simple = "\u{C}"
    case UInt8(ascii: "n"): simple = "\n"
    case UInt8(ascii: "r"): simple = "\r"
    case UInt8(ascii: "t"): simple = "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw expected("an escape that JSON knows")
    }
    position += 1
    return simple
  }

  private mutating func unicodeEscape() throws(TensorFileError) -> Unicode.Scalar {
    let first = try fourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, skipWord("\\") else {
      throw expected("the other half of a surrogate pair")
    }
    let second = try fourHexDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw expected("the other half of a surrogate pair") }
    return scalar
  }

  private mutating func fourHexDigits() throws(TensorFileError) -> UInt32 {
    guard next == UInt8(ascii: "u") else { throw expected("\"u\" and four hexadecimal digits") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      position += 1
      let digit: UInt8
      switch next {
      case let byte? where (0x30...0x39).contains(byte): digit = byte - 0x30
      case let byte? where (0x41...0x46).contains(byte): digit = byte - 0x41 + 10
      case let byte? where (0x61...0x66).contains(byte): digit = byte - 0x61 + 10
      default: throw expected("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    position += 1
    return value
  }

  /// Steps over one value of any kind, nested no deeper than `depth`.
  mutating func skipValue(depth: Int = 64) throws(TensorFileError) {
    guard depth > 0 else { throw malformed("\(subject) is malformed: nested too deeply") }
    skipSpaces()
    switch next {
    case UInt8(ascii: "{"):
      try object { (scanner, _) throws(TensorFileError) in
        try scanner.skipValue(depth: depth - 1)
      }
    case UInt8(ascii: "["):
      position += 1
      if skip(UInt8(ascii: "]")) { return }
      repeat { try skipValue(depth: depth - 1) } while skip(UInt8(ascii: ","))
      try expect(UInt8(ascii: "]"))
    case UInt8(ascii: "\""): _ = try skipString()
    default:
      guard skipWord("true") || skipWord("false") || skipWord("null") || skipNumber() else {
        throw expected("a value")
      }
    }
  }

  private mutating func skipNumber() -> Bool {
    _ = skipWord("-")
    guard skipDigits() else { return false }
    if skipWord("."), !skipDigits() { return false }
    if skipWord("e") || skipWord("E") {
      _ = skipWord("+") || skipWord("-")
      return skipDigits()
    }
    return true
  }

  private mutating func skipDigits() -> Bool {
    let first = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    return position > first
  }

  /// Makes sure that nothing but spaces is left.
  mutating func expectEnd() throws(TensorFileError) {
    skipSpaces()
    guard next == nil else { throw expected("nothing more") }
  }
}
