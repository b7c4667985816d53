import Charts
import Testing

@testable import QuantReports

struct SVGTests {
  @Test(arguments: [
    (0.0, "0"), (1, "1"), (-1.5, "-1.5"), (0.005, "0.01"), (12.346, "12.35"), (-0.001, "0"),
    (3.05, "3.05"), (.nan, "0"), (.infinity, "0"),
  ])
  func `numbers have two decimals at most`(value: Double, text: String) {
    #expect(SVGWriter.number(value) == text)
  }

  @Test func `powers are raised, other text is escaped`() {
    var svg = SVGWriter()
    svg.label("10^-3", x: 1, y: 2)
    svg.label("a<b", x: 1, y: 2, anchor: .end)
    #expect(svg.text.contains(">10<tspan dy=\"-4\" class=\"p\">-3</tspan></text>"))
    #expect(svg.text.contains("text-anchor=\"end\">a&lt;b</text>"))
  }

  @Test func `bars are one area that leaves out those without a height`() {
    let chart = BarChart(
      bars: [1, 0, 2, .nan], vertical: Axis(0...2, ticks: []), horizontal: Axis(0...4, ticks: []),
      markers: [1, 9])
    let svg = chart.svg(style: "f s1", height: 100)
    #expect(svg.ranges(of: "<path class=\"f s1\"").count == 1)
    let area = svg.split(separator: "<path class=\"f s1\" d=\"").last?.prefix { $0 != "\"" } ?? ""
    #expect(area.filter { $0 == "M" }.count == 2 && area.filter { $0 == "Z" }.count == 2)
    // The marker beyond the axis has no place.
    let combs = svg.split(separator: "class=\"m\" d=\"").last?.prefix { $0 != "\"" } ?? ""
    #expect(combs.filter { $0 == "M" }.count == 1)
  }

  @Test func `neighbours of one colour are one shape, and cells without a value none`() {
    let map = HeatMap(rows: 2, columns: 3, values: [0, 0, 1, nil, 1, 1])
    let svg = map.svg()
    func shapes(_ step: Int) -> Int {
      let path = svg.split(separator: "<path class=\"f q\(step)\" d=\"").dropFirst().first
      return path?.prefix { $0 != "\"" }.filter { $0 == "M" }.count ?? 0
    }
    #expect(shapes(0) == 1 && shapes(15) == 2)
    #expect((1..<15).allSatisfy { shapes($0) == 0 })
  }

  @Test func `a grid shows every code, used ones filled`() {
    let grid = CodeGrid(
      corner: "x", columnLabels: ["0", "1"], noteLabels: ["n"],
      rows: [
        CodeGrid.Row(
          label: "a", cells: [CodeGrid.Cell(text: "."), CodeGrid.Cell(text: "(4)", weight: 1)],
          notes: ["7"])
      ])
    let svg = grid.svg()
    #expect(svg.contains("class=\"f q15\"") && svg.contains(">(4)<") && svg.contains(">.<"))
    #expect(svg.contains(">7<") && svg.contains("t e o"))
  }

  @Test func `lines have their marks, their spread and their limits`() {
    let chart = LineChart(
      series: [
        LineChart.Series(
          mark: "a",
          points: [LineChart.Point(x: 1, y: 1, spread: 1...2), LineChart.Point(x: 2, y: 2)],
          style: 0),
        LineChart.Series(
          mark: "b", points: [LineChart.Point(x: 1, y: 2)], style: 5, isSelected: true),
      ],
      limits: [
        LineChart.Limit(
          points: [LineChart.Point(x: 1, y: 2), LineChart.Point(x: 2, y: 2)], isCeiling: true,
          texture: .dark)
      ],
      crossings: [LineChart.Point(x: 1.5, y: 1.5)], horizontal: .powersOfTwo(from: 1, to: 2),
      vertical: .onesAndThrees(from: 1, to: 3))
    let svg = chart.svg(height: 200)
    #expect(svg.split(separator: "<circle ").count - 1 == 3)
    #expect(svg.contains("class=\"l s1 k b\"") && svg.contains("<path class=\"z\""))
    #expect(svg.contains(">a</text>") && svg.contains(">b</text>"))
    #expect(!svg.contains("NaN") && !svg.contains("nan") && !svg.contains("inf"))
  }

  @Test func `bars that lie have label, note and limit`() {
    let bars = HorizontalBars(
      bars: [HorizontalBars.Bar(label: "one", value: 5, note: "half", limit: 8)],
      axis: Axis(0...10, ticks: []))
    let svg = bars.svg()
    #expect(svg.contains(">one<") && svg.contains(">half<") && svg.contains("class=\"m\""))
    #expect(svg.contains("class=\"f s0\"") && bars.svgHeight > 30)
  }

  @Test func `labels that would touch are left out`() {
    let axis = Axis(0...100, ticks: (0...100).map { Axis.Tick(value: Double($0)) })
    var svg = SVGWriter()
    let plot = SVGPlot(height: 100, vertical: nil, hasHorizontal: true)
    plot.drawHorizontal(axis, into: &svg)
    let labels = svg.text.split(separator: "<text ").count - 1
    #expect(labels > 5 && labels < 40)
  }
}
