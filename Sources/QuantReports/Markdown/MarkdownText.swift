internal import TensorFiles

/// Text made fit to stand in Markdown, as GitHub reads it.
enum MarkdownText {
  /// A name as a code span.
  static func code(_ name: String) -> String {
    let text = PrintableName.escaped(name)
    // Within a span nothing can be escaped; a fence longer than any run of backticks encloses it.
    let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    let touches = text.hasPrefix("`") || text.hasSuffix("`") || text.isEmpty
    return touches ? "\(fence) \(text) \(fence)" : fence + text + fence
  }

  /// Prose whose characters all show as themselves.
  static func prose(_ text: String) -> String {
    PrintableName.escaped(text).reduce(into: "") { escaped, character in
      if "\\`*_<[".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
  }

  /// A row of a table.
  static func row(_ cells: [String]) -> String {
    // A pipe ends the cell even within a code span, unless it is escaped.
    "| " + cells.map { escapingPipes($0) }.joined(separator: " | ") + " |"
  }

  /// The line under a table's titles: the first `left` columns to the left, the others to the right.
  static func rule(columns: Int, left: Int) -> String {
    "|" + (0..<columns).map { $0 < left ? " --- " : " ---: " }.joined(separator: "|") + "|"
  }

  private static func escapingPipes(_ cell: String) -> String {
    cell.reduce(into: "") { text, character in
      if character == "|" { text.append("\\") }
      text.append(character)
    }
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var run = 0
    for next in text {
      run = next == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
