internal import Charts

extension Frame {
  /// An area as text that can be pasted: without the lines of boxes and axes, without spaces at the ends.
  ///
  /// Colours of a heat map become the shade characters of their steps. Rows that held nothing but lines are left
  /// out, as are columns that are blank on the left of all rows.
  ///
  /// - Parameter rect: the area.
  /// - Returns: the rows from top to bottom.
  public func plainText(in rect: Rect) -> [String] {
    let area = rect.intersection(bounds)
    let rows = (area.top..<area.bottom).compactMap { row in
      plainRow((area.left..<area.right).map { self[$0, row] })
    }
    let margins = rows.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }
    let margin = margins.min() ?? 0
    let lines = rows.map { String($0.dropFirst(margin)) }
    let last = lines.lastIndex { !$0.isEmpty } ?? -1
    return Array(lines[...last].drop { $0.isEmpty })
  }

  /// A row without lines; nil where it had nothing else.
  private func plainRow(_ cells: [Cell]) -> String? {
    let isRule = cells.contains(where: \.isLine) && cells.allSatisfy { $0.isLine || $0.isBlank }
    guard !isRule else { return nil }
    var text = String(cells.filter { $0.width > 0 }.map(\.plainCharacter))
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension Cell {
  private static let lineCharacters = Set("─│┌┐└┘├┤┬┴┼+-|")

  /// Whether it is a part of a box or an axis.
  fileprivate var isLine: Bool {
    style.foreground == .border && Self.lineCharacters.contains(character)
  }

  fileprivate var isBlank: Bool { character == " " }

  fileprivate var plainCharacter: Character {
    if isLine { return " " }
    let steps = [style.foreground, style.background].compactMap { role in
      if case .heat(_, let step) = role { step } else { nil }
    }
    // Only blocks are a picture's; a letter on a heat colour says more than its shade.
    guard let step = steps.max(), "█▀▄".contains(character) else { return character }
    return Glyphs.shade(Double(step) / Double(Palette.steps - 1))
  }
}
