/// Compares names the way people count: `layers.2` before `layers.10`.
public enum NaturalOrder {
  /// Whether the left name comes before the right one; runs of digits compare as numbers.
  public static func precedes(_ left: String, _ right: String) -> Bool {
    precedes(Array(left.utf8), Array(right.utf8))
  }

  /// Whether the left name comes before the right one, both as UTF-8: sorting takes the bytes out once.
  public static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    var a = 0
    var b = 0
    while a < left.count, b < right.count {
      if isDigit(left[a]), isDigit(right[b]) {
        let first = number(in: left, from: &a)
        let second = number(in: right, from: &b)
        if first.count != second.count { return first.count < second.count }
        if first != second { return first.lexicographicallyPrecedes(second) }
      } else {
        if left[a] != right[b] { return left[a] < right[b] }
        a += 1
        b += 1
      }
    }
    let isLeftAtEnd = a == left.count
    if isLeftAtEnd != (b == right.count) { return isLeftAtEnd }
    // Names that count alike, such as `1` and `01`, still need one order.
    return left.lexicographicallyPrecedes(right)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// Steps over a run of digits and returns it without leading zeros.
  private static func number(in name: [UInt8], from place: inout Int) -> ArraySlice<UInt8> {
    let start = place
    while place < name.count, isDigit(name[place]) { place += 1 }
    return name[start..<place].drop { $0 == 48 }
  }
}
