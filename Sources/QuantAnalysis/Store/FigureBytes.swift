/// Figures as bytes, to the last bit: numbers of eight bytes, little-endian, and a byte before what may be absent.
struct FigureBytes {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ value: UInt64) {
    for shift in stride(from: 0, to: UInt64(64), by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func put(_ value: Int) { put(UInt64(bitPattern: Int64(value))) }

  mutating func put(_ value: Double) { put(value.bitPattern) }

  mutating func put(_ value: Double?) {
    bytes.append(value == nil ? 0 : 1)
    if let value { put(value) }
  }

  // Every F32 is an F64, and comes back from it.
  mutating func put(_ value: Float?) { put(value.map { Double($0) }) }

  mutating func put(_ text: String) {
    put(text.utf8.count)
    bytes += text.utf8
  }
}

/// Reads figures from bytes; too few of them, or what can't be, is an error.
struct FigureReader {
  /// The bytes are not what was written.
  struct Mismatch: Error {}

  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Whether everything was read.
  var isAtEnd: Bool { place == bytes.count }

  mutating func word() throws(Mismatch) -> UInt64 {
    guard place + 8 <= bytes.count else { throw Mismatch() }
    var value: UInt64 = 0
    for index in 0..<8 { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    place += 8
    return value
  }

  mutating func count() throws(Mismatch) -> Int { Int(Int64(bitPattern: try word())) }

  mutating func number() throws(Mismatch) -> Double { Double(bitPattern: try word()) }

  mutating func optional() throws(Mismatch) -> Double? {
    guard place < bytes.count, bytes[place] < 2 else { throw Mismatch() }
    place += 1
    return bytes[place - 1] == 1 ? try number() : nil
  }

  mutating func optionalFloat() throws(Mismatch) -> Float? { try optional().map { Float($0) } }

  mutating func text() throws(Mismatch) -> String {
    let count = try count()
    guard (0...bytes.count - place).contains(count),
      let text = String(validating: bytes[place..<place + count], as: UTF8.self)
    else { throw Mismatch() }
    place += count
    return text
  }
}
