import TerminalKit
import Testing

@Suite struct `A table` {
  private var table: Table {
    Table(
      columns: [
        .init("name", minimumWidth: 6, priority: 9, isFlexible: true, keeping: .end),
        .init("dtype", priority: 1),
        .init("shape", alignment: .right, priority: 2),
        .init("SQNR", alignment: .right, minimumWidth: 5, priority: 5),
      ],
      rows: [
        ["layers.0.mlp.down_proj", "BF16", "4096x4096", StyledText("17.94", style: .best)],
        ["norm", "F32", "4096"],
      ])
  }

  private func lines(_ columns: Int, _ rows: Int = 3, first: Int = 0) -> [String] {
    var frame = Frame(Size(columns: columns, rows: rows))
    frame.draw(table, in: frame.bounds, traits: .full, firstRow: first)
    return frame.lines
  }

  @Test func `gives what room is left to the flexible column`() {
    #expect(
      lines(48) == [
        "name                       dtype     shape  SQNR",
        "layers.0.mlp.down_proj     BF16  4096x4096 17.94",
        "norm                       F32        4096",
      ])
  }

  @Test func `shortens the flexible column first, then drops what matters least`() {
    #expect(lines(36)[1] == "…mlp.down_proj BF16  4096x4096 17.94".suffix(36))
    #expect(lines(24)[1].hasPrefix("…") && lines(24)[1].hasSuffix("17.94"))
    #expect(lines(13)[0] == "name     SQNR" && lines(13)[1] == "…n_proj 17.94")
    #expect(lines(6)[1] == "…_proj")
    #expect(lines(2)[1] == "…j")
    #expect(lines(0) == ["", "", ""])
  }

  @Test(arguments: 0...120) func `never overlaps its columns`(width: Int) {
    let placements = table.placements(width: width)
    #expect(zip(placements, placements.dropFirst()).allSatisfy { $0.left + $0.width < $1.left })
    #expect(placements.allSatisfy { $0.left + $0.width <= width && $0.width > 0 })
    #expect(placements.isEmpty == (width == 0))
  }

  @Test func `scrolls, and draws no row twice`() {
    #expect(lines(48, 3, first: 1)[1].hasPrefix("norm") && lines(48, 3, first: 1)[2] == "")
    #expect(lines(48, 3, first: 99)[1] == "")
    #expect(lines(48, 1)[0].hasPrefix("layers"))
  }

  @Test func `shows the selected row reversed over its whole width`() {
    var frame = Frame(Size(columns: 40, rows: 3))
    frame.draw(table, in: frame.bounds, traits: .plain, selectedRow: 1)
    #expect(frame.styleMask[2] == String(repeating: "r", count: 40))
    #expect(frame.styleMask[1].suffix(5) == "+++++" && frame.styleMask[0].hasPrefix("nbbbb"))
  }

  @Test func `marks the selected row in a column that all rows leave free`() {
    var frame = Frame(Size(columns: 40, rows: 3))
    frame.draw(table, in: frame.bounds, traits: .plain, selectedRow: 1)
    #expect(frame.lines[2].hasPrefix(">norm") && frame.lines[0].hasPrefix(" name"))
    #expect(frame.lines[1].hasSuffix("17.94") && frame.lines[1].hasPrefix(" "))
    var narrow = Frame(Size(columns: 7, rows: 3))
    narrow.draw(table, in: narrow.bounds, traits: .plain, selectedRow: 1)
    #expect(narrow.lines[2].hasPrefix("norm"))
  }

  @Test func `may be empty`() {
    var frame = Frame(Size(columns: 10, rows: 2))
    frame.draw(Table(columns: []), in: frame.bounds, traits: .full)
    #expect(frame.lines == ["", ""])
  }
}
