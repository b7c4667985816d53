internal import Figures
internal import QuantAnalysis
internal import TensorFiles
internal import TerminalKit

/// Findings as lines no wider than a page, warnings marked; what a page has no room for is counted on its last line.
struct FindingLines {
  private let findings: [Finding]
  private let width: Int
  private let lines: [(text: StyledText, finding: Int)]

  /// - Parameters:
  ///   - findings: The findings in the order in which they matter.
  ///   - width: The width of the page.
  init(_ findings: [Finding], width: Int) {
    self.findings = findings
    self.width = width
    lines = findings.enumerated().flatMap { index, finding in
      let isWarning = finding.weight == .warning
      let text = PrintableName.escaped(finding.text)
      return wrapped(text, first: isWarning ? "! " : "- ", rest: "  ", width: width)
        .flatMap { Self.broken($0, width: width) }
        .map { (StyledText($0, style: isWarning ? .warning : .dim), index) }
    }
  }

  /// A line with a word that is wider than the page goes on in the next one.
  private static func broken(_ line: String, width: Int) -> [String] {
    guard width >= 4, DisplayWidth.of(line) > width else { return [line] }
    var lines: [String] = [""]
    for character in line {
      if DisplayWidth.of(lines[lines.count - 1] + String(character)) > width { lines.append("  ") }
      lines[lines.count - 1].append(character)
    }
    return lines
  }

  /// How many lines all findings take.
  var count: Int { lines.count }

  /// The lines that a page has room for.
  ///
  /// - Parameters:
  ///   - rows: How many lines it has.
  ///   - key: The key that shows all findings.
  ///   - traits: What the terminal can show.
  /// - Returns: As many lines; where they are not all, what is missing stands at the end of the last one.
  func page(_ rows: Int, key: String, traits: TerminalTraits) -> [StyledText] {
    guard rows > 0 else { return [] }
    guard lines.count > rows else { return lines.map(\.text) }
    var shown = lines.prefix(rows).map(\.text)
    let (last, finding) = (shown[rows - 1], lines[rows - 1].finding)
    let isEnd = lines[rows].finding != finding
    let room = { (tag: String) in width - DisplayWidth.of(tag) - 1 }
    // The finding on the last line counts as shown only if all of it is.
    var tag = Self.rest(findings[(finding + 1)...], key: key, width: width)
    if !isEnd || DisplayWidth.of(last.text) > room(tag) {
      tag = Self.rest(findings[finding...], key: key, width: width)
    }
    var text = last.text
    if !isEnd { text += " ..." }
    text = traits.shortened(text, to: max(0, room(tag)))
    let gap = String(repeating: " ", count: max(1, width - DisplayWidth.of(text + tag)))
    shown[rows - 1] = StyledText(text + gap + tag, style: last.style)
    return shown
  }

  /// How many findings are not read in full, and what shows them.
  static func rest(_ findings: ArraySlice<Finding>, key: String, width: Int) -> String {
    let warnings = findings.count { $0.weight == .warning }
    let notes = findings.count - warnings
    let parts = [
      warnings > 0 ? FigureText.count(warnings, "warning") : nil,
      notes > 0 ? FigureText.count(notes, "note") : nil,
    ].compactMap(\.self)
    return width >= 60 ? "+\(parts.joined(separator: ", ")): \(key)" : "+\(findings.count): \(key)"
  }
}
