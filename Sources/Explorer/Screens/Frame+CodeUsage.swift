internal import Charts
internal import Figures
internal import QuantCore
internal import TerminalKit

extension Frame {
  /// Draws how often each grid point is used, in percent; formats with the same grid share a heading.
  mutating func draw(
    _ usage: CodeUsage, in rect: Rect, traits: TerminalTraits, selected: Int
  ) {
    let labels = usage.groups.flatMap(\.rows).map { DisplayWidth.of($0.format.description) }
    let label = min(max(labels.max() ?? 0, 11), max(0, rect.columns / 3)) + 1
    var row = rect.top
    for group in usage.groups {
      guard row + 1 < rect.bottom else { return }
      let count = group.magnitudes.count
      let width = min(7, (rect.columns - label) / max(1, count))
      put("% of codes", at: Point(column: rect.left, row: row), style: .dim, maxWidth: label - 1)
      // Too many grid points for figures: their use is drawn as a strip instead.
      let hasFigures = width >= 5
      for (index, magnitude) in group.magnitudes.enumerated() where hasFigures {
        let end = Point(column: rect.left + label + (index + 1) * width, row: row)
        putRight(magnitude, endingAt: end, style: .dim)
      }
      if !hasFigures {
        let text = "0 to \(group.magnitudes.last ?? "0"), log share"
        put(text, at: Point(column: rect.left + label, row: row), style: .dim)
      }
      row += 1
      for line in group.rows {
        guard row < rect.bottom else { return }
        draw(
          line, at: Point(column: rect.left, row: row), label: label,
          width: hasFigures ? width : 0, columns: rect.columns, traits: traits,
          isSelected: line.index == selected)
        row += 1
      }
    }
  }

  private mutating func draw(
    _ line: CodeUsage.Row, at point: Point, label: Int, width: Int, columns: Int,
    traits: TerminalTraits, isSelected: Bool
  ) {
    let style = Style(foreground: .slot(line.index), isUnderlined: isSelected)
    let name = traits.shortened(line.format.description, to: label - 1)
    put(name, at: point, style: style)
    let start = Point(column: point.column + label, row: point.row)
    guard width > 0 else {
      let counts = line.shares.map { Int(($0 * 1000).rounded(.up)) }
      draw(
        DensityStrip(counts: counts, scale: .log10), at: start, columns: columns - label,
        traits: traits, style: .slot(line.index))
      return
    }
    for (index, share) in line.shares.enumerated() {
      let end = Point(column: start.column + (index + 1) * width, row: start.row)
      putRight(FigureText.fixed(share, decimals: 1), endingAt: end)
    }
  }
}
