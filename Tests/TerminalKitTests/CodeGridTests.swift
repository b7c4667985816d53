import Charts
import TerminalKit
import Testing

struct CodeGridTests {
  private let grid = CodeGrid(
    corner: "row", columnLabels: ["0", "1", "2"], noteLabels: ["sum"],
    rows: [
      CodeGrid.Row(
        label: " -7",
        cells: [
          CodeGrid.Cell(text: "3", weight: 1), CodeGrid.Cell(text: "."),
          CodeGrid.Cell(text: "(1)", weight: 0.2),
        ], notes: ["12"]),
      CodeGrid.Row(
        label: " +1", cells: Array(repeating: CodeGrid.Cell(text: "."), count: 3), notes: ["0"]),
    ])

  private func lines(columns: Int, traits: TerminalTraits = .full) -> [String] {
    var frame = Frame(Size(columns: columns, rows: 3))
    frame.draw(grid, in: frame.bounds, traits: traits, widestCell: 5)
    return frame.lines
  }

  @Test func `labels, cells and notes stand in columns`() {
    #expect(
      lines(columns: 30) == [
        "row   0    1    2    sum",
        " -7   3    .   (1)    12",
        " +1   .    .    .      0",
      ])
  }

  @Test func `a narrow area loses room between cells, then the notes, then all`() {
    #expect(lines(columns: 18)[1] == " -7  3  . (1)   12")
    #expect(lines(columns: 13)[1] == " -7  3  . (1)")
    #expect(lines(columns: 12) == ["", "", ""])
  }

  @Test func `used cells are filled with their heat where there are colours, else bold`() {
    var frame = Frame(Size(columns: 30, rows: 3))
    frame.draw(grid, in: frame.bounds, traits: .full, widestCell: 5)
    #expect(frame[6, 1].style == .heat(.cividis, step: 15))
    #expect(frame[11, 1].style == .dim)
    var plain = Frame(Size(columns: 30, rows: 3))
    plain.draw(grid, in: plain.bounds, traits: .plain, widestCell: 5)
    #expect(plain[6, 1].style == .bold)
    #expect(plain.lines == frame.lines)
  }

  @Test func `a mark stands over its cell of a heat map`() {
    var map = HeatMap(rows: 2, columns: 3, values: [0, 0.5, 1, nil, nil, nil])
    map.marks = [
      HeatMap.Mark(position: HeatMap.Position(row: 1, column: 2), character: "N"),
      HeatMap.Mark(position: HeatMap.Position(row: 9, column: 9), character: "N"),
    ]
    var frame = Frame(Size(columns: 5, rows: 2))
    frame.draw(map, in: frame.bounds, traits: .plain)
    #expect(frame.lines == [" .+@", "   N"])
  }
}
