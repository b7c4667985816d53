/// Makes names that come from files fit to be shown.
///
/// A name may hold anything: escape sequences that would drive the terminal, controls that reorder the line, or
/// characters that nobody sees. Those become escapes as in Swift source, `\n` or `\u{202E}`, and a backslash
/// becomes two, so that two different names never look the same because of it.
public enum PrintableName {
  /// The name with everything escaped that would not show as itself.
  public static func escaped(_ name: String) -> String {
    guard name.unicodeScalars.contains(where: { escape(for: $0) != nil }) else { return name }
    return name.unicodeScalars.reduce(into: "") { text, scalar in
      if let escape = escape(for: scalar) {
        text += escape
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  /// The name escaped and in quotes, cut after `limit` characters: for use within a message.
  ///
  /// - Parameters:
  ///   - name: The name as stored.
  ///   - limit: The most characters shown.
  /// - Returns: The name in double quotes, ending in `..` where it was cut.
  public static func quoted(_ name: String, limit: Int = 80) -> String {
    let head = name.unicodeScalars.prefix(limit)
    let cut = head.endIndex < name.unicodeScalars.endIndex
    return "\"\(escaped(String(head)))\(cut ? ".." : "")\""
  }

  /// A message with everything escaped that would not show as itself, backslashes left as they are.
  ///
  /// The names in it have been escaped already; this is for whatever else it quotes.
  public static func line(_ message: String) -> String {
    guard message.unicodeScalars.contains(where: { $0 != "\\" && escape(for: $0) != nil }) else {
      return message
    }
    return message.unicodeScalars.reduce(into: "") { text, scalar in
      text += scalar == "\\" ? "\\" : escape(for: scalar) ?? String(scalar)
    }
  }

  /// The name that `escaped` made a text of; what is no escape stands for itself.
  public static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    let simple: [Unicode.Scalar: Unicode.Scalar] = ["\\": "\\", "n": "\n", "r": "\r", "t": "\t"]
    let scalars = Array(text.unicodeScalars)
    var name = String.UnicodeScalarView()
    var place = 0
    while place < scalars.count {
      let rest = scalars[(place + 1)...].prefix(10)
      guard scalars[place] == "\\", let next = rest.first else {
        name.append(scalars[place])
        place += 1
        continue
      }
      if let plain = simple[next] {
        name.append(plain)
        place += 2
      } else if next == "u", rest.dropFirst().first == "{", let end = rest.firstIndex(of: "}"),
        let value = UInt32(
          String(String.UnicodeScalarView(rest.prefix(upTo: end).dropFirst(2))), radix: 16),
        let scalar = Unicode.Scalar(value)
      {
        name.append(scalar)
        place = end + 1
      } else {
        name.append(scalars[place])
        place += 1
      }
    }
    return String(name)
  }

  private static func escape(for scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case " "..."~": return nil
    default:
      guard isInvisible(scalar) else { return nil }
      return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    // Controls C0 and C1; bidirectional controls, joiners, tags; separators that end a line.
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: break
    }
    switch scalar.value {
    // Fillers and selectors that are letters or marks by category and yet draw nothing.
    case 0x034F, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x3164, 0xFE00...0xFE0F,
      0xFFA0, 0xE0100...0xE01EF:
      return true
    default: return false
    }
  }
}
