import Figures
import QuantAnalysis
import TensorFiles
import TerminalKit
import Testing

@testable import Explorer

/// Warnings and notes: what a screen has no room for is counted there, and read in full with W.
@Suite struct FindingsTests {
  private static let sizes = [(80, 24), (120, 40), (200, 60), (40, 12), (24, 8), (16, 4), (30, 5)]

  /// A tensor with NaN, an outlier, and formats that refuse it or turn much into 0.
  private func session(_ columns: Int = 80, _ rows: Int = 24) async -> Session {
    var generator = SeededTensor(seed: 5)
    var values = generator.values(64 * 80)
    values[700] = 3
    values[900] = .nan
    var session = Session(
      MemorySource(values, shape: [64, 80]), formats: ["mxfp4", "nvfp4", "int4-g128", "nvfp4+h32"],
      columns: columns, rows: rows)
    await session.settle()
    return session
  }

  private func findings(_ session: Session) throws -> [Finding] {
    session.state.findings(of: try #require(session.state.judged))
  }

  @Test(arguments: sizes)
  func `the overview says how many it has no room for, and W shows all`(
    _ columns: Int, _ rows: Int
  ) async throws {
    var session = await session(columns, rows)
    let findings = try findings(session)
    #expect(findings.count { $0.weight == .warning } >= 3)
    let words = { (text: String) in text.filter { !$0.isWhitespace && !"│|".contains($0) } }
    let isWhole = findings.allSatisfy { words(session.text).contains(words($0.text)) }
    #expect(isWhole || session.text.contains(": W"), "\(session.text)")
    session.press("W")
    var seen = words(session.state.view().lines.joined())
    for _ in 0..<200 {
      session.press("j")
      seen += words(session.state.view().lines.joined())
    }
    for finding in findings {
      // Line by line, as a page of a few lines never shows all of one.
      for word in finding.text.split(separator: " ") where word.count < columns - 4 {
        #expect(seen.contains(words(String(word))), "\(word)")
      }
    }
    session.press("q")
    #expect(session.state.overlay == nil && session.state.screen == .overview)
  }

  @Test func `what is counted is what is missing`() {
    let findings = [
      Finding(.warning, "one two three four five six seven eight nine ten eleven twelve thirteen"),
      Finding(.warning, "short"), Finding(.note, "a note"), Finding(.note, "another"),
    ]
    let lines = FindingLines(findings, width: 60)
    #expect(lines.count == 5)
    func page(_ rows: Int) -> [String] {
      lines.page(rows, key: "W", traits: .full).map(\.text)
    }
    #expect(page(5).count == 5 && !page(5).joined().contains("W"))
    #expect(page(3).count == 3 && page(3)[2].hasPrefix("! short  "))
    #expect(page(3)[2].hasSuffix("+2 notes: W") && page(3)[2].count == 60)
    #expect(page(2)[1].hasSuffix("+1 warning, 2 notes: W"))
    // The first one is cut, so it counts as missing.
    #expect(page(1)[0].hasSuffix("+2 warnings, 2 notes: W"))
    #expect(page(0).isEmpty)
  }

  @Test func `in the browser they are of the selected tensor`() async throws {
    var session = Session(
      MemorySource([
        (name: "good", shape: [2, 32], values: [Float](repeating: 1, count: 64)),
        (name: "odd", shape: [2, 32], values: [Float](repeating: .nan, count: 64)),
      ]))
    session.press("a")
    await session.settle()
    session.press("G", "W")
    #expect(session.text.contains("warnings and notes: odd"))
    #expect(session.text.contains("64 NaN values"))
    session.press("Esc", "g", "W")
    #expect(!session.text.contains("NaN"))
  }

  @Test func `where nothing is known the key says so`() {
    var driver = Driver(tensors(["a", "b"]))
    driver.press("W")
    #expect(driver.notice == "W: nothing is known of this tensor yet")
  }
}
