extension Frame {
  /// Draws a box with a title in its upper border.
  ///
  /// - Parameters:
  ///   - title: the title; none if empty.
  ///   - rect: the box, border included; below 2×2 nothing is drawn.
  ///   - traits: what the terminal can show.
  ///   - titleStyle: how the title looks.
  ///   - borderStyle: how the border looks.
  /// - Returns: the room within the border, possibly none.
  @discardableResult
  public mutating func drawPanel(
    _ title: String = "", in rect: Rect, traits: TerminalTraits, titleStyle: Style = .title,
    borderStyle: Style = .border
  ) -> Rect {
    guard rect.columns > 1, rect.rows > 1 else { return rect.inset(by: 1) }
    let lines = Glyphs.lines(traits.glyphs)
    let rule = String(repeating: lines.horizontal, count: rect.columns - 2)
    let upper = "\(lines.upperLeft)\(rule)\(lines.upperRight)"
    let lower = "\(lines.lowerLeft)\(rule)\(lines.lowerRight)"
    put(upper, at: rect.origin, style: borderStyle)
    for row in rect.top + 1..<rect.bottom - 1 {
      put(String(lines.vertical), at: Point(column: rect.left, row: row), style: borderStyle)
      put(String(lines.vertical), at: Point(column: rect.right - 1, row: row), style: borderStyle)
    }
    put(lower, at: Point(column: rect.left, row: rect.bottom - 1), style: borderStyle)
    let room = rect.columns - 6
    if !title.isEmpty, room > 0 {
      let text = " " + traits.shortened(title, to: room) + " "
      put(text, at: Point(column: rect.left + 2, row: rect.top), style: titleStyle)
    }
    return rect.inset(by: 1)
  }

  /// Draws a horizontal line.
  ///
  /// - Parameters:
  ///   - point: where it begins.
  ///   - columns: how long it is.
  ///   - traits: what the terminal can show.
  ///   - style: how it looks.
  public mutating func drawRule(
    at point: Point, columns: Int, traits: TerminalTraits, style: Style = .border
  ) {
    let area = Rect(origin: point, size: Size(columns: columns, rows: 1))
    fill(area, with: Glyphs.lines(traits.glyphs).horizontal, style: style)
  }
}
