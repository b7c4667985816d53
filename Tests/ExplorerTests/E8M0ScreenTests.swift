import Charts
import Figures
import QuantAnalysis
import QuantCore
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

struct E8M0ScreenTests {
  static func session(
    formats: [String] = [], columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) async -> Session {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.narrow, columns: columns, rows: rows, traits: traits)
    if !formats.isEmpty {
      session = Session(session.source, formats: formats)
      await session.settle()
    }
    session.press("5")
    await session.settle()
    return session
  }

  @Test func `all codes are drawn, each used one with the digits of its count`() async throws {
    let session = await Self.session()
    let format = try #require(session.state.reports[0]?.formats.first)
    let figure = E8M0Figure(format)
    #expect(figure.grid.rows.flatMap(\.cells).count == 256)
    for code in format.scales.codes {
      let cell = figure.grid.rows[Int(code.code) / 32].cells[Int(code.code) % 32]
      #expect(cell.text == "\(String(code.blocks).count)")
    }
    #expect(figure.grid.rows.flatMap(\.cells).count { $0.weight != nil } == figure.usedCount)
    #expect(figure.grid.rows[7].cells[31].text == "N")
    #expect(figure.grid.rows[3].label == " -31")
  }

  @Test func `the summary is told in full at 80 columns`() async throws {
    let session = await Self.session()
    let words = session.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(E8M0Figure(try #require(session.state.reports[0]?.formats.first)).summary))
  }

  @Test func `the width in bits holds every exponent between the ends`() async throws {
    let session = await Self.session()
    let format = try #require(session.state.reports[0]?.formats.first)
    let figure = E8M0Figure(format)
    let range = try #require(figure.exponents)
    #expect(range.lowerBound == Int(try #require(format.scales.codes.first).code) - 127)
    let count = range.upperBound - range.lowerBound + 1
    let bits = (0...8).first { 1 << $0 >= count }
    #expect(figure.width.contains("\(try #require(bits)) bits would hold"))
  }

  @Test func `the rule is switched in place, and rceil never clips`() async {
    var session = await Self.session()
    #expect(session.text.contains("clip with floor; rceil and ceil never do"))
    session.press("r")
    #expect(session.text.contains("reading ..."))
    await session.settle()
    #expect(session.lines[0].hasSuffix("mxfp4:rceil"))
    #expect(session.text.contains("0.0% of blocks clip with rceil, which never does"))
  }

  @Test func `another slot that has such scales is shown in place of one that has not`() async {
    var session = await Self.session()
    session.press("I")
    #expect(session.lines[0].hasSuffix("mxfp4"))
    #expect(session.text.contains("mxfp4, as int4-g128 has no E8M0 scales"))
  }

  @Test func `without such a slot the screen says what helps`() async {
    let session = await Self.session(formats: ["nvfp4", "int4-g128"])
    #expect(session.text.contains("no slot has E8M0 scales; F puts mxfp4 into the slot"))
  }

  @Test func `a list longer than its room is scrolled and stays full`() async throws {
    var session = await Self.session(rows: 18)
    let format = try #require(session.state.reports[0]?.formats.first)
    let exponents = format.scales.codes.map { Int($0.code) - 127 }
    let smallest = try #require(exponents.first)
    let shown = { (session: Session) in session.lines.contains { $0.hasPrefix("  \(smallest) 0x") }
    }
    #expect(session.text.contains("(j k: "))
    #expect(!shown(session))
    session.press("G")
    #expect(shown(session))
    let bottom = session.text
    session.press("j", "PgDn")
    #expect(session.text == bottom)
    session.press("g")
    #expect(session.state.e8m0.firstRow == 0)
  }

  @Test func `blocks that lose nothing are exact, and shares are of the blocks that clip is of`()
    async throws
  {
    // Two exact blocks, a block of zeros, and one that clips.
    let rows: [Float] = [1, 0.5, 0, 1.9]
    let values = rows.flatMap { [Float](repeating: $0, count: 32) }
    var session = Session(MemorySource(values, shape: [4, 32]))
    await session.settle()
    session.press("5")
    let report = try #require(session.state.reports[0]?.formats.first)
    let table = E8M0Figure(report).table
    #expect(table.rows.map(\.sqnr).contains("exact") && !session.text.contains("n/a"))
    #expect(table.rows.map(\.blocks) == ["2", "1"])
    #expect(table.rows.map(\.share) == ["50.000", "25.000"])
    #expect(report.clippedShare == 0.25)
    let words = session.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("25.0% of blocks clip"))
    #expect(words.contains("shares are of 4 blocks, 1 of them zeros without a scale"))
  }

  @Test func `sigma stands beside the power-of-two scales`() async {
    #expect(await Self.session().text.contains("sigma 0.02395 = 2^-5.38"))
  }

  @Test func `a tensor of zeros uses no code`() async {
    var session = Session(MemorySource([Float](repeating: 0, count: 64), shape: [2, 32]))
    await session.settle()
    session.press("5", "j", "G")
    #expect(session.text.contains("0 of 255 codes used"))
  }

  @Test(arguments: ScreenSize.all)
  func `every size says how many codes are used`(_ size: ScreenSize) async {
    for traits in [TerminalTraits.full, .plain] {
      var session = await Self.session(columns: size.columns, rows: size.rows, traits: traits)
      session.press("j", "G", "k", "PgDn")
      #expect(session.state.view().size == Size(columns: size.columns, rows: size.rows))
      if size.rows >= 3 && size.columns >= 20 { #expect(session.text.contains("codes used")) }
    }
  }

  @Test func `the picture at 80 by 24`() async {
    assertSnapshot(await Self.session().state.view(), named: "e8m0-80x24")
    assertSnapshot(await Self.session(traits: .plain).state.view(), named: "e8m0-80x24-ascii")
  }

  @Test(arguments: ScreenSize.recorded)
  func `the picture at other sizes`(_ size: ScreenSize) async {
    let session = await Self.session(columns: size.columns, rows: size.rows)
    assertSnapshot(session.state.view(), named: "e8m0-\(size)")
  }
}
