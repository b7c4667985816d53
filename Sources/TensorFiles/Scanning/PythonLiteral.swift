/// A value of the few kinds that stand in an npy header, which is the literal of a Python dictionary.
enum PythonLiteral: Equatable {
  case string(String)
  case bool(Bool)
  case tuple([Int])
  /// A list, as numpy writes structured types; its content is stepped over.
  case list
}

extension HeaderScanner {
  /// Scans a dictionary with string keys, calling `member` with each key and value.
  mutating func pythonDictionary(
    _ member: (HeaderScanner, String, PythonLiteral) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    try expect(UInt8(ascii: "{"))
    while !skip(UInt8(ascii: "}")) {
      skipSpaces()
      let key = try pythonString()
      guard key.utf8.count <= TensorLimits.nameBytes else {
        throw malformed(TensorLimits.tooLong(key))
      }
      try expect(UInt8(ascii: ":"))
      skipSpaces()
      let place = self
      try member(place, key, try pythonValue())
      if skip(UInt8(ascii: "}")) { return }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func pythonValue() throws(TensorFileError) -> PythonLiteral {
    switch next {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try pythonString())
    case UInt8(ascii: "("): return .tuple(try pythonTuple())
    case UInt8(ascii: "["):
      try skipPythonList()
      return .list
    default:
      if skipWord("True") { return .bool(true) }
      if skipWord("False") { return .bool(false) }
      throw expected("a string, a tuple, True or False")
    }
  }

  private mutating func pythonString() throws(TensorFileError) -> String {
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw expected("a string")
    }
    position += 1
    let first = position
    while let byte = next, byte != quote {
      guard byte >= 0x20, byte != UInt8(ascii: "\\") else { throw expected("a plain string") }
      position += 1
    }
    guard next == quote else { throw expected("the end of a string") }
    defer { position += 1 }
    return String(decoding: bytes[first..<position], as: UTF8.self)
  }

  private mutating func pythonTuple() throws(TensorFileError) -> [Int] {
    try expect(UInt8(ascii: "("))
    var numbers: [Int] = []
    while !skip(UInt8(ascii: ")")) {
      guard numbers.count < CheckedShape.maximumRank else {
        throw malformed("the shape has more than \(CheckedShape.maximumRank) dimensions")
      }
      numbers.append(try wholeNumber("a dimension"))
      // Python 2 wrote long integers with this letter.
      _ = skipWord("L")
      let hasComma = skip(UInt8(ascii: ","))
      // In Python, "(3)" is a number and not a tuple.
      guard hasComma || (numbers.count > 1 && next == UInt8(ascii: ")")) else {
        throw expected("\",\"")
      }
    }
    return numbers
  }

  /// Steps over a list to its bracket, brackets in strings not counted.
  private mutating func skipPythonList() throws(TensorFileError) {
    var depth = 0
    repeat {
      switch next {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        _ = try pythonString()
        continue
      case nil: throw expected("the end of a list")
      default: break
      }
      position += 1
    } while depth > 0
  }
}
