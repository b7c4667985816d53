/// Text as manual pages write it.
enum Roff {
  /// Escapes what would mean something else: backslashes, dashes that are meant as such, a dot or a quote at the
  /// beginning of a line, and characters beyond ASCII, which not every reader takes as they are.
  static func escaped(_ text: String) -> String {
    var result = ""
    if text.hasPrefix(".") || text.hasPrefix("'") { result = "\\&" }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\u{0}"..<"\u{20}": result += " "
      case "\u{20}"..<"\u{7F}": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      }
    }
    return result
  }

  /// An argument of a request: in quotes, so that blanks belong to it.
  static func quoted(_ text: String) -> String {
    "\""
      + escaped(text).split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\\(dq") + "\""
  }

  /// Prose, each sentence on a line of its own, as such pages have it.
  static func prose(_ text: String) -> [String] {
    var lines: [String] = []
    var words: [Substring] = []
    for word in text.split(separator: " ") {
      words.append(word)
      // Where a line ends with a full stop, a sentence ends; an abbreviation must not.
      guard let last = word.last, ".:;".contains(last) else { continue }
      lines.append(escaped(words.joined(separator: " ")))
      words = []
    }
    if !words.isEmpty { lines.append(escaped(words.joined(separator: " "))) }
    return lines
  }
}
