import Charts
import TerminalKit
import Testing

@Suite struct `A frame` {
  private func frame(_ columns: Int, _ rows: Int = 1) -> Frame {
    Frame(Size(columns: columns, rows: rows))
  }

  @Test func `clips text at all edges`() {
    var frame = frame(5, 2)
    #expect(frame.put("abcdefgh", at: Point(column: 3, row: 0)) == 2)
    #expect(frame.put("abcdefgh", at: Point(column: -6, row: 1)) == 8)
    #expect(frame.put("x", at: Point(column: 0, row: 2)) == 0)
    #expect(frame.put("x", at: Point(column: 0, row: -1)) == 0)
    #expect(frame.put("x", at: Point(column: .max, row: 0)) == 0)
    frame.put("x", at: Point(column: .min, row: .max), maxWidth: .max)
    #expect(frame.lines == ["   ab", "gh"])
  }

  @Test func `cuts text at the width it is given`() {
    var frame = frame(10)
    #expect(frame.put("abcdef", at: .zero, maxWidth: 3) == 3)
    #expect(frame.put("漢字", at: Point(column: 4, row: 0), maxWidth: 3) == 2)
    #expect(frame.put("z", at: Point(column: 9, row: 0), maxWidth: -1) == 0)
    #expect(frame.lines == ["abc 漢"])
  }

  @Test func `never shows half a wide character`() {
    var frame = frame(4, 3)
    frame.put("漢字x", at: Point(column: -1, row: 0))
    frame.put("ab漢", at: Point(column: 1, row: 1))
    frame.put("漢字", at: Point(column: 0, row: 2))
    frame.put("x", at: Point(column: 1, row: 2))
    frame.put("y", at: Point(column: 2, row: 2))
    #expect(frame.lines == [" 字x", " ab", " xy"])
    #expect(frame.cells.allSatisfy { $0.width == 1 || $0.character != " " || $0.width == 0 })
  }

  @Test func `draws a wide character over the halves of two others`() {
    var frame = frame(5)
    frame.put("漢字", at: .zero)
    #expect(frame.put("界", at: Point(column: 1, row: 0)) == 2)
    #expect(frame.lines == [" 界"])
    #expect((0..<5).map { frame[$0, 0].width } == [1, 2, 0, 1, 1])
  }

  @Test func `lets no control or invisible character reach a cell`() {
    var frame = frame(20)
    let used = frame.put("a\u{1B}[2J\tb\u{9B}c\u{202E}d\u{200D}\u{7F}\r\n\u{E000}", at: .zero)
    #expect(frame.lines == ["a?[2J b?cd????"])
    #expect(used == 14)
    frame.fill(frame.bounds, with: "\u{7}")
    #expect(frame.lines == [""])
    frame.fill(frame.bounds, with: "漢")
    #expect(frame.lines == [""])
  }

  @Test func `keeps combining marks with their character, four at most`() {
    var frame = frame(6)
    #expect(frame.put("e\u{301}x", at: .zero) == 2)
    #expect(frame[0, 0].character == "é" && frame[1, 0].character == "x")
    frame.put("o" + String(repeating: "\u{301}", count: 99), at: Point(column: 3, row: 0))
    #expect(frame[3, 0].character.unicodeScalars.count == 5)
    #expect(frame.put("\u{301}", at: Point(column: 5, row: 0)) == 0)
    #expect(frame[5, 0].character == " ")
  }

  @Test func `aligns text to the right`() {
    var frame = frame(9, 2)
    #expect(frame.putRight("1.25", endingAt: Point(column: 9, row: 0)) == 4)
    #expect(frame.putRight("abcdef", endingAt: Point(column: 4, row: 0)) == 4)
    #expect(frame.lines == ["abcd 1.25", ""])
  }

  @Test func `draws another one, clipped, with its cursor`() {
    var part = Frame(Size(columns: 4, rows: 2))
    part.put("漢字", at: .zero, style: .bold)
    part.textCursor = Point(column: 1, row: 1)
    var frame = frame(6, 2)
    frame.fill(frame.bounds, with: "·")
    frame.draw(part, at: Point(column: 3, row: 0))
    #expect(frame.lines == ["···漢", "···"])
    #expect(frame.textCursor == Point(column: 4, row: 1))
    frame.draw(part, at: Point(column: -1, row: 1))
    #expect(frame.lines[1] == " 字")
    frame.draw(part, at: Point(column: .max, row: .min))
  }

  @Test func `is equal to one that looks the same and only to that`() {
    var one = frame(3)
    var other = frame(3)
    one.put("ab", at: .zero)
    other.put("xb", at: .zero)
    #expect(one != other)
    other.put("a", at: .zero)
    #expect(one == other)
    other.restyle(other.bounds) { $0.isBold = true }
    #expect(one != other)
    #expect(frame(3) != frame(1, 3))
  }

  @Test(arguments: [Size.zero, Size(columns: 0, rows: 9), Size(columns: 500, rows: 200)])
  func `of any size can be drawn on`(size: Size) {
    var frame = Frame(size)
    frame.fill(Rect(column: -9, row: -9, columns: 4096, rows: 4096), with: "x")
    frame.put("漢", at: Point(column: size.columns - 1, row: 0))
    frame.draw(frame, at: Point(column: 1, row: 1))
    #expect(frame.cells.count == size.columns * size.rows)
    #expect(frame.lines.count == size.rows && frame.styleMask.count == size.rows)
  }

  @Test func `has a style letter for every cell`() {
    var frame = frame(24)
    let styles: [Style] = [
      .normal, .bold, Style(isReversed: true), Style(isUnderlined: true), .dim, .title, .accent,
      .tab, .selectedTab, .selection, .best, .warning, .error, .border, .slot(0), .slot(3),
      .slot(-1), .heat(.grey, step: 0), .heat(.viridis, step: 10),
      Style(foreground: .heat(.cividis, step: 15), background: .heat(.cividis, step: 3)),
      .heat(.cividis, step: 99),
    ]
    for (column, style) in styles.enumerated() {
      frame.put("x", at: Point(column: column, row: 0), style: style)
    }
    #expect(frame.styleMask == ["nbrudtaisl+!x|gkk0AFFnnn"])
  }
}
