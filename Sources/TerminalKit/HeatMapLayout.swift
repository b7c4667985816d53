public import Charts

/// Where the parts of a heat map lie, and how many cells it can show.
public struct HeatMapLayout: Sendable, Equatable {
  /// The cells; one column on either side stays free for the brackets around the cursor.
  public let map: Rect
  /// The labels of the rows; empty if they are not shown.
  public let rowLabels: Rect
  /// The labels of the columns; empty if they are not shown.
  public let columnLabels: Rect
  /// The legend, beside the map or in one line below it; empty if it is not shown.
  public let legend: Rect
  /// The bars beside the rows; empty if they are not shown.
  public let rowProfile: Rect
  /// The bars below the columns; empty if they are not shown.
  public let columnProfile: Rect
  /// How many rows of the map fit: two on each line where the terminal has half blocks.
  public let rowCapacity: Int
  /// How many columns of the map fit.
  public let columnCapacity: Int

  static let rowLabelColumns = 7
  static let legendColumns = 11
  static let rowProfileColumns = 10
  static let columnProfileRows = 2

  /// Lays out a heat map.
  ///
  /// In narrow areas the legend goes below the map; smaller ones lose it first, then the labels.
  ///
  /// - Parameters:
  ///   - rect: the area.
  ///   - traits: what the terminal can show.
  ///   - hasRowLabels: whether labels beside the rows are wanted; they take 6 columns at most.
  ///   - hasColumnLabels: whether labels above the columns are wanted.
  ///   - hasLegend: whether a legend is wanted; its labels take 7 columns at most.
  ///   - hasProfiles: whether bars beside the rows and below the columns are wanted; the legend then makes room.
  public init(
    in rect: Rect, traits: TerminalTraits, hasRowLabels: Bool = true, hasColumnLabels: Bool = true,
    hasLegend: Bool = true, hasProfiles: Bool = false
  ) {
    let showsRowLabels = hasRowLabels && rect.columns >= 30
    let showsColumnLabels = hasColumnLabels && rect.rows >= 4
    let showsLegend = hasLegend && rect.columns >= 48 && rect.rows >= 3
    let showsProfiles = hasProfiles && rect.columns >= 60 && rect.rows >= 16
    // Where a legend beside the map would take too much of its width, one line below it will do.
    let isLegendBelow = hasLegend && !showsLegend && rect.columns >= 24 && rect.rows >= 6
    let (left, withoutLeft) = rect.splitLeft(showsRowLabels ? HeatMapLayout.rowLabelColumns : 1)
    let side =
      showsProfiles
      ? HeatMapLayout.rowProfileColumns + 2 : showsLegend ? HeatMapLayout.legendColumns : 1
    let (middle, right) = withoutLeft.splitRight(side)
    let header = showsColumnLabels ? 1 : 0
    columnLabels = middle.splitTop(header).top
    let below = middle.splitTop(header).rest
    let (upper, foot) = below.splitBottom(showsProfiles && showsLegend || isLegendBelow ? 1 : 0)
    let (cells, bars) = upper.splitBottom(showsProfiles ? HeatMapLayout.columnProfileRows : 0)
    map = cells
    columnProfile = bars
    rowLabels =
      showsRowLabels
      ? left.splitTop(header).rest.splitTop(cells.rows).top : left.splitTop(0).top
    let beside = right.splitTop(header).rest.splitTop(cells.rows).top
    rowProfile = showsProfiles ? beside.splitLeft(2).rest : right.splitTop(0).top
    legend =
      showsProfiles || isLegendBelow ? foot : showsLegend ? beside : right.splitTop(0).top
    rowCapacity = map.rows * (traits.hasHalfBlocks ? 2 : 1)
    columnCapacity = map.columns
  }

  /// How many characters a cell is wide: up to four for a map with few columns.
  func cellWidth(columns: Int) -> Int { min(max(map.columns / max(columns, 1), 1), 4) }

  /// How many rows of the map a line shows.
  func rowsPerLine(rows: Int, traits: TerminalTraits) -> Int {
    traits.hasHalfBlocks && rows > map.rows ? 2 : 1
  }

  /// Which cell of a map is drawn at a place; of two that share a line, the upper one.
  ///
  /// - Parameters:
  ///   - point: the place.
  ///   - rows: how many rows the map has.
  ///   - columns: how many columns the map has.
  ///   - traits: what the terminal can show.
  /// - Returns: the cell; nil beside the map.
  public func position(
    at point: Point, rows: Int, columns: Int, traits: TerminalTraits
  ) -> HeatMap.Position? {
    guard map.contains(point) else { return nil }
    let row = (point.row - map.top) * rowsPerLine(rows: rows, traits: traits)
    let column = (point.column - map.left) / cellWidth(columns: columns)
    guard row < rows, column < columns else { return nil }
    return HeatMap.Position(row: row, column: column)
  }
}
