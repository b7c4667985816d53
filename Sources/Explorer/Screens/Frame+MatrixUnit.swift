internal import Figures
internal import KernelEngine
internal import TerminalKit

extension Frame {
  /// Draws a tile's lines, register by register; the registers of the cursor's lane stand in brackets.
  mutating func draw(grid figure: MatrixUnitFigure, in rect: Rect) {
    let label = 4
    let width = (figure.lines.first?.registers.first?.cells ?? []).reduce(0) { $0 + $1.text.count }
    let column = max(MatrixUnitFigure.sumWidth, figure.place.operand == .d ? 0 : width) + 1
    let room = max(1, (rect.columns - label) / column)
    // The registers on show are those around the cursor.
    let count = figure.captions.count
    let first = count <= room ? 0 : min(max(0, figure.cursor.register - room / 2), count - room)
    let shown = first..<min(count, first + room)
    for (index, caption) in figure.captions[shown].enumerated() {
      put(
        caption, at: Point(column: rect.left + label + index * column, row: rect.top),
        style: .dim, maxWidth: column - 1)
    }
    let capacity = max(1, rect.rows - 1)
    let top = figure.lines.count <= capacity ? 0 : figure.cursor.line / 8 * 8
    for (index, line) in figure.lines.dropFirst(top).prefix(capacity).enumerated() {
      let row = rect.top + 1 + index
      put(line.label, at: Point(column: rect.left, row: row), style: .dim, maxWidth: label - 1)
      for (position, register) in line.registers[shown].enumerated() {
        let start = rect.left + label + position * column
        draw(register, at: Point(column: start, row: row), width: column - 1)
      }
      drawBrackets(
        line.registers[shown].map(\.isOfLane), from: rect.left + label, row: row, width: column)
      let end = rect.left + label + shown.count * column + 1
      if end + 3 * line.scales.count + 6 <= rect.right {
        put(
          "scale " + line.scales.joined(separator: " "), at: Point(column: end, row: row),
          style: .dim)
      }
    }
  }

  private mutating func draw(_ register: MatrixUnitFigure.Register, at point: Point, width: Int) {
    let style: Style = register.isOfLane ? Style(foreground: .accent, isBold: true) : .normal
    var column = point.column
    if register.cells.count == 1, let cell = register.cells.first {
      // A sum of D: a number, right-aligned so that columns line up.
      column += max(0, width - cell.text.count)
    }
    for cell in register.cells {
      let look =
        cell.isCursor ? Style(foreground: .selection, isBold: true, isReversed: true) : style
      column += put(cell.text, at: Point(column: column, row: point.row), style: look)
    }
  }

  /// Brackets around the registers of the cursor's lane; neighbours share the gap between them, and a line there.
  private mutating func drawBrackets(_ isOfLane: [Bool], from left: Int, row: Int, width: Int) {
    let style = Style(foreground: .accent, isBold: true)
    for gap in 0...isOfLane.count {
      let before = gap > 0 && isOfLane[gap - 1]
      let after = gap < isOfLane.count && isOfLane[gap]
      guard before || after else { continue }
      let mark = before && after ? "|" : before ? "]" : "["
      put(mark, at: Point(column: left + gap * width - 1, row: row), style: style)
    }
  }

  /// Draws as much of a list as fits around its current line, which stands behind an arrow.
  mutating func draw(_ list: MatrixUnitList, in rect: Rect) {
    guard rect.rows >= 3, rect.columns >= 20 else { return }
    let (title, body) = rect.splitTop(1)
    let left = rect.left + 2
    put(
      list.heading, at: Point(column: left, row: title.top), style: .dim, maxWidth: rect.columns - 2
    )
    let count = list.lines.count
    let first = min(max(0, list.current - body.rows / 2), max(0, count - body.rows))
    for (index, line) in list.lines.dropFirst(first).prefix(body.rows).enumerated() {
      let row = body.top + index
      if first + index == list.current {
        put(">", at: Point(column: rect.left, row: row), style: .accent)
      }
      let characters = Array(line.text)
      for (offset, character) in characters.prefix(rect.columns - 2).enumerated() {
        let isCursor = line.cursor?.contains(offset) == true
        let isMarked = line.marks.contains { $0.contains(offset) }
        let look: Style =
          isCursor
          ? Style(foreground: .selection, isBold: true, isReversed: true)
          : isMarked ? Style(foreground: .accent, isBold: true) : .normal
        put(String(character), at: Point(column: left + offset, row: row), style: look)
      }
    }
  }

  /// Writes lines one below the other, what is too wide shortened.
  ///
  /// - Returns: How many lines there are.
  mutating func put(lines: [String], in rect: Rect, traits: TerminalTraits) -> Int {
    for (index, line) in lines.prefix(rect.rows).enumerated() {
      put(
        traits.shortened(line, to: rect.columns),
        at: Point(column: rect.left, row: rect.top + index))
    }
    return min(lines.count, rect.rows)
  }
}
