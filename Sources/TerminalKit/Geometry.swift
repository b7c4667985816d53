/// How many columns and rows an area has; never negative.
public struct Size: Sendable, Hashable {
  /// The width in columns.
  public let columns: Int
  /// The height in rows.
  public let rows: Int

  /// Nothing at all.
  public static let zero = Size(columns: 0, rows: 0)
  /// The largest width and height; no terminal is larger, and products of the two stay small.
  public static let largestExtent = 4096

  /// Makes a size.
  ///
  /// - Parameters:
  ///   - columns: the width; clamped to 0…4096.
  ///   - rows: the height; clamped to 0…4096.
  public init(columns: Int, rows: Int) {
    self.columns = min(max(columns, 0), Size.largestExtent)
    self.rows = min(max(rows, 0), Size.largestExtent)
  }

  /// Whether there is no cell.
  public var isEmpty: Bool { columns == 0 || rows == 0 }
}

/// A cell's place: column and row from the upper left corner; may lie outside of everything.
public struct Point: Sendable, Hashable {
  /// The column, from 0 at the left.
  public var column: Int
  /// The row, from 0 at the top.
  public var row: Int

  /// The upper left corner.
  public static let zero = Point(column: 0, row: 0)

  /// Makes a point.
  ///
  /// - Parameters:
  ///   - column: the column, from 0 at the left.
  ///   - row: the row, from 0 at the top.
  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}
