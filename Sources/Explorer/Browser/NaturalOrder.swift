/// Compares names the way people count: `layers.2` before `layers.10`.
enum NaturalOrder {
  /// Whether the left name comes before the right one; runs of digits compare as numbers.
  static func precedes(_ left: String, _ right: String) -> Bool {
    var a = Substring(left).utf8
    var b = Substring(right).utf8
    while let x = a.first, let y = b.first {
      if isDigit(x), isDigit(y) {
        let first = number(&a)
        let second = number(&b)
        if first.count != second.count { return first.count < second.count }
        if !first.elementsEqual(second) { return first.lexicographicallyPrecedes(second) }
      } else {
        if x != y { return x < y }
        a.removeFirst()
        b.removeFirst()
      }
    }
    if a.isEmpty != b.isEmpty { return a.isEmpty }
    // Names that count alike, such as `1` and `01`, still need one order.
    return left < right
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// Takes a run of digits off and returns it without leading zeros.
  private static func number(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
    let digits = text.prefix(while: isDigit)
    text.removeFirst(digits.count)
    return digits.drop { $0 == 48 }
  }
}
