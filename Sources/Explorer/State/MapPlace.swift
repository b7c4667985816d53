internal import QuantCore

/// Which part of a tensor a map shows: how finely, from where, and where the cursor is.
struct MapPlace: Sendable, Equatable {
  /// How many times the cells were halved from the widest view.
  var zoom = 0
  /// The element under the cursor, so that another block shape keeps the place.
  var row = 0
  var column = 0
  /// Whether the cursor was put on that element, not only on the cell that holds it.
  private(set) var isElement = false
  /// The first element on show.
  var top = 0
  var left = 0

  /// Puts the cursor on an element; one that is out of sight comes into the middle.
  mutating func look(at place: ValueStatistics.Place) {
    row = place.row
    column = place.column
    isElement = true
  }

  /// Puts the cursor on a cell.
  mutating func point(atRow row: Int, column: Int) {
    self.row = row
    self.column = column
    isElement = false
  }

  /// Moves the cursor by cells, pages and ends.
  mutating func move(
    _ motion: Motion, rows: HeatmapSpan, columns: HeatmapSpan, block: BlockShape
  ) {
    isElement = false
    func shift(down: Int = 0, right: Int = 0) {
      let row = min(max(rows.cursor + down, 0), rows.blocks - 1)
      let column = min(max(columns.cursor + right, 0), columns.blocks - 1)
      if down != 0 { self.row = row * block.rows }
      if right != 0 { self.column = column * block.columns }
    }
    switch motion {
    case .left: shift(right: -columns.cell)
    case .right: shift(right: columns.cell)
    case .lineStart: shift(right: -columns.blocks)
    case .lineEnd: shift(right: columns.blocks)
    case .first: shift(down: -rows.blocks)
    case .last: shift(down: rows.blocks)
    default:
      let distance = motion.rows(page: rows.count, count: rows.count) ?? 0
      shift(down: distance * rows.cell)
    }
  }

  /// Puts the cursor into the middle of the view.
  mutating func centre(rows: HeatmapSpan, columns: HeatmapSpan, block: BlockShape) {
    top = rows.centred * block.rows
    left = columns.centred * block.columns
  }

  /// Writes down where cursor and window came to stand, so that the window stays there.
  mutating func settle(rows: HeatmapSpan, columns: HeatmapSpan, block: BlockShape) {
    zoom = min(max(zoom, 0), max(rows.deepest, columns.deepest))
    if row / max(1, block.rows) != rows.cursor { row = rows.cursor * block.rows }
    if column / max(1, block.columns) != columns.cursor { column = columns.cursor * block.columns }
    top = rows.first * block.rows
    left = columns.first * block.columns
  }
}
