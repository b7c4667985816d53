/// A closed interpreter of pickles: it knows the instructions of protocols 0 to 5 and what a state dict calls, and
/// refuses all else by name.
///
/// The instructions are those of Python's `pickletools`.
struct Pickle {
  /// Longer ones hold no state dict; 100,000 tensors take 25 MB.
  static let sizeLimit = 1 << 25
  private static let stackLimit = 1 << 20
  private static let memoLimit = 1 << 21

  /// What was made so far.
  var heap = PickleHeap()
  /// Where the next byte is.
  var scanner: HeaderScanner
  var stack: [PickleValue] = []
  var marks: [Int] = []
  private var memo: [PickleValue?] = []
  private var start = 0

  /// Begins before the first byte.
  init(_ scanner: HeaderScanner) {
    self.scanner = scanner
  }

  /// Follows the instructions up to the end of one pickle.
  ///
  /// - Returns: The value that the pickle is of.
  /// - Throws: A `TensorFileError` where it ends early, is malformed, or names what a state dict does not need.
  mutating func run() throws(TensorFileError) -> PickleValue {
    stack = []
    marks = []
    memo = []
    while true {
      start = scanner.position
      let code = try byte()
      if code == UInt8(ascii: ".") {
        guard stack.count == 1, marks.isEmpty, let value = stack.last else {
          throw malformed("the pickle ends with \(stack.count) values, expected 1")
        }
        return value
      }
      try perform(code)
      guard stack.count + marks.count <= Self.stackLimit else {
        throw malformed("the pickle holds more than \(Self.stackLimit) values ready at once")
      }
    }
  }

  private mutating func perform(_ code: UInt8) throws(TensorFileError) {
    switch code {
    case 0x80: try protocolVersion()
    case 0x95: try skip(8)
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"):
      let value = try pop()
      stack += [value, value]
    case UInt8(ascii: "p"), UInt8(ascii: "q"), UInt8(ascii: "r"), 0x94: try remember(code)
    case UInt8(ascii: "g"), UInt8(ascii: "h"), UInt8(ascii: "j"): try recall(code)
    case UInt8(ascii: "c"), 0x93, UInt8(ascii: "i"): try name(code)
    case UInt8(ascii: "R"), 0x81:
      let arguments = try pop()
      try call(try pop(), with: arguments)
    case 0x92:
      _ = try pop()
      let arguments = try pop()
      try call(try pop(), with: arguments)
    case UInt8(ascii: "o"):
      let values = try popToMark()
      guard let function = values.first else { throw malformed("an object without a class") }
      try call(function, with: .sequence(try cell(Array(values.dropFirst()))))
    // State such as a dictionary's attributes or a tensor's hooks: no element depends on it.
    case UInt8(ascii: "b"): _ = try pop()
    case UInt8(ascii: "Q"): try persist(try pop())
    case UInt8(ascii: "P"):
      throw malformed("storages are named by text, as no version of PyTorch writes them")
    default:
      if try !literal(code), try !collection(code) {
        throw malformed("there is no pickle instruction \(hexadecimal(code))")
      }
    }
  }

  private mutating func protocolVersion() throws(TensorFileError) {
    let version = try byte()
    guard version <= 5 else {
      throw malformed("pickle protocol \(version), expected one up to 5")
    }
  }

  mutating func pop() throws(TensorFileError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else { throw tooFew }
    return value
  }

  mutating func popToMark() throws(TensorFileError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw malformed("there is no mark to go back to") }
    let values = Array(stack[mark...])
    stack.removeLast(values.count)
    return values
  }

  mutating func remember(_ code: UInt8) throws(TensorFileError) {
    let place = try place(code)
    guard let value = stack.last else { throw tooFew }
    guard place < Self.memoLimit else { throw tooMany }
    if place >= memo.count {
      let more = place + 1 - memo.count
      guard heap.takes(more, of: PickleValue?.self) else { throw tooMany }
      memo += repeatElement(nil, count: more)
    }
    memo[place] = value
  }

  mutating func recall(_ code: UInt8) throws(TensorFileError) {
    let place = try place(code)
    guard place < memo.count, let value = memo[place] else {
      throw malformed("nothing was remembered as \(place)")
    }
    stack.append(value)
  }

  mutating func place(_ code: UInt8) throws(TensorFileError) -> Int {
    switch code {
    case UInt8(ascii: "q"), UInt8(ascii: "h"): return try number(1)
    case UInt8(ascii: "r"), UInt8(ascii: "j"): return try number(4)
    case 0x94: return memo.count
    default:
      guard let place = Int(try line()), place >= 0 else {
        throw malformed("a place that is no number")
      }
      return place
    }
  }

  mutating func byte() throws(TensorFileError) -> UInt8 {
    guard let next = scanner.next else { throw cutShort }
    scanner.position += 1
    return next
  }

  /// A number, lowest byte first; what is beyond an integer is beyond the pickle as well.
  mutating func number(_ count: Int) throws(TensorFileError) -> Int {
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(try byte()) << (8 * index) }
    return Int(clamping: value)
  }

  mutating func skip(_ count: Int) throws(TensorFileError) {
    guard count <= scanner.bytes.count - scanner.position else { throw cutShort }
    scanner.position += count
  }

  mutating func line() throws(TensorFileError) -> String {
    let rest = scanner.bytes[scanner.position...]
    guard let end = rest.firstIndex(of: 0x0A) else { throw cutShort }
    let text = String(decoding: rest[..<end], as: UTF8.self)
    scanner.position = end + 1
    return text
  }

  func malformed(_ detail: String) -> TensorFileError {
    scanner.malformed(detail, at: start)
  }

  var cutShort: TensorFileError {
    scanner.malformed("the pickle ends in the middle of an instruction", at: scanner.bytes.count)
  }

  var tooFew: TensorFileError { malformed("an instruction lacks its values") }

  var tooMany: TensorFileError {
    malformed("the pickle holds more values than any state dict; is it one?")
  }

  func hexadecimal(_ code: UInt8) -> String {
    "0x" + (code < 16 ? "0" : "") + String(code, radix: 16, uppercase: true)
  }
}
