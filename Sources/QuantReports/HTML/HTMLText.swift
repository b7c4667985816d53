internal import TensorFiles

/// Text made fit to stand in HTML and SVG, in content and in quoted attributes alike.
enum HTMLText {
  /// The text with every character escaped that markup has a use for.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A name or sentence from a file: what would not show as itself becomes an escape as in Swift source.
  static func foreign(_ text: String) -> String { escaped(PrintableName.escaped(text)) }

  /// A name as code that may break after dots, slashes and underscores.
  static func name(_ name: String) -> String {
    let breakable = foreign(name).reduce(into: "") { text, character in
      text.append(character)
      if "./_".contains(character) { text += "<wbr>" }
    }
    return "<code>\(breakable)</code>"
  }

  /// A sentence of ours, powers such as `2^-5` raised.
  static func prose(_ text: String) -> String {
    escaped(text).replacing(/([0-9a-z])\^(-?)([0-9]+)/) { match in
      "\(match.output.1)<sup>\(match.output.2.isEmpty ? "" : "−")\(match.output.3)</sup>"
    }
  }

  /// The words of a piece of our own HTML, for a quoted attribute.
  static func withoutTags(_ html: String) -> String { html.replacing(/<[^>]*>/, with: "") }

  /// Figures that may break after a slash.
  static func figures(_ text: String) -> String {
    escaped(text).replacing("/", with: "/<wbr>")
  }
}
