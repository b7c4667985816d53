extension Pickle {
  /// Takes numbers and texts; false for another instruction.
  mutating func literal(_ code: UInt8) throws(TensorFileError) -> Bool {
    switch code {
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.bool(true))
    case 0x89: stack.append(.bool(false))
    case UInt8(ascii: "K"): try push(try number(1))
    case UInt8(ascii: "M"): try push(try number(2))
    case UInt8(ascii: "J"):
      stack.append(.integer(Int32(truncatingIfNeeded: try number(4))))
    case 0x8A: try longInteger(try number(1))
    case 0x8B: try longInteger(try number(4))
    case UInt8(ascii: "I"), UInt8(ascii: "L"): try lineInteger()
    case UInt8(ascii: "F"):
      _ = try line()
      stack.append(.other)
    case UInt8(ascii: "G"):
      try skip(8)
      stack.append(.other)
    case UInt8(ascii: "X"), UInt8(ascii: "T"): try text(try number(4))
    case 0x8C, UInt8(ascii: "U"): try text(try number(1))
    case 0x8D: try text(try number(8))
    case UInt8(ascii: "V"), UInt8(ascii: "S"): try push(text: try line())
    case UInt8(ascii: "B"): try bytes(try number(4))
    case UInt8(ascii: "C"): try bytes(try number(1))
    case 0x8E, 0x96: try bytes(try number(8))
    default: return false
    }
    return true
  }

  /// A number of up to 8 bytes, lowest first, in two's complement; a longer one is no size of anything.
  mutating func longInteger(_ count: Int) throws(TensorFileError) {
    guard count <= 8 else {
      try skip(count)
      return stack.append(.other)
    }
    var value: Int64 = 0
    for index in 0..<count { value |= Int64(try byte()) << (8 * index) }
    if count > 0, count < 8, value >> (8 * count - 1) & 1 == 1 { value -= 1 << (8 * count) }
    try push(Int(value))
  }

  mutating func lineInteger() throws(TensorFileError) {
    let text = try line()
    let digits = text.hasSuffix("L") ? String(text.dropLast()) : text
    switch digits {
    case "00": stack.append(.bool(false))
    case "01": stack.append(.bool(true))
    default:
      guard let number = Int(digits) else { return stack.append(.other) }
      try push(number)
    }
  }

  mutating func text(_ count: Int) throws(TensorFileError) {
    let first = scanner.position
    try skip(count)
    try push(text: String(decoding: scanner.bytes[first..<first + count], as: UTF8.self))
  }

  private mutating func push(_ integer: Int) throws(TensorFileError) {
    guard let value = heap.add(integer: integer) else { throw tooMany }
    stack.append(value)
  }

  private mutating func push(text: String) throws(TensorFileError) {
    guard let value = heap.add(text: text) else { throw tooMany }
    stack.append(value)
  }

  mutating func bytes(_ count: Int) throws(TensorFileError) {
    try skip(count)
    stack.append(.other)
  }

  /// Makes and fills collections; false for another instruction.
  mutating func collection(_ code: UInt8) throws(TensorFileError) -> Bool {
    switch code {
    case UInt8(ascii: ")"), UInt8(ascii: "]"): stack.append(.sequence(try cell([])))
    case UInt8(ascii: "}"): stack.append(.dictionary(try cell([])))
    case 0x85, 0x86, 0x87:
      let count = Int(code) - 0x84
      guard stack.count - (marks.last ?? 0) >= count else { throw tooFew }
      guard let cell = heap.cell(ofLast: count, on: stack) else { throw tooMany }
      stack.removeLast(count)
      stack.append(.sequence(cell))
    case UInt8(ascii: "t"), UInt8(ascii: "l"):
      stack.append(.sequence(try cell(try popToMark())))
    case UInt8(ascii: "d"):
      let values = try popToMark()
      guard values.count.isMultiple(of: 2) else { throw malformed("a key without a value") }
      stack.append(.dictionary(try cell(values)))
    case UInt8(ascii: "a"): try append([try pop()])
    case UInt8(ascii: "e"): try append(try popToMark())
    case UInt8(ascii: "s"):
      let value = try pop()
      try insert([try pop(), value])
    case UInt8(ascii: "u"): try insert(try popToMark())
    // Sets hold no tensors under a name.
    case 0x8F: stack.append(.other)
    case 0x90: _ = try popToMark()
    case 0x91:
      _ = try popToMark()
      stack.append(.other)
    default: return false
    }
    return true
  }

  mutating func append(_ values: [PickleValue]) throws(TensorFileError) {
    guard case .sequence(let cell) = stack.last else {
      if case .other = stack.last { return }
      throw malformed("values are added to something that is no list")
    }
    guard heap.append(values, to: cell) else { throw tooMany }
  }

  mutating func insert(_ values: [PickleValue]) throws(TensorFileError) {
    guard values.count.isMultiple(of: 2) else { throw malformed("a key without a value") }
    guard case .dictionary(let cell) = stack.last else {
      if case .other = stack.last { return }
      throw malformed("keys are set in something that is no dictionary")
    }
    guard heap.append(values, to: cell) else { throw tooMany }
  }

  mutating func cell(_ values: [PickleValue]) throws(TensorFileError) -> Int32 {
    guard let cell = heap.cell(values) else { throw tooMany }
    return cell
  }
}
