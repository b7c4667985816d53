import Charts
import TerminalKit
import TestSupport
import Testing

@Suite struct `A drawn chart` {
  static let bell = BarChart(
    title: "weights, log count",
    counts: [
      0, 1, 3, 12, 60, 400, 3000, 20_000, 90_000, 100_000, 90_000, 20_000, 3000, 400, 60, 12, 3,
    ],
    scale: .log10, horizontal: Axis(-0.12...0.12), markers: [-0.06, 0, 0.06, 7])

  static let ramp = HeatMap(
    rows: 8, columns: 20, values: (0..<160).map { $0 == 27 ? nil : Double($0) / 159 },
    rowLabels: [.init(index: 0, text: "0"), .init(index: 4, text: "1024")],
    columnLabels: [.init(index: 0, text: "0"), .init(index: 8, text: "512")],
    legend: [
      .init(value: 0, label: "-5.7"), .init(value: 0.5, label: "-3.7"),
      .init(value: 1, label: "-1.7"),
    ], cursor: .init(row: 3, column: 10))

  private func frame(
    _ columns: Int, _ rows: Int, _ draw: (inout Frame, Rect) -> Void
  ) -> Frame {
    var frame = Frame(Size(columns: columns, rows: rows))
    draw(&frame, frame.bounds)
    return frame
  }

  @Test func `of bars grows in eighths`() {
    let chart = BarChart(bars: [0, 0.01, 1, 2, 3, 4, 8, 9, 16], vertical: Axis(0...16, ticks: []))
    let blocks = frame(9, 2) { $0.draw(chart, in: $1, traits: .full) }
    #expect(blocks.lines == ["       ▁█", " ▁▁▂▃▄███"])
    let ascii = frame(9, 2) { $0.draw(chart, in: $1, traits: .plain) }
    #expect(ascii.lines == ["        #", " ....####"])
  }

  @Test func `of bars has axes, labels and markers`() {
    assertSnapshot(
      frame(48, 12) { $0.draw(Self.bell, in: $1, traits: .full) }, named: "bars-blocks")
    assertSnapshot(
      frame(48, 12) { $0.draw(Self.bell, in: $1, traits: .plain) }, named: "bars-ascii")
  }

  @Test func `of heat shows one shade a cell without half blocks`() {
    assertSnapshot(
      frame(50, 9) { $0.draw(Self.ramp, in: $1, traits: .plain) }, named: "heat-ascii")
  }

  @Test func `of heat has bars beside the rows and below the columns`() {
    var chart = Self.ramp
    chart.rowProfile = (0..<8).map { Double($0) / 7 }
    chart.columnProfile = (0..<20).map { $0 == 4 ? nil : Double($0) / 19 }
    assertSnapshot(
      frame(60, 16) { $0.draw(chart, in: $1, traits: .full) }, named: "heat-profiles-blocks")
    assertSnapshot(
      frame(60, 16) { $0.draw(chart, in: $1, traits: .plain) }, named: "heat-profiles-ascii")
  }

  @Test func `of signed differences has letters below zero and digits above without colour`() {
    var chart = HeatMap(
      rows: 1, columns: 9, values: (0...8).map { Double($0) / 8 }, palette: .difference)
    chart.rowProfile = [0.25]
    chart.columnProfile = (0...8).map { Double($0) / 8 }
    let ascii = frame(60, 17) { $0.draw(chart, in: $1, traits: .plain) }
    #expect(ascii.lines[0].hasPrefix(" dddddcccccbbbbb") || ascii.lines[0].contains("dddd"))
    assertSnapshot(ascii, named: "heat-signed-ascii")
    assertSnapshot(
      frame(60, 17) { $0.draw(chart, in: $1, traits: .full) }, named: "heat-signed-blocks")
  }

  @Test func `of heat shows two rows a line with half blocks`() {
    let heat = frame(50, 5) { $0.draw(Self.ramp, in: $1, traits: .full) }
    assertSnapshot(heat, named: "heat-blocks")
    let cell = heat[7, 1]
    #expect(cell.character == "▀" && cell.style.foreground == .heat(.cividis, step: 0))
    #expect(cell.style.background == .heat(.cividis, step: 2))
    let cursor = heat[17, 2]
    #expect(cursor.character == "▄" && cursor.style.background == nil)
    #expect(heat[16, 2].character == "[" && heat[18, 2].character == "]")
  }

  @Test func `of heat has wide whole cells where there is room`() {
    let heat = frame(97, 12) { $0.draw(Self.ramp, in: $1, traits: .full) }
    assertSnapshot(heat, named: "heat-wide")
  }

  @Test func `of lying bars has labels and notes`() {
    let bars = HorizontalBars(
      bars: [
        .init(label: "-2", value: 1, note: "1"), .init(label: "-3", value: 22, note: "22"),
        .init(label: "-10", value: 0, note: "0"), .init(label: "-7", value: 309_586, note: "59.0%"),
      ], axis: .counts(upTo: 309_586, scale: .log10))
    let blocks = frame(30, 4) { $0.draw(bars, in: $1, traits: .full) }
    #expect(
      blocks.lines == [
        "-2  █                        1", "-3  █████▋                  22",
        "-10                          0", "-7  ████████████████████ 59.0%",
      ])
    let ascii = frame(30, 3) { $0.draw(bars, in: $1, traits: .plain) }
    #expect(ascii.lines[1] == "-3  ######                  22")
  }

  @Test func `of densities fits one row`() {
    let strip = DensityStrip(counts: [0, 1, 10, 100, 1000, 100, 10, 1, 0], scale: .log10)
    #expect(
      frame(9, 1) { frame, _ in frame.draw(strip, at: .zero, columns: 9, traits: .full) }
        .lines == [" ▁▃▆█▆▃▁"])
    #expect(
      frame(9, 1) { frame, _ in frame.draw(strip, at: .zero, columns: 9, traits: .plain) }
        .lines == [" .=#@#=."])
  }

  @Test(arguments: [TerminalTraits.full, .plain])
  func `never leaves its area, whatever the size`(traits: TerminalTraits) {
    for columns in [0, 1, 2, 3, 7, 20, 31, 49, 80, 500] {
      for rows in [0, 1, 2, 3, 4, 6, 24, 200] {
        let area = Rect(column: 2, row: 1, columns: columns, rows: rows)
        var canvas = Frame(Size(columns: columns + 4, rows: rows + 2))
        canvas.draw(Self.bell, in: area, traits: traits)
        canvas.draw(Self.ramp, in: area, traits: traits)
        canvas.drawPanel("a panel", in: area, traits: traits)
        for row in 0..<canvas.size.rows {
          for column in 0..<canvas.size.columns
          where !area.contains(Point(column: column, row: row)) {
            #expect(canvas[column, row] == .blank, "\(columns)x\(rows) at \(column), \(row)")
          }
        }
      }
    }
  }

  @Test func `of heat says how many cells fit`() {
    let rect = Rect(size: Size(columns: 80, rows: 18))
    let full = HeatMapLayout(in: rect, traits: .full)
    #expect(full.rowCapacity == 34 && full.columnCapacity == 62)
    #expect(HeatMapLayout(in: rect, traits: .plain).rowCapacity == 17)
    let tiny = HeatMapLayout(in: Rect(size: Size(columns: 1, rows: 1)), traits: .full)
    #expect(tiny.columnCapacity == 0)
  }
}

@Suite struct `A panel` {
  @Test func `has its title in the border and room within`() {
    var frame = Frame(Size(columns: 16, rows: 3))
    let inner = frame.drawPanel("scales", in: frame.bounds, traits: .full)
    #expect(frame.lines == ["┌─ scales ─────┐", "│              │", "└──────────────┘"])
    #expect(inner == Rect(column: 1, row: 1, columns: 14, rows: 1))
    frame.drawPanel("a much too long title", in: frame.bounds, traits: .plain)
    #expect(frame.lines[0] == "+- a much t.. -+")
  }

  @Test(arguments: 0...8) func `of any width stays whole`(columns: Int) {
    var frame = Frame(Size(columns: 10, rows: 2))
    frame.drawPanel(
      "t", in: Rect(column: 0, row: 0, columns: columns, rows: 2), traits: .plain)
    #expect(frame.lines.allSatisfy { $0.count == (columns < 2 ? 0 : columns) })
  }
}
