/// The colours of a heat map, named; those of magnitudes get lighter from the first step to the last.
public enum Palette: String, Sendable, Hashable, CaseIterable {
  /// Dark blue over grey to yellow: the same order of lightness for every kind of colour vision.
  case cividis
  /// Dark violet over green to yellow.
  case viridis
  /// Black to white.
  case grey
  /// For signed differences: orange over grey in the middle to blue, the farther from it the brighter.
  case difference = "blue-orange"

  /// The palettes of magnitudes.
  public static let allCases: [Palette] = [.cividis, .viridis, .grey]

  /// Whether its middle stands for zero, and its halves for the signs.
  public var isSigned: Bool { self == .difference }

  /// How many steps a palette has.
  public static let steps = 16

  /// The step that stands for a fraction.
  ///
  /// - Parameter fraction: 0…1; NaN counts as 0, values beyond the ends as the ends.
  /// - Returns: 0…15.
  public static func step(of fraction: Double) -> Int {
    guard fraction > 0 else { return 0 }
    return min(Int(min(fraction, 1) * Double(steps)), steps - 1)
  }
}

/// A grid of values `[rows, columns]` shown as colours or shades.
public struct HeatMap: Sendable, Equatable {
  /// A cell of the map.
  public struct Position: Sendable, Hashable {
    /// The row, from 0 at the top.
    public var row: Int
    /// The column, from 0 at the left.
    public var column: Int

    /// Makes a position.
    ///
    /// - Parameters:
    ///   - row: the row, from 0 at the top.
    ///   - column: the column, from 0 at the left.
    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// A label beside a row or above a column.
  public struct Label: Sendable, Equatable {
    /// The row or column that it belongs to.
    public var index: Int
    /// What is written.
    public var text: String

    /// Makes a label.
    ///
    /// - Parameters:
    ///   - index: the row or column that it belongs to.
    ///   - text: what is written.
    public init(index: Int, text: String) {
      self.index = index
      self.text = text
    }
  }

  /// A character over a cell, for what a colour can't say.
  public struct Mark: Sendable, Equatable {
    /// The cell.
    public var position: Position
    /// What is written, one column wide.
    public var character: Character

    /// Makes a mark.
    ///
    /// - Parameters:
    ///   - position: the cell.
    ///   - character: what is written, one column wide.
    public init(position: Position, character: Character) {
      self.position = position
      self.character = character
    }
  }

  /// How many rows there are.
  public let rows: Int
  /// How many columns there are.
  public let columns: Int
  /// The values row by row as fractions 0…1, nil where there is none; always rows × columns of them.
  public let values: [Double?]
  /// Labels beside the rows, in ascending order.
  public var rowLabels: [Label]
  /// Labels above the columns, in ascending order.
  public var columnLabels: [Label]
  /// What the fractions stand for: ticks of the legend, lowest first, their values being fractions 0…1.
  public var legend: [Axis.Tick]
  /// Characters over cells.
  public var marks: [Mark] = []
  /// Bars beside the rows, one for each, as fractions 0…1 or nil; empty shows none.
  ///
  /// Under a palette of signed differences bars begin at one half, and lie on either side of it.
  public var rowProfile: [Double?] = []
  /// Bars below the columns, likewise.
  public var columnProfile: [Double?] = []
  /// The cell that is pointed at.
  public var cursor: Position?
  /// The colours.
  public var palette: Palette

  /// Makes a heat map.
  ///
  /// - Parameters:
  ///   - rows: how many rows there are; negative counts as none.
  ///   - columns: how many columns there are; negative counts as none.
  ///   - values: row by row, fractions 0…1 or nil; missing ones are nil, those too many are left out.
  ///   - rowLabels: labels beside the rows.
  ///   - columnLabels: labels above the columns.
  ///   - legend: ticks at fractions 0…1, lowest first.
  ///   - cursor: the cell that is pointed at.
  ///   - palette: the colours.
  public init(
    rows: Int, columns: Int, values: [Double?], rowLabels: [Label] = [], columnLabels: [Label] = [],
    legend: [Axis.Tick] = [], cursor: Position? = nil, palette: Palette = .cividis
  ) {
    let (cells, overflow) = max(rows, 0).multipliedReportingOverflow(by: max(columns, 0))
    // A grid larger than memory can't have been filled, so it is shown as far as its values reach.
    let size = overflow ? 0 : cells
    self.rows = size == 0 ? 0 : rows
    self.columns = size == 0 ? 0 : columns
    let missing = max(0, size - values.count)
    self.values = values.prefix(size) + Array(repeating: nil, count: missing)
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.legend = legend
    self.cursor = cursor
    self.palette = palette
  }

  /// The value of a cell.
  ///
  /// - Parameters:
  ///   - row: the row; beyond the grid there is no value.
  ///   - column: the column; beyond the grid there is no value.
  public subscript(row: Int, column: Int) -> Double? {
    guard (0..<rows).contains(row), (0..<columns).contains(column) else { return nil }
    return values[row * columns + column]
  }
}
