internal import Charts
internal import Figures
internal import QuantCore
internal import TerminalKit

extension Frame {
  /// Draws elements in several formats, the row under the cursor in reverse behind a mark.
  ///
  /// - Parameters:
  ///   - figure: The elements.
  ///   - layout: Where they go, and which slots are shown.
  ///   - traits: What the terminal can show.
  ///   - cursor: The column of the element under the cursor.
  ///   - selected: The selected slot.
  ///   - spare: Where there is room above to say how many rows have none; empty where there is not.
  mutating func draw(
    _ figure: BlockFigure, in layout: BlockLayout, traits: TerminalTraits, cursor: Int,
    selected: Int, spare: Rect
  ) {
    var rect = layout.table
    let columns = BlockColumns(layout, rows: figure.rows.count)
    if rect.rows >= 3 {
      let (header, rest) = rect.splitTop(1)
      drawHeader(figure, columns, layout, in: header, traits: traits, selected: selected)
      rect = rest
    }
    let count = figure.rows.count
    let place = figure.rows.firstIndex { $0.column == cursor } ?? 0
    // How many rows have no room is said in a spare line above, or else in place of a row.
    let isLong = count > rect.rows && rect.rows >= 4
    let (list, foot) = rect.splitBottom(isLong && spare.isEmpty ? 1 : 0)
    rect = list
    let first = min(max(0, place - rect.rows / 2), max(0, count - rect.rows))
    if isLong {
      let below = count - first - rect.rows
      let texts = [
        below > 0 ? "\(below) more rows, j" : nil, first > 0 ? "\(first) rows above, k" : nil,
      ].compactMap(\.self)
      let note = spare.isEmpty ? foot.inset(left: 2) : spare
      put(
        traits.shortened("... " + texts.joined(separator: "; "), to: note.columns), at: note.origin,
        style: .dim)
    }
    for (offset, row) in figure.rows.dropFirst(first).prefix(rect.rows).enumerated() {
      let line = Rect(column: rect.left, row: rect.top + offset, columns: rect.columns, rows: 1)
      draw(row, index: first + offset, figure, columns, layout, in: line, traits: traits)
      guard first + offset == place else { continue }
      put(">", at: line.origin)
      restyle(line) { $0 = Style(foreground: .selection, isBold: true, isReversed: true) }
    }
  }

  private mutating func drawHeader(
    _ figure: BlockFigure, _ columns: BlockColumns, _ layout: BlockLayout, in line: Rect,
    traits: TerminalTraits, selected: Int
  ) {
    putRight(
      "i", endingAt: Point(column: line.left + columns.index, row: line.top), style: .dim)
    putRight(
      "original",
      endingAt: Point(column: line.left + layout.lead - layout.storedWidth, row: line.top),
      style: .dim, maxWidth: columns.original)
    if layout.storedWidth > 0 {
      putRight(
        "stored", endingAt: Point(column: line.left + layout.lead, row: line.top), style: .accent)
    }
    for (position, slot) in layout.slots.enumerated() {
      let left = line.left + layout.lead + position * layout.slotWidth
      let id = figure.formats[slot].description
      let room = columns.error.upperBound - 4
      let name = traits.shortened(id, to: slot == selected ? room - 2 : room)
      put(
        slot == selected ? "[\(name)]" : " \(name)", at: Point(column: left, row: line.top),
        style: Style(foreground: .slot(slot), isBold: slot == selected), maxWidth: room)
      putRight(
        "err", endingAt: Point(column: left + columns.error.upperBound, row: line.top), style: .dim)
    }
  }

  private mutating func draw(
    _ row: BlockFigure.Row, index: Int, _ figure: BlockFigure, _ columns: BlockColumns,
    _ layout: BlockLayout, in line: Rect, traits: TerminalTraits
  ) {
    func end(_ column: Int) -> Point { Point(column: column, row: line.top) }
    putRight("\(index)", endingAt: end(line.left + columns.index), style: .dim)
    putRight(
      figure.numbers.text(Double(row.value), width: columns.original),
      endingAt: end(line.left + layout.lead - layout.storedWidth))
    // Letters tell what became of elements; on a small screen colours beside them would double what another block
    // sends over a slow line.
    let isColourful = !layout.side.isEmpty
    if layout.storedWidth > 0, let stored = row.stored {
      putRight(
        stored, endingAt: end(line.left + layout.lead), style: isColourful ? .accent : .normal)
    }
    for (position, slot) in layout.slots.enumerated() {
      let left = line.left + layout.lead + position * layout.slotWidth
      guard let cell = row.cells[slot] else { continue }
      let own = isColourful ? Style.slot(slot) : .normal
      put(edge(cell.edge, traits), at: end(left), style: own)
      guard !row.isOmitted else {
        putRight(
          "omitted", endingAt: end(left + columns.decoded.upperBound), style: .dim,
          maxWidth: columns.decoded.count)
        continue
      }
      let style = isColourful ? style(of: cell.outcome) : .normal
      putRight(
        figure.numbers.text(Double(cell.decoded), width: columns.decoded.count),
        endingAt: end(left + columns.decoded.upperBound))
      if let units = columns.units {
        putRight(
          BlockColumns.short(cell.units, width: units.count),
          endingAt: end(left + units.upperBound), style: own, maxWidth: units.count)
      }
      if let code = columns.code {
        putRight(
          FigureText.hex(cell.code), endingAt: end(left + code.upperBound), style: .dim,
          maxWidth: code.count)
      }
      putRight(
        figure.numbers.text(cell.error, width: columns.error.count),
        endingAt: end(left + columns.error.upperBound), style: style,
        maxWidth: columns.error.count)
      put(cell.outcome.rawValue, at: end(left + columns.error.upperBound), style: style)
    }
  }

  private func edge(_ edge: BlockFigure.Edge, _ traits: TerminalTraits) -> String {
    let isPlain = traits.glyphs == .ascii
    return switch edge {
    case .first: isPlain ? "/" : "┌"
    case .middle: isPlain ? "|" : "│"
    case .last: isPlain ? "\\" : "└"
    case .only: "["
    }
  }

  private func style(of outcome: BlockFigure.Outcome) -> Style {
    switch outcome {
    case .saturated, .flushed: .warning
    case .leftOut, .overflown: .error
    case .exact: .best
    case .rounded: .normal
    }
  }
}

/// Where the parts of a line stand: the index and the original from the left, the rest from a slot's first column.
private struct BlockColumns {
  /// The end of the index.
  let index: Int
  /// The width of the original.
  let original: Int
  let decoded: Range<Int>
  /// The code's value in units of the scale.
  let units: Range<Int>?
  let code: Range<Int>?
  let error: Range<Int>

  init(_ layout: BlockLayout, rows: Int) {
    index = 1 + max(2, "\(max(0, rows - 1))".count)
    original = layout.lead - layout.storedWidth - index - 1
    switch layout.slotWidth {
    case 32...: (decoded, units, code, error) = (1..<10, 11..<17, 18..<22, 23..<31)
    case 22...: (decoded, units, code, error) = (1..<8, 9..<13, nil, 14..<21)
    default: (decoded, units, code, error) = (1..<7, nil, nil, 8..<14)
    }
  }

  /// A number in as many digits as fit; a bar where there is none.
  static func short(_ value: Double?, width: Int) -> String {
    guard let value else { return "-" }
    for digits in [4, 3, 2, 1] {
      let text = shortNumber(value, digits: digits)
      if text.count <= width { return text }
    }
    // Rather without the zero before the point than cut to another number.
    let text = shortNumber(value, digits: 1).replacing("0.", with: ".", maxReplacements: 1)
    return text.count <= width ? text : value < 0 ? "-~0" : "~0"
  }
}
