public import Charts

extension Frame {
  /// Draws a heat map.
  ///
  /// With half blocks and 256 colours each line shows two rows of a map that has more rows than lines;
  /// a terminal without them gets one shade character a cell. Cells without a value stay blank. A map
  /// with few columns is widened to up to four characters a cell; what is beyond the layout's capacity
  /// is cut. The cursor's cell stands in brackets; where two rows share a line, the other one's half is
  /// left blank there. Signed differences without colour are letters below zero and digits above it.
  ///
  /// - Parameters:
  ///   - heatMap: the map.
  ///   - rect: the area.
  ///   - traits: what the terminal can show.
  public mutating func draw(_ heatMap: HeatMap, in rect: Rect, traits: TerminalTraits) {
    let layout = HeatMapLayout(
      in: rect, traits: traits, hasRowLabels: !heatMap.rowLabels.isEmpty,
      hasColumnLabels: !heatMap.columnLabels.isEmpty, hasLegend: !heatMap.legend.isEmpty,
      hasProfiles: !heatMap.rowProfile.isEmpty || !heatMap.columnProfile.isEmpty)
    guard !layout.map.isEmpty, heatMap.rows > 0 else { return }
    let painter = HeatMapPainter(heatMap: heatMap, layout: layout, traits: traits)
    painter.paintCells(into: &self)
    painter.paintMarks(into: &self)
    painter.paintLabels(into: &self)
    painter.paintLegend(into: &self)
    painter.paintProfiles(into: &self)
    painter.paintCursor(into: &self)
  }
}

struct HeatMapPainter {
  let heatMap: HeatMap
  let layout: HeatMapLayout
  let traits: TerminalTraits
  let rowsPerLine: Int
  let cellWidth: Int

  init(heatMap: HeatMap, layout: HeatMapLayout, traits: TerminalTraits) {
    self.heatMap = heatMap
    self.layout = layout
    self.traits = traits
    rowsPerLine = layout.rowsPerLine(rows: heatMap.rows, traits: traits)
    cellWidth = layout.cellWidth(columns: heatMap.columns)
  }

  var lines: Int {
    min((heatMap.rows + rowsPerLine - 1) / rowsPerLine, layout.map.rows)
  }
  var columns: Int { min(heatMap.columns, layout.map.columns / cellWidth) }

  func paintCells(into frame: inout Frame) {
    for line in 0..<lines {
      for column in 0..<columns {
        let (glyph, style) = cell(line: line, column: column)
        let left = layout.map.left + column * cellWidth
        for offset in 0..<cellWidth {
          frame.place(
            glyph, width: 1, style: style, column: left + offset, row: layout.map.top + line)
        }
      }
    }
  }

  private func cell(line: Int, column: Int) -> (Character, Style) {
    let row = line * rowsPerLine
    let upper = heatMap[row, column]
    guard traits.hasHalfBlocks else { return (shade(upper), .normal) }
    guard rowsPerLine == 2 else { return whole(upper) }
    let isCursor = heatMap.cursor?.column == column && heatMap.cursor?.row ?? -1 >= row
    if isCursor, heatMap.cursor?.row == row { return halves(upper, nil) }
    if isCursor, heatMap.cursor?.row == row + 1 { return halves(nil, heatMap[row + 1, column]) }
    return halves(upper, heatMap[row + 1, column])
  }

  private func shade(_ value: Double?) -> Character {
    heatMap.palette.isSigned ? Glyphs.signed(value) : Glyphs.shade(value)
  }

  private func whole(_ value: Double?) -> (Character, Style) {
    guard let role = role(value) else { return (" ", .normal) }
    return ("█", Style(foreground: role))
  }

  private func halves(_ upper: Double?, _ lower: Double?) -> (Character, Style) {
    switch (role(upper), role(lower)) {
    case (nil, nil): (" ", .normal)
    case (let upper?, let lower?): ("▀", Style(foreground: upper, background: lower))
    case (let upper?, nil): ("▀", Style(foreground: upper))
    case (nil, let lower?): ("▄", Style(foreground: lower))
    }
  }

  private func role(_ value: Double?) -> Role? {
    guard let value, !value.isNaN else { return nil }
    return .heat(heatMap.palette, step: Palette.step(of: value))
  }

  func paintMarks(into frame: inout Frame) {
    for mark in heatMap.marks where (0..<columns).contains(mark.position.column) {
      let line = mark.position.row / rowsPerLine
      guard mark.position.row >= 0, line < lines else { continue }
      let column = layout.map.left + mark.position.column * cellWidth + (cellWidth - 1) / 2
      let point = Point(column: column, row: layout.map.top + line)
      frame.put(String(mark.character), at: point, style: Style(foreground: .error, isBold: true))
    }
  }

  func paintLabels(into frame: inout Frame) {
    var freeRow = layout.rowLabels.top
    for label in heatMap.rowLabels where !layout.rowLabels.isEmpty && label.index >= 0 {
      let row = layout.map.top + label.index / rowsPerLine
      guard row >= freeRow, row < layout.map.top + lines else { continue }
      freeRow = row + 1
      let end = Point(column: layout.rowLabels.right - 1, row: row)
      frame.putRight(label.text, endingAt: end, style: .dim, maxWidth: layout.rowLabels.columns - 1)
    }
    var freeColumn = layout.columnLabels.left
    for label in heatMap.columnLabels where (0..<columns).contains(label.index) {
      let column = layout.map.left + label.index * cellWidth
      let isInside = column + DisplayWidth.of(label.text) <= layout.columnLabels.right
      guard !layout.columnLabels.isEmpty, column >= freeColumn, isInside else { continue }
      let point = Point(column: column, row: layout.columnLabels.top)
      freeColumn = column + frame.put(label.text, at: point, style: .dim) + 1
    }
  }

  func paintLegend(into frame: inout Frame) {
    guard !layout.legend.isEmpty else { return }
    if layout.legend.rows == 1 {
      paintLegendLine(into: &frame)
      return
    }
    // Beside the cells that are there, not beside the room for them.
    let area = Rect(
      column: layout.map.left + columns * cellWidth, row: layout.legend.top,
      columns: layout.legend.columns, rows: min(layout.legend.rows, max(lines, 3)))
    let swatch = area.left + 2
    for offset in 0..<area.rows {
      let fraction = area.rows > 1 ? 1 - Double(offset) / Double(area.rows - 1) : 1
      let (glyph, style) = sample(fraction)
      frame.place(glyph, width: 1, style: style, column: swatch, row: area.top + offset)
    }
    var used: Set<Int> = []
    for tick in heatMap.legend where (0...1).contains(tick.value) {
      let row = area.bottom - 1 - Int((tick.value * Double(area.rows - 1)).rounded())
      guard used.insert(row).inserted else { continue }
      frame.put(tick.label, at: Point(column: swatch + 2, row: row), maxWidth: area.columns - 4)
    }
  }

  /// The colours from the lowest tick to the highest, both labelled.
  private func paintLegendLine(into frame: inout Frame) {
    guard let low = heatMap.legend.first, let high = heatMap.legend.last else { return }
    let row = layout.legend.top
    var column = layout.legend.left
    column += frame.put(low.label + " ", at: Point(column: column, row: row))
    guard heatMap.legend.count > 1 else { return }
    let width = min(max(layout.legend.right - column - high.label.count - 1, 0), 2 * Palette.steps)
    for offset in 0..<width {
      let share = (Double(offset) + 0.5) / Double(width)
      let (glyph, style) = sample(low.value + share * (high.value - low.value))
      frame.place(glyph, width: 1, style: style, column: column + offset, row: row)
    }
    frame.put(" " + high.label, at: Point(column: column + width, row: row))
  }

  private func sample(_ fraction: Double) -> (Character, Style) {
    traits.hasHalfBlocks ? whole(fraction) : (shade(fraction), .normal)
  }

  func paintCursor(into frame: inout Frame) {
    guard let cursor = heatMap.cursor, cursor.row >= 0 else { return }
    let line = cursor.row / rowsPerLine
    guard line < lines, (0..<columns).contains(cursor.column) else { return }
    let row = layout.map.top + line
    let left = layout.map.left + cursor.column * cellWidth
    frame.put("[", at: Point(column: left - 1, row: row), style: .bold)
    frame.put("]", at: Point(column: left + cellWidth, row: row), style: .bold)
  }
}
