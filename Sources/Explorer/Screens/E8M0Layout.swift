internal import Charts
internal import Figures
internal import TerminalKit

/// How the body of the E8M0 screen is divided; the table goes first, then the grid.
struct E8M0Layout {
  let heading: Rect
  let grid: Rect
  let caption: Rect
  let table: Rect
  let summary: Rect
  /// Where the scales lie, and the errors, where the list leaves room for them.
  let map: Rect
  let errors: Rect
  /// Whether there is room for a few words only.
  let isBrief: Bool

  private enum Plot: Hashable {
    case map, errors
  }

  init(_ body: Rect, _ figure: E8M0Figure) {
    let gridRows = figure.grid.rows.count
    let layout = CodeGridLayout(figure.grid, columns: body.columns, widestCell: 5)
    let hasGrid = layout.cellColumns > 0 && body.rows > gridRows
    let spare = body.rows - gridRows
    isBrief = !hasGrid && body.rows < 5
    let (heading, below) = body.splitTop(hasGrid && spare >= 3 ? 1 : 0)
    let (gridRect, rest) = below.splitTop(hasGrid ? gridRows : 0)
    let (caption, under) = rest.splitTop(hasGrid && spare >= 2 ? 1 : 0)
    let lines = wrapped(figure.summary, rest: "  ", width: max(1, body.columns)).count
    let spareRows = under.rows - figure.table.rows.count - 1
    let summaryRows = under.rows >= 8 ? min(lines, max(2, spareRows)) : 1
    let room = under.rows - summaryRows >= 2 ? under.rows - summaryRows : 0
    let (table, foot) = under.splitTop(min(room, figure.table.rows.count + 1))
    let (summary, plots) = foot.splitTop(summaryRows)
    self.heading = heading
    self.grid = gridRect
    self.caption = caption
    // A bar that spans a very wide terminal says no more than one of a moderate length.
    self.table = table.splitLeft(120).left
    self.summary = summary
    let panel = Size(columns: 40, rows: 9)
    let places = Zone<Plot>.columns([
      Zone(.map, minimum: panel, priority: 2, weight: 1),
      Zone(.errors, minimum: panel, priority: 1, weight: 1),
    ]).places(in: plots.inset(top: plots.rows >= 10 ? 1 : 0))
    map = places[.map]
    errors = places[.errors]
  }
}
