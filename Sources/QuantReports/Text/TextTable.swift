internal import TerminalKit

/// Rows of text whose columns line up, without spaces at their ends.
struct TextTable {
  /// On which side of its column a text stands.
  enum Side {
    case left, right
  }

  /// The columns from left to right.
  let sides: [Side]
  /// The rows from top to bottom, one text for each column.
  var rows: [[String]] = []

  /// How many blanks lie between columns.
  static let gap = 2

  /// The width of each column: that of its widest text.
  var widths: [Int] {
    sides.indices.map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
  }

  /// The rows as lines.
  var lines: [String] {
    let widths = widths
    return rows.map { Self.line($0, sides: sides, widths: widths) }
  }

  /// Lays out rows that are made twice rather than kept: once for the widths, once for the lines.
  ///
  /// - Parameters:
  ///   - sides: On which side of its column each text stands.
  ///   - count: How many rows there are.
  ///   - row: Makes a row.
  ///   - put: Receives each line in order.
  /// - Throws: What `put` throws.
  static func write<Failure: Error>(
    _ sides: [Side], rows count: Int, _ row: (Int) -> [String],
    to put: (String) throws(Failure) -> Void
  ) throws(Failure) {
    var widths = [Int](repeating: 0, count: sides.count)
    for index in 0..<count {
      for (column, cell) in row(index).enumerated() {
        widths[column] = max(widths[column], DisplayWidth.of(cell))
      }
    }
    for index in 0..<count { try put(line(row(index), sides: sides, widths: widths)) }
  }

  /// One row as a line, its columns as wide as said.
  static func line(_ cells: [String], sides: [Side], widths: [Int]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let space = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell)))
      if column > 0 { line += String(repeating: " ", count: gap) }
      line += sides[column] == .left ? cell + space : space + cell
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
