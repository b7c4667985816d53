public import Charts

/// Where the parts of a code grid lie; narrow areas lose the notes first, then the room between cells.
public struct CodeGridLayout: Sendable, Equatable {
  /// Columns for the row labels and a gap.
  public let labelColumns: Int
  /// Columns for each cell; 0 where the cells don't fit.
  public let cellColumns: Int
  /// Columns for each note, its gap included; empty where the notes don't fit.
  public let noteColumns: [Int]

  /// Lays out a grid.
  ///
  /// - Parameters:
  ///   - grid: the grid.
  ///   - columns: how many columns of the terminal there are.
  ///   - widestCell: how many columns a cell takes at most.
  public init(_ grid: CodeGrid, columns: Int, widestCell: Int) {
    let labels =
      ([grid.corner] + grid.rows.map(\.label)).reduce(0) { max($0, DisplayWidth.of($1)) } + 1
    let texts = grid.rows.flatMap(\.cells).map { DisplayWidth.of($0.text) }.max() ?? 0
    let notes = grid.noteLabels.indices.map { index in
      2
        + ([grid.noteLabels[index]]
        + grid.rows.map { index < $0.notes.count ? $0.notes[index] : "" })
        .reduce(0) { max($0, DisplayWidth.of($1)) }
    }
    let widths = stride(from: max(widestCell, texts), through: max(texts, 1), by: -1)
    func fits(_ width: Int, notes: [Int]) -> Bool {
      labels + grid.columns * width + notes.reduce(0, +) <= columns
    }
    labelColumns = labels
    if let width = widths.first(where: { fits($0, notes: notes) }) {
      cellColumns = width
      noteColumns = notes
    } else {
      cellColumns = widths.first { fits($0, notes: []) } ?? 0
      noteColumns = []
    }
  }

  /// Columns of labels and cells together.
  ///
  /// - Parameter grid: the grid.
  /// - Returns: how many columns they take.
  public func columns(of grid: CodeGrid) -> Int {
    labelColumns + cellColumns * grid.columns + noteColumns.reduce(0, +)
  }
}

extension Frame {
  /// Draws a grid of codes: used cells in bold, and in the palette's colours where there are 256.
  ///
  /// - Parameters:
  ///   - grid: the grid; rows beyond the area's height are left out, and so is all if its cells don't fit.
  ///   - rect: the area.
  ///   - traits: what the terminal can show.
  ///   - widestCell: how many columns a cell takes at most.
  public mutating func draw(
    _ grid: CodeGrid, in rect: Rect, traits: TerminalTraits, widestCell: Int = 2
  ) {
    let layout = CodeGridLayout(grid, columns: rect.columns, widestCell: widestCell)
    guard layout.cellColumns > 0 else { return }
    var area = rect
    if !grid.columnLabels.isEmpty, rect.rows > 1 {
      let heading = CodeGrid.Row(
        label: grid.corner, cells: grid.columnLabels.map { CodeGrid.Cell(text: $0) },
        notes: grid.noteLabels)
      draw(heading, of: grid, layout: layout, in: rect, traits: traits)
      area = rect.splitTop(1).rest
    }
    for (offset, row) in grid.rows.prefix(area.rows).enumerated() {
      let line = area.splitTop(offset).rest
      draw(row, of: grid, layout: layout, in: line, traits: traits)
    }
  }

  private mutating func draw(
    _ row: CodeGrid.Row, of grid: CodeGrid, layout: CodeGridLayout, in line: Rect,
    traits: TerminalTraits
  ) {
    put(row.label, at: line.origin, style: .dim, maxWidth: line.columns)
    var end = line.left + layout.labelColumns
    for cell in row.cells {
      let width = DisplayWidth.of(cell.text)
      let middle = end + layout.cellColumns - (layout.cellColumns - width) / 2
      let style = style(of: cell, in: grid, traits: traits)
      if cell.weight != nil, traits.colours == .palette256 {
        let left = layout.cellColumns > 2 ? 1 : layout.cellColumns - width
        let patch = Rect(
          column: end + left, row: line.top,
          columns: layout.cellColumns - left - (layout.cellColumns > 3 ? 1 : 0), rows: 1)
        fill(patch, style: style)
      }
      end += layout.cellColumns
      putRight(cell.text, endingAt: Point(column: middle, row: line.top), style: style)
    }
    for (note, width) in zip(row.notes, layout.noteColumns) {
      end += width
      let style: Style = row.isUsed ? .normal : .dim
      putRight(note, endingAt: Point(column: end, row: line.top), style: style)
    }
  }

  private func style(
    of cell: CodeGrid.Cell, in grid: CodeGrid, traits: TerminalTraits
  ) -> Style {
    guard let weight = cell.weight else { return .dim }
    guard traits.colours == .palette256 else { return .bold }
    return .heat(grid.palette, step: Palette.step(of: weight))
  }
}
