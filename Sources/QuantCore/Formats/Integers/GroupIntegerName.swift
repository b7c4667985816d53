/// The parts of a name such as `int4-g128`.
struct GroupIntegerName {
  let bits: Int
  let groupSize: Int

  static let widths = 2...8
  /// No matrix that is used has longer rows.
  static let largestGroup = 1 << 20

  /// Splits a name; nil where it names no format.
  init?(_ name: String) {
    guard let (width, size) = Self.parts(of: name), let bits = Self.number(width),
      let groupSize = Self.number(size), Self.widths.contains(bits), groupSize > 0,
      groupSize % 16 == 0, groupSize <= Self.largestGroup
    else { return nil }
    self.bits = bits
    self.groupSize = groupSize
  }

  /// Whether the text was meant as such a name, rightly or wrongly.
  static func isMeant(by name: String) -> Bool { parts(of: name) != nil }

  /// Why the name names no format; nil where it does.
  static func objection(to id: FormatID) -> UnknownFormat? {
    guard let (width, size) = parts(of: id.name), GroupIntegerName(id.name) == nil else {
      return nil
    }
    let text = id.description
    guard let bits = number(width), widths.contains(bits) else {
      let choices = [4, 8, 3, 2].map { "int\($0)-g128" }
      return UnknownFormat(text: text, reason: "a code has 2 to 8 bits", choices: choices)
    }
    let reason = "a group has a multiple of 16 elements, at most \(largestGroup)"
    guard let count = number(size), count > 0, count < largestGroup else {
      let choices = [128, 64, 32].map { "int\(bits)-g\($0)" }
      return UnknownFormat(text: text, reason: reason, choices: choices)
    }
    let below = count / 16 * 16
    let choices = [below, below + 16].filter { $0 > 0 }.map { "int\(bits)-g\($0)" }
    return UnknownFormat(text: text, reason: reason, choices: choices)
  }

  private static func parts(of name: String) -> (width: Substring, size: Substring)? {
    guard name.hasPrefix("int") else { return nil }
    let pieces = name.dropFirst(3).split(separator: "-", omittingEmptySubsequences: false)
    guard pieces.count == 2, pieces[1].hasPrefix("g") else { return nil }
    return (pieces[0], pieces[1].dropFirst())
  }

  /// A whole number as it is usually written: digits only, no zeros in front.
  private static func number(_ text: Substring) -> Int? {
    guard let number = Int(text), String(number) == text else { return nil }
    return number
  }
}
