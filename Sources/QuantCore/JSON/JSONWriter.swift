/// Builds JSON text piece by piece, in the order in which it is written.
///
/// ```swift
/// var json = JSONWriter(style: .indented)
/// json.object { json in
///   json.field("name", "weights")
///   json.array("shape") { json in
///     json.value(4096)
///     json.value(4096)
///   }
/// }
/// print(json.text)
/// ```
///
/// Numbers are printed so that they read back as the same number; NaN and infinities become null. In strings, quotes,
/// backslashes, every control and format character, what nobody sees and the line separators U+2028 and U+2029 are escaped, so that the
/// text is safe on a terminal and in a script.
public struct JSONWriter: Sendable {
  /// How the text is laid out.
  public enum Style: Sendable, Hashable {
    /// Without any space.
    case compact
    /// Two spaces a level; an array that begins with a number or null stays on one line.
    case indented
  }

  /// The text so far.
  public private(set) var text = ""
  private let style: Style
  private var levels: [Level] = []
  /// Whether a key was written whose value is still to come.
  private var awaitsValue = false

  /// An object or array that is open.
  private struct Level {
    var isArray: Bool
    var isEmpty = true
    var isOnOneLine = false
  }

  /// Creates an empty text.
  ///
  /// - Parameter style: How the text is laid out.
  public init(style: Style = .compact) {
    self.style = style
  }

  /// Hands out the text so far, and goes on behind it: what was taken need not stay in memory.
  public mutating func takeText() -> String {
    defer { text = "" }
    return text
  }

  /// Writes an object, whose members `members` writes.
  public mutating func object<Failure: Error>(
    _ members: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    try nest("{", "}", isArray: false, members)
  }

  /// Writes an array, whose elements `elements` writes.
  public mutating func array<Failure: Error>(
    _ elements: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    try nest("[", "]", isArray: true, elements)
  }

  /// Writes the key of a member; its value is to follow.
  public mutating func key(_ name: String) {
    separate(isShort: false)
    append(name)
    text += style == .compact ? ":" : ": "
    awaitsValue = true
  }

  /// Writes a string, or null.
  public mutating func value(_ string: String?) {
    guard let string else { return null() }
    separate(isShort: false)
    append(string)
  }

  /// Writes an integer, or null.
  public mutating func value(_ number: Int?) {
    guard let number else { return null() }
    separate(isShort: true)
    text += String(number)
  }

  /// Writes the shortest text that reads back as the same number; null for nil, NaN and infinities.
  public mutating func value(_ number: Double?) {
    guard let number, number.isFinite else { return null() }
    separate(isShort: true)
    let digits = number.description
    // "-0" would read back as an integer without a sign in many a reader.
    let keepsPoint = number == 0 && number.sign == .minus
    text += digits.hasSuffix(".0") && !keepsPoint ? String(digits.dropLast(2)) : digits
  }

  /// Writes true, false or null.
  public mutating func value(_ flag: Bool?) {
    guard let flag else { return null() }
    separate(isShort: false)
    text += flag ? "true" : "false"
  }

  /// Writes null.
  public mutating func null() {
    separate(isShort: true)
    text += "null"
  }
}

extension JSONWriter {
  /// Writes a member that is a string or null.
  public mutating func field(_ name: String, _ string: String?) {
    key(name)
    value(string)
  }

  /// Writes a member that is an integer or null.
  public mutating func field(_ name: String, _ number: Int?) {
    key(name)
    value(number)
  }

  /// Writes a member that is a number; null for nil, NaN and infinities.
  public mutating func field(_ name: String, _ number: Double?) {
    key(name)
    value(number)
  }

  /// Writes a member that is true, false or null.
  public mutating func field(_ name: String, _ flag: Bool?) {
    key(name)
    value(flag)
  }

  /// Writes a member that is an array of integers.
  public mutating func field(_ name: String, _ numbers: [Int]) {
    array(name) { json in
      for number in numbers { json.value(number) }
    }
  }

  /// Writes a member that is an array of strings.
  public mutating func strings(_ name: String, _ strings: [String]) {
    array(name) { json in
      for string in strings { json.value(string) }
    }
  }

  /// Writes a member that is an object.
  public mutating func object<Failure: Error>(
    _ name: String, _ members: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    try object(members)
  }

  /// Writes a member that is an array.
  public mutating func array<Failure: Error>(
    _ name: String, _ elements: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    try array(elements)
  }
}

extension JSONWriter {
  private mutating func nest<Failure: Error>(
    _ opening: String, _ closing: String, isArray: Bool,
    _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    separate(isShort: false)
    text += opening
    // What stands in a line stays in it.
    levels.append(Level(isArray: isArray, isOnOneLine: levels.last?.isOnOneLine ?? false))
    try body(&self)
    let level = levels.removeLast()
    if !level.isEmpty && !level.isOnOneLine { breakLine() }
    text += closing
  }

  /// Writes what stands between the value to come and the one before it.
  private mutating func separate(isShort: Bool) {
    if awaitsValue {
      awaitsValue = false
      return
    }
    guard var level = levels.popLast() else { return }
    if level.isEmpty {
      level.isOnOneLine = level.isOnOneLine || (level.isArray && isShort)
    } else {
      text += ","
      if level.isOnOneLine && style == .indented { text += " " }
    }
    level.isEmpty = false
    levels.append(level)
    if !level.isOnOneLine { breakLine() }
  }

  private mutating func breakLine() {
    guard style == .indented else { return }
    text += "\n" + String(repeating: "  ", count: levels.count)
  }

  private mutating func append(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case " "..."~": text.unicodeScalars.append(scalar)
      default:
        if Self.isInvisible(scalar) {
          for unit in UTF16.encode(scalar) ?? .init() { appendEscape(of: unit) }
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }

  private mutating func appendEscape(of unit: UInt16) {
    let digits = String(unit, radix: 16)
    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}
