internal import QuantCore

extension GGUFMetadata {
  /// An entry as a little-endian file has it: the key's length and bytes, the number of the type, the value.
  ///
  /// - Parameter entry: An entry of this file.
  /// - Returns: The bytes.
  public func littleEndianBytes(of entry: Entry) -> [UInt8] {
    let stored = withBytes(of: entry) { bytes in bytes.indices.map { bytes[$0] } }
    guard isBigEndian else { return stored }
    var turning = GGUFTurning(stored)
    turning.turnEntry()
    return turning.bytes
  }
}

/// Turns the numbers of a big-endian entry round, one after the other.
///
/// The entry was read before and found whole; what changed in the file since then ends the walk and no more.
private struct GGUFTurning {
  private(set) var bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func turnEntry() {
    skip(turnNumber(8))
    turnValue(of: GGUFValueType(rawValue: UInt32(truncatingIfNeeded: turnNumber(4))), depth: 64)
  }

  private mutating func turnValue(of type: GGUFValueType?, depth: Int) {
    guard let type, depth > 0 else { return }
    switch type {
    case .string: skip(turnNumber(8))
    case .array:
      let element = GGUFValueType(rawValue: UInt32(truncatingIfNeeded: turnNumber(4)))
      var left = turnNumber(8)
      while left > 0, position < bytes.count {
        turnValue(of: element, depth: depth - 1)
        left -= 1
      }
    default: _ = turnNumber(type.byteCount ?? 1)
    }
  }

  /// Turns the next number round and gives its value; 0 where the bytes end.
  private mutating func turnNumber(_ size: Int) -> UInt64 {
    guard size <= bytes.count - position else {
      position = bytes.count
      return 0
    }
    let place = position..<(position + size)
    let value = bytes[place].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    bytes[place].reverse()
    position += size
    return value
  }

  private mutating func skip(_ count: UInt64) {
    position += Int(min(count, UInt64(bytes.count - position)))
  }
}
