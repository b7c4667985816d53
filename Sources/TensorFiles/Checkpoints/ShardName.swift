/// A name that says which of how many it is, such as `model-00002-of-00005.safetensors`.
///
/// Hubs name shards of safetensors and PyTorch so, and llama.cpp the parts of a split GGUF file.
struct ShardName: Hashable {
  /// What stands before the numbers: `model`.
  let stem: String
  /// Which one it is, from 1 on.
  let number: Int
  /// How many there are.
  let count: Int
  /// What stands behind the numbers, with its dot: `.safetensors`.
  let suffix: String
  private let digits: Int

  private static let lengths = 3...5

  /// Takes a file's name apart; nil where it has no such numbers.
  init?(_ name: String) {
    let bytes = Array(name.utf8)
    // By bytes, since the numbers are ASCII whatever stands around them.
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    var place = dot
    guard let count = Self.number(endingAt: &place, in: bytes) else { return nil }
    let middle = Array("-of-".utf8)
    guard place >= middle.count, bytes[(place - middle.count)..<place].elementsEqual(middle)
    else { return nil }
    place -= middle.count
    let end = place
    guard let number = Self.number(endingAt: &place, in: bytes),
      place > 1, bytes[place - 1] == UInt8(ascii: "-"), (1...max(1, count)).contains(number)
    else { return nil }
    stem = String(decoding: bytes[..<(place - 1)], as: UTF8.self)
    suffix = String(decoding: bytes[dot...], as: UTF8.self)
    self.number = number
    self.count = count
    digits = end - place
  }

  /// The name of another one of the same set.
  ///
  /// - Parameter number: Which one, from 1 on.
  /// - Returns: The name.
  func sibling(_ number: Int) -> String {
    "\(stem)-\(padded(number))-of-\(padded(count))\(suffix)"
  }

  /// Whether two are of one set.
  func belongs(with other: ShardName) -> Bool {
    sibling(1) == other.sibling(1)
  }

  private func padded(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// Steps back over digits and returns their number; nil where there are too few or too many.
  private static func number(endingAt place: inout Int, in bytes: [UInt8]) -> Int? {
    let end = place
    while place > 0, (0x30...0x39).contains(bytes[place - 1]) { place -= 1 }
    guard lengths.contains(end - place) else { return nil }
    return bytes[place..<end].reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }
}
