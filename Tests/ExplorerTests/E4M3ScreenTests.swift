import Charts
import Figures
import QuantAnalysis
import QuantCore
import TerminalKit
import TestSupport
import Testing

@testable import Explorer

struct E4M3ScreenTests {
  static func session(
    formats: [String] = [], columns: Int = 80, rows: Int = 24, traits: TerminalTraits = .full
  ) async -> Session {
    var session = await AnalysedSession.copy(
      of: AnalysedSession.narrow, columns: columns, rows: rows, traits: traits)
    if !formats.isEmpty {
      session = Session(session.source, formats: formats)
      await session.settle()
    }
    session.press("6")
    await session.settle()
    return session
  }

  private func figure(_ session: Session) throws -> E4M3Figure {
    let report = try #require(session.state.reports[0])
    return E4M3Figure(
      try #require(report.format(FormatID(name: "nvfp4"))), values: report.values)
  }

  @Test func `each code stands in the row of its exponent and the column of its mantissa`()
    async throws
  {
    let session = await Self.session()
    let format = try #require(session.state.reports[0]?.format(FormatID(name: "nvfp4")))
    let grid = try figure(session).grid
    #expect(grid.rows.count == 16 && grid.rows.allSatisfy { $0.cells.count == 8 })
    for code in format.scales.codes {
      let cell = grid.rows[Int(code.code) / 8].cells[Int(code.code) % 8]
      #expect(cell.text.contains("\(String(code.blocks).count)"))
    }
    #expect(grid.rows[9].notes[0] == "4")
  }

  @Test func `what decoding does is told in full beside the table`() async throws {
    let session = await Self.session(columns: 200, rows: 60)
    let lines = session.text.split(separator: "\n")
    let first = try #require(lines.firstIndex { $0.contains("decoding multiplies by  ") })
    #expect(lines[first + 1].hasPrefix("   it  "))
  }

  @Test func `specials are marked also where they are not used`() async throws {
    let grid = try figure(await Self.session()).grid
    #expect(grid.rows[0].cells[0].text == "z")
    #expect(grid.rows[0].cells[1].text == "(.)")
    #expect(grid.rows[15].cells[6].text == "[1]")
    #expect(grid.rows[15].cells[7].text == "NaN")
  }

  @Test func `the tensor scale of rotated values names their amax`() async {
    let session = await Self.session(formats: ["nvfp4+h16"], columns: 100)
    #expect(session.text.contains(" = amax after rotation/2688 (modelopt)"))
    #expect(!session.text.contains("one value sets it"))
  }

  @Test func `the tensor scale is told with its rule and its use`() async {
    let session = await Self.session(formats: ["nvfp4"])
    // 1.91 / 2688 in F32.
    #expect(
      session.text.contains(
        "tensor scale 0.0007106 = amax/2688 (modelopt); decoding multiplies by it"))
    #expect(session.text.contains("codes 0x00-0x7F"))
  }

  @Test func `one value far above all others is named with the steps that it costs`() async {
    let session = await Self.session()
    // The next magnitude lies near 0.57: 8·log2(1.91/0.57) is 13.9.
    #expect(session.text.contains("without [21,102] every code would be some"))
  }

  @Test func `another slot that has such scales is shown in place of one that has not`() async {
    let session = await Self.session()
    #expect(session.text.contains("nvfp4, as mxfp4 has no E4M3 scales"))
    let none = await Self.session(formats: ["mxfp4"])
    #expect(none.text.contains("no slot has E4M3 scales; F puts nvfp4 into the slot"))
  }

  @Test func `a low terminal shows used exponents only and scrolls them`() async throws {
    var session = await Self.session(columns: 40, rows: 10)
    let used = try figure(session).grid.rows.filter(\.isUsed)
    #expect(used.count > 5)
    #expect(session.text.contains(used[0].label))
    let last = try #require(used.last)
    #expect(!session.text.contains(last.label))
    session.press("G")
    #expect(session.text.contains(last.label))
  }

  @Test(arguments: ScreenSize.all)
  func `every size says how many codes are used`(_ size: ScreenSize) async {
    for traits in [TerminalTraits.full, .plain] {
      var session = await Self.session(columns: size.columns, rows: size.rows, traits: traits)
      session.press("j", "G", "k", "PgDn")
      #expect(session.state.view().size == Size(columns: size.columns, rows: size.rows))
      if size.rows >= 3 && size.columns >= 20 { #expect(session.text.contains("used")) }
    }
  }

  @Test func `the picture at 80 by 24`() async {
    assertSnapshot(await Self.session().state.view(), named: "e4m3-80x24")
    assertSnapshot(await Self.session(traits: .plain).state.view(), named: "e4m3-80x24-ascii")
  }

  @Test(arguments: ScreenSize.recorded)
  func `the picture at other sizes`(_ size: ScreenSize) async {
    let session = await Self.session(columns: size.columns, rows: size.rows)
    assertSnapshot(session.state.view(), named: "e4m3-\(size)")
  }
}
