import Charts
import TerminalKit
import Testing

@Suite struct `A click` {
  @Test(arguments: [TerminalTraits.full, .plain], [(1, 1), (3, 5), (40, 200), (30, 12)])
  func `into a map finds the cell that is drawn there`(
    _ traits: TerminalTraits, _ size: (rows: Int, columns: Int)
  ) {
    let rect = Rect(column: 3, row: 2, columns: 70, rows: 20)
    let layout = HeatMapLayout(
      in: rect, traits: traits, hasRowLabels: false, hasColumnLabels: false, hasLegend: false)
    // Each cell with a letter of its own is found where its letter stands.
    var map = HeatMap(
      rows: size.rows, columns: size.columns,
      values: Array(repeating: 0.5, count: size.rows * size.columns))
    let cell = HeatMap.Position(row: size.rows / 2, column: size.columns / 3)
    map.marks = [HeatMap.Mark(position: cell, character: "N")]
    var frame = Frame(Size(columns: 80, rows: 24))
    frame.draw(map, in: rect, traits: traits)
    var found = 0
    for row in 0..<24 {
      for column in 0..<80 {
        let point = Point(column: column, row: row)
        let hit = layout.position(
          at: point, rows: size.rows, columns: size.columns, traits: traits)
        #expect(hit == nil || frame[column, row].character != " ")
        guard frame[column, row].character == "N" else { continue }
        found += 1
        #expect(hit?.column == cell.column)
        #expect(hit.map { $0.row == cell.row || $0.row == cell.row - 1 } == true)
      }
    }
    let isOnShow = cell.column < layout.map.columns && cell.row < layout.rowCapacity
    #expect(isOnShow == (found > 0))
    #expect(
      layout.position(at: .zero, rows: size.rows, columns: size.columns, traits: traits) == nil)
  }

  @Test func `into a table finds the row that is drawn there`() {
    let rows = (0..<9).map { [StyledText("row \($0)")] }
    let table = Table(columns: [Table.Column("name", minimumWidth: 8)], rows: rows)
    let rect = Rect(column: 2, row: 3, columns: 20, rows: 5)
    var frame = Frame(Size(columns: 30, rows: 12))
    frame.draw(table, in: rect, traits: .full, firstRow: 4)
    for row in 0..<12 {
      let hit = table.row(at: Point(column: 5, row: row), in: rect, firstRow: 4)
      let shown = frame.lines[row].firstMatch(of: /row (\d)/).flatMap { Int($0.1) }
      #expect(hit == shown)
    }
    #expect(table.row(at: Point(column: 25, row: 5), in: rect) == nil)
    let last = Table(columns: table.columns, rows: [rows[0]])
    #expect(last.row(at: Point(column: 5, row: 5), in: rect) == nil)
  }
}
