import Charts
import Testing

@Suite struct `An axis` {
  @Test(arguments: [
    (-0.12...0.12, 5, ["-0.1", "-0.05", "0", "0.05", "0.1"]),
    (0.0...6.0, 6, ["0", "1", "2", "3", "4", "5", "6"]),
    (0.0...1.0, 2, ["0", "0.5", "1"]), (7.0...7.0, 5, ["7"]),
    (0.0...0.3, 3, ["0", "0.1", "0.2", "0.3"]),
    (0.0...16_777_216.0, 4, ["0", "5e+06", "1e+07", "1.5e+07"]), (0.0...1.0, 0, []),
    (0.0...Double.infinity, 5, []), (-1e308...1e308, 4, []),
  ])
  func `has ticks at round numbers`(range: ClosedRange<Double>, count: Int, labels: [String]) {
    #expect(Axis.ticks(in: range, count: count).map(\.label) == labels)
  }

  @Test(arguments: [
    (0.5...1_000_000.0, 4, ["1", "10^2", "10^4", "10^6"]),
    (1.0...1000.0, 9, ["1", "10", "10^2", "10^3"]),
    (20.0...60.0, 2, ["20", "40", "60"]), (1e-7...1e-3, 2, ["10^-6", "10^-3"]),
  ])
  func `has ticks at powers of ten`(range: ClosedRange<Double>, count: Int, labels: [String]) {
    #expect(Axis(range, scale: .log10, tickCount: count).ticks.map(\.label) == labels)
  }

  @Test func `shows a single count on either scale, and nothing for none`() {
    for scale in Scale.allCases {
      let axis = Axis.counts(upTo: 1e6, scale: scale)
      #expect(axis.position(of: 1) > 0 && axis.position(of: 0) == 0)
      #expect(axis.position(of: 1e6) == 1 && axis.position(of: 1e9) == 1)
      #expect(Axis.counts(upTo: 0, scale: scale).range.upperBound == 1)
      #expect(Axis.counts(upTo: .nan, scale: scale).range.upperBound == 1)
    }
  }

  @Test func `places values by their logarithms`() {
    #expect(Scale.log10.position(of: 10, in: 1...100) == 0.5)
    #expect(Scale.log10.position(of: 0, in: 0...100) == 0)
    #expect(Scale.log10.position(of: -5, in: 1...100) == 0)
    #expect(Scale.log10.position(of: .nan, in: 1...100) == 0)
    #expect(Scale.linear.position(of: 25, in: 0...100) == 0.25)
    #expect(Scale.linear.position(of: 5, in: 5...5) == 0)
  }
}

@Suite struct `A short number` {
  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-0.12, "-0.12"), (0.1 + 0.2, "0.3"), (4096, "4096"),
      (12344, "12340"), (99999, "1e+05"), (100_000, "1e+05"), (0.00012344, "0.0001234"),
      (1.2e-5, "1.2e-05"), (9999.6, "10000"), (1.5, "1.5"), (0.099996, "0.1"), (1e300, "1e+300"),
      (0x1p-1074, "4.941e-324"), (1.7976931348623157e308, "1.798e+308"), (.infinity, "inf"),
      (-.infinity, "-inf"), (.nan, "nan"),
    ] as [(Double, String)])
  func `has four significant digits at most`(value: Double, text: String) {
    #expect(shortNumber(value) == text)
  }

  @Test func `can have more digits or fewer`() {
    #expect(shortNumber(3.14159265, digits: 7) == "3.141593")
    #expect(shortNumber(1234567, digits: 7) == "1234567")
    #expect(shortNumber(0.0449, digits: 1) == "0.04")
    #expect(shortNumber(2, digits: -3) == "2")
  }
}

@Suite struct `A chart` {
  @Test func `shows the highest of the bars that share a column`() {
    let chart = BarChart(counts: [0, 0, 8, 0, 1, 0, 0, 4], scale: .linear)
    #expect(chart.fractions(columns: 4) == [0, 1, 0.125, 0.5])
    #expect(chart.fractions(columns: 8).count == 8)
    #expect(chart.fractions(columns: 16)[4] == 1 && chart.fractions(columns: 16)[5] == 1)
    #expect(chart.fractions(columns: 0).isEmpty)
    #expect(BarChart(counts: [], scale: .log10).fractions(columns: 5).isEmpty)
  }

  @Test func `ignores what is not a height`() {
    let chart = BarChart(bars: [.nan, -3, .infinity, 1], vertical: Axis(0...2))
    #expect(chart.fractions(columns: 4) == [0, 0, 1, 0.5])
  }

  @Test func `of heat has a value for every cell whatever it is given`() {
    #expect(HeatMap(rows: 2, columns: 2, values: [1]).values == [1, nil, nil, nil])
    #expect(HeatMap(rows: 1, columns: 2, values: [0, 1, 0.5])[0, 1] == 1)
    #expect(HeatMap(rows: 1, columns: 2, values: [0, 1])[1, 0] == nil)
    #expect(HeatMap(rows: -1, columns: 2, values: [1]).values.isEmpty)
    #expect(HeatMap(rows: .max, columns: .max, values: []).rows == 0)
    #expect(
      [-1, 0, 0.0624, 0.0625, 0.99, 1, 7, .nan].map(Palette.step) == [0, 0, 0, 1, 15, 15, 15, 0])
  }
}
