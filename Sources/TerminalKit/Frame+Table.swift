extension Frame {
  /// Draws a table.
  ///
  /// All rows are measured for the columns' widths, the hidden ones too, so that scrolling moves nothing; a
  /// list of many thousand rows passes the visible ones only and gives its columns minimum widths.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - rect: the area.
  ///   - traits: what the terminal can show.
  ///   - firstRow: the first of its rows that is shown.
  ///   - selectedRow: the row that keys act on; it is drawn as the selection over its whole width, behind a mark for
  ///     which all rows leave a column free.
  public mutating func draw(
    _ table: Table, in rect: Rect, traits: TerminalTraits, firstRow: Int = 0,
    selectedRow: Int? = nil
  ) {
    let whole = rect
    let rect = whole.inset(
      left: Table.gutter(width: whole.columns, isSelecting: selectedRow != nil))
    let placements = table.placements(width: rect.columns)
    var area = rect
    if table.hasHeader, rect.rows > 1 {
      let titles = table.columns.map { column in
        var title = column.title
        title.style.isBold = true
        return title
      }
      drawRow(titles, of: table, placements: placements, in: area.splitTop(1).top, traits: traits)
      area = area.splitTop(1).rest
    }
    let first = max(firstRow, 0)
    for (offset, row) in table.rows.dropFirst(first).prefix(area.rows).enumerated() {
      let line = Rect(column: area.left, row: area.top + offset, columns: area.columns, rows: 1)
      drawRow(row, of: table, placements: placements, in: line, traits: traits)
      if first + offset == selectedRow {
        let line = Rect(column: whole.left, row: line.top, columns: whole.columns, rows: 1)
        if whole.columns > rect.columns { put(">", at: line.origin) }
        // One colour over the whole row: what the columns' colours say can't be read reversed.
        restyle(line) { style in
          style = Style(foreground: .selection, isBold: style.isBold, isReversed: true)
        }
      }
    }
  }

  private mutating func drawRow(
    _ cells: [StyledText], of table: Table, placements: [Table.Placement], in line: Rect,
    traits: TerminalTraits
  ) {
    for placement in placements where placement.index < cells.count && placement.width > 0 {
      let column = table.columns[placement.index]
      let cell = cells[placement.index]
      let text = traits.shortened(cell.text, to: placement.width, keeping: column.kept)
      let left = line.left + placement.left
      switch column.alignment {
      case .left:
        put(text, at: Point(column: left, row: line.top), style: cell.style)
      case .right:
        let end = Point(column: left + placement.width, row: line.top)
        putRight(text, endingAt: end, style: cell.style, maxWidth: placement.width)
      }
    }
  }
}
