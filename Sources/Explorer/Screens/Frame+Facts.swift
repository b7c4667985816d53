internal import QuantAnalysis
internal import TensorFiles
internal import TerminalKit

/// Short statements one after the other, as many on a line as fit, two blanks between them; one that is wider than the
/// page goes on in the next line.
func flowed(_ facts: [String], width: Int) -> [String] {
  var lines: [String] = []
  for fact in facts {
    if let last = lines.last, DisplayWidth.of(last) + 2 + DisplayWidth.of(fact) <= width {
      lines[lines.count - 1] = last + "  " + fact
    } else {
      lines.append(fact)
    }
  }
  return lines.flatMap { line in
    DisplayWidth.of(line) <= width ? [line] : wrapped(line, rest: "  ", width: max(1, width))
  }
}

extension Frame {
  /// Writes short statements one after the other, as many on a line as fit, two blanks between them; one that is
  /// wider than the page goes on in the next line.
  ///
  /// - Returns: How many lines they took.
  @discardableResult
  mutating func put(
    facts: [String], in rect: Rect, traits: TerminalTraits, style: Style = .normal
  ) -> Int {
    let lines = flowed(facts, width: rect.columns)
    for (row, line) in lines.prefix(rect.rows).enumerated() {
      let isCut = row + 1 == rect.rows && lines.count > rect.rows && lines[row + 1].hasPrefix("  ")
      let text = traits.shortened(isCut ? line + lines[row + 1] : line, to: rect.columns)
      put(text, at: Point(column: rect.left, row: rect.top + row), style: style)
    }
    return min(lines.count, rect.rows)
  }
}

extension Frame {
  /// Writes sentences one below the other, each wrapped where it is wider than the page.
  mutating func put(
    lines: [String], in rect: Rect, traits: TerminalTraits, style: Style = .normal
  ) {
    let wrappedLines = lines.flatMap { wrapped($0, rest: "  ", width: max(1, rect.columns)) }
    for (row, line) in wrappedLines.prefix(rect.rows).enumerated() {
      put(
        traits.shortened(line, to: rect.columns),
        at: Point(column: rect.left, row: rect.top + row), style: style)
    }
  }
}

extension AppState {
  /// Why the tensor's screens have nothing to draw; nil where they have.
  var nothingToDraw: StyledText? {
    guard let tensor, let current else { return StyledText("no tensor is open") }
    if let failure = reports.failures[current] { return StyledText("! \(failure)", style: .error) }
    if tensor.elementCount == 0 {
      return StyledText("an empty tensor: there is nothing to draw")
    }
    guard reports[current]?.values != nil else {
      return StyledText(work.isPaused ? "stopped; a goes on" : "reading ...", style: .dim)
    }
    return nil
  }
}
