import Charts
import TerminalKit
import TestSupport
import Testing

@Suite struct LineChartTests {
  private let chart = LineChart(
    title: "GOP/s",
    series: [
      LineChart.Series(
        mark: "a", points: [.init(x: 1, y: 10), .init(x: 4, y: 40), .init(x: 16, y: 40)], style: 0),
      LineChart.Series(
        mark: "b",
        points: [
          .init(x: 1, y: 30), .init(x: 4, y: 30, spread: 14...30), .init(x: 16, y: 25),
        ], style: 1, isSelected: true),
    ],
    limits: [
      LineChart.Limit(
        points: [.init(x: 1, y: 40), .init(x: 2, y: 80)], isCeiling: true, texture: .light),
      LineChart.Limit(
        points: [.init(x: 2, y: 80), .init(x: 16, y: 80)], isCeiling: true, texture: .dark),
    ],
    crossings: [.init(x: 3, y: 30)], cursor: 4, horizontal: .powersOfTwo(from: 1, to: 16),
    vertical: .onesAndThrees(from: 10, to: 100))

  @Test(arguments: [(60, 16), (30, 8), (12, 4)], ["blocks", "ascii"])
  func `lines, marks, limits and a cursor`(_ size: (Int, Int), _ look: String) {
    var frame = Frame(Size(columns: size.0, rows: size.1))
    frame.draw(
      chart, in: Rect(size: frame.size), traits: look == "blocks" ? .full : .plain)
    assertSnapshot(frame, named: "lines \(size.0)x\(size.1) \(look)")
  }

  @Test func `a line has a height between its points only`() throws {
    let heights = chart.heights(of: [.init(x: 2, y: 10), .init(x: 8, y: 100)], columns: 40)
    #expect(heights.count == 40)
    #expect(heights.first == .some(nil) && heights.last == .some(nil))
    let known = heights.compactMap(\.self)
    #expect(known == known.sorted() && (18...24).contains(known.count))
    #expect(chart.heights(of: [], columns: 3) == [nil, nil, nil])
  }

  @Test func `powers of two include both ends`() {
    #expect(Axis.powersOfTwo(from: 1, to: 512).ticks.map(\.value).last == 512)
    #expect(Axis.powersOfTwo(from: 256, to: 256).ticks.map(\.value).first == 256)
    #expect(Axis.powersOfTwo(from: 1, to: 1).range == 1...2)
  }
}
