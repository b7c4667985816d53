import Charts
import Figures
import QuantAnalysis
import QuantCore
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

struct HistogramScreenTests {
  static func session(
    columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) async -> Session {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.narrow, columns: columns, rows: rows, traits: traits)
    session.press("3")
    return session
  }

  private func range(_ session: Session) throws -> ClosedRange<Double> {
    session.state.histogram.range(of: try values(session))
  }

  private func values(_ session: Session) throws -> ValueReport {
    try #require(session.state.reports[0]?.values)
  }

  @Test func `L goes from logarithmic counts to both axes logarithmic, to linear, and back`() async
  {
    var session = await Self.session()
    #expect(session.lines[0].hasSuffix("log count"))
    let logarithmic = session.text
    session.press("L")
    #expect(session.lines[0].hasSuffix("log-log"))
    #expect(session.text.contains("2^-"))
    session.press("L")
    #expect(session.lines[0].hasSuffix("linear count"))
    #expect(session.text != logarithmic)
    session.press("L")
    #expect(session.text == logarithmic)
  }

  @Test func `both axes logarithmic count zeros apart and magnitudes beyond the view`() async throws
  {
    var session = await Self.session()
    session.press("L")
    let values = try values(session)
    #expect(session.text.contains("\(FigureText.count(values.zeroCount)) are 0"))
    let view = session.state.histogram.range(of: values)
    let plot = ValuePlot(values.histogram, axes: .magnitudes, view: view, columns: 60)
    let inside = plot.chart.bars.reduce(0, +)
    let all = inside + Double(plot.below + plot.above + plot.zeros)
    #expect(abs(all - Double(values.elements)) < 2)
    for _ in 0..<12 { session.press("Z") }
    #expect(session.text.contains("no values beyond the view"))
    session.press("z", "z", "G")
    #expect(session.text.contains(", 0 right"))
  }

  @Test func `the bin under the cursor is told with edges, count and share`() async throws {
    var session = await Self.session()
    session.press("l", "l", "h")
    let values = try values(session)
    let range = try range(session)
    let cursor = session.state.histogram.cursor(in: values)
    let bins = 71
    let width = (range.upperBound - range.lowerBound) / Double(bins)
    let column = ((cursor - range.lowerBound) / width).rounded(.down)
    let low = range.lowerBound + column * width
    let touched = values.histogram.filter {
      $0.low == $0.high
        ? (low...low + width).contains($0.low) : $0.low < low + width && $0.high > low
    }
    let count = touched.reduce(0) { $0 + $1.count }
    #expect(count > 0)
    #expect(session.text.contains("cursor: "))
    #expect(session.text.contains(": \(FigureText.count(count)) values, "))
    #expect(session.text.contains(FigureText.percent(Double(count) / Double(values.elements))))
  }

  @Test func `p draws one part large, P goes back`() async {
    var session = await Self.session()
    #expect(session.text.contains("% of codes") && session.text.contains("errors, log count"))
    session.press("p")
    #expect(session.text.contains("values (p)") && !session.text.contains("% of codes"))
    session.press("p")
    #expect(session.state.histogram.part == .errors && !session.text.contains("% of codes"))
    session.press("p")
    #expect(session.text.contains("% of codes"))
    session.press("p")
    #expect(session.state.histogram.part == .everything)
    session.press("P", "P")
    #expect(session.state.histogram.part == .errors)
  }

  @Test func `j and k select the formats, whose errors lie below each other`() async {
    var session = await Self.session()
    #expect(session.state.slots.selected == 0)
    session.press("k", "j", "j")
    #expect(session.state.slots.selected == 2)
    session.press("j")
    #expect(session.state.slots.selected == 2, "the last one stays")
    session.press("k")
    #expect(session.state.slots.selected == 1)
  }

  @Test func `each slot's errors are drawn beneath, at every size that has room`() async {
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
      let session = await Self.session(columns: columns, rows: rows)
      for id in session.state.slots.formats {
        let lines = session.lines.filter { $0.contains(id.description) }
        #expect(lines.count >= 2, "\(id) \(columns)x\(rows)")
      }
    }
  }

  @Test func `z halves the range around its centre and Z gives it back`() async throws {
    var session = await Self.session()
    let before = try range(session)
    session.press("z")
    #expect(try range(session) == before.lowerBound / 2...before.upperBound / 2)
    session.press("Z")
    #expect(try range(session) == before)
  }

  @Test func `Z goes on until all values are in sight and then says so`() async throws {
    var session = await Self.session()
    for _ in 0..<12 { session.press("Z") }
    #expect(try range(session) == values(session).wholeRange)
    #expect(session.text.contains("no values beyond the view"))
    session.press("Z")
    #expect(session.state.notice?.text == "Z: all values are in sight")
  }

  @Test func `h and l move the cursor and shift by an eighth at an end`() async throws {
    var session = await Self.session()
    session.press("z")
    let before = try range(session)
    let width = before.upperBound - before.lowerBound
    let start = session.state.histogram.cursor(in: try values(session))
    session.press("l")
    #expect(try range(session) == before)
    #expect(try session.state.histogram.cursor(in: values(session)) > start)
    for _ in 0..<36 { session.press("l") }
    #expect(abs(try range(session).lowerBound - before.lowerBound - width / 8) < width * 1e-9)
    session.press("^D")
    #expect(try range(session).lowerBound > before.lowerBound + width / 2)
    session.press("Home")
    #expect(try range(session) == before)
  }

  @Test func `g and G go to the ends, Home centres`() async throws {
    var session = await Self.session()
    session.press("z")
    let before = try range(session)
    session.press("G")
    let whole = try values(session).wholeRange
    #expect(try range(session).upperBound == whole.upperBound)
    session.press("l", "l")
    #expect(try range(session).upperBound == whole.upperBound)
    session.press("g")
    #expect(try range(session).lowerBound == whole.lowerBound)
    session.press("Home")
    #expect(try range(session) == before)
  }

  @Test func `A brings the largest magnitude into view`() async throws {
    var session = await Self.session()
    #expect(try !range(session).contains(1.91))
    session.press("A")
    #expect(try range(session).contains(1.91))
  }

  @Test func `tails are counted beyond the view`() async throws {
    let session = await Self.session()
    let range = try range(session)
    let values = try values(session)
    let left = values.histogram.filter { $0.high <= range.lowerBound }.reduce(0) { $0 + $1.count }
    let right = values.histogram.filter { $0.low >= range.upperBound }.reduce(0) { $0 + $1.count }
    #expect(left > 0)
    #expect(session.text.contains("beyond the view: \(left) left, \(right) right"))
    #expect(session.text.contains("amax 1.910 @ [21,102]"))
  }

  @Test func `the grid under the data is that of the selected slot`() async {
    var session = await Self.session()
    let marks = session.lines.first { $0.contains("▲") && $0.contains("─") }
    session.press("]")
    #expect(session.text.contains("▲ grid of the median nvfp4 block"))
    #expect(session.lines.first { $0.contains("▲") && $0.contains("─") } != marks)
  }

  @Test func `b draws the grid of the block under the heat map's cursor`() async throws {
    var session = await Self.session()
    let median = session.state.gridMarkers
    session.press("4", "A", "3", "b")
    #expect(session.text.contains("reading mxfp4 block [21,3]"))
    await session.settle()
    #expect(session.text.contains("grid of mxfp4 block [21,3], x 0.2500"))
    // 1.91 is there: by FLOOR its scale is 2^(0-2), and six of it the largest value.
    #expect(session.state.gridMarkers.max() == 6 * 0.25)
    #expect(session.state.gridMarkers != median)
    session.press("b")
    #expect(session.state.gridMarkers == median)
  }

  @Test func `formats with the same elements share a heading, and shares add up`() async throws {
    let session = await Self.session()
    let report = try #require(session.state.reports[0])
    let usage = CodeUsage(session.state.slots.formats, in: report)
    #expect(usage.groups.map(\.element) == ["E2M1", "INT4"])
    #expect(usage.groups[0].magnitudes == ["0", "0.5", "1", "1.5", "2", "3", "4", "6"])
    #expect(usage.groups[1].magnitudes.last == "8")
    for row in usage.groups.flatMap(\.rows) {
      #expect(abs(row.shares.reduce(0, +) - 100) < 1e-9)
    }
  }

  @Test func `before the first report there is nothing but a word`() {
    var session = Session(SeededTensor.weights())
    session.press("3")
    #expect(session.text.contains("reading ..."))
  }

  @Test func `a tensor of zeros and an empty one are drawn in words`() async {
    for (values, shape) in [([Float](repeating: 0, count: 64), [2, 32]), ([], [0, 32])] {
      var session = Session(MemorySource(values, shape: shape))
      await session.settle()
      session.press("3", "z", "l", "G", "A", "Z")
      #expect(!session.text.isEmpty)
    }
  }

  @Test(arguments: ScreenSize.all)
  func `every size shows the values`(_ size: ScreenSize) async {
    for traits in [TerminalTraits.full, .plain] {
      let session = await Self.session(columns: size.columns, rows: size.rows, traits: traits)
      #expect(session.state.view().size == Size(columns: size.columns, rows: size.rows))
      guard size.rows > 4 else { continue }
      #expect(session.text.contains(traits.glyphs == .blocks ? "█" : "#"))
    }
  }

  @Test func `the picture at 80 by 24`() async {
    assertSnapshot(await Self.session().state.view(), named: "histogram-80x24")
    assertSnapshot(
      await Self.session(traits: .plain).state.view(), named: "histogram-80x24-ascii")
  }

  @Test(arguments: ScreenSize.recorded)
  func `the picture at other sizes`(_ size: ScreenSize) async {
    let session = await Self.session(columns: size.columns, rows: size.rows)
    assertSnapshot(session.state.view(), named: "histogram-\(size)")
  }
}
