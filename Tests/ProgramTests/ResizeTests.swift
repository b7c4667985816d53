import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `A change of the terminal's size` {
  private typealias Cells = [[ScreenCell]]

  private func cells(_ session: TerminalSession, columns: Int, rows: Int) -> Cells {
    (0..<rows).map { row in (0..<columns).map { session.cell(row, $0) } }
  }

  /// Expects the screen to become, cell by cell, that of a program that was started at this size.
  private func expectFresh(
    _ session: TerminalSession, keys: String = "", columns: Int, rows: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let started = try explore(ProgramRun.sample("weights.bin"), columns: columns, rows: rows)
    if !keys.isEmpty {
      started.expect("the figures, the best marked", sourceLocation: sourceLocation) {
        !$0.line(0).contains("%") && $0.lines.contains { $0.contains(/\d\*/) }
      }
      started.send(keys)
    }
    session.expect(
      "what a fresh start shows at \(columns)x\(rows)", sourceLocation: sourceLocation
    ) { session in
      _ = started.wait(upTo: .milliseconds(1)) { _ in false }
      let expected = cells(started, columns: columns, rows: rows)
      let isDrawn = rows < 3 || expected.joined().contains { $0.text != " " }
      return isDrawn && cells(session, columns: columns, rows: rows) == expected
    }
  }

  @Test func `shows what a start at that size shows`() throws {
    let session = try exploreSample()
    for (columns, rows) in [(120, 40), (200, 60), (60, 16), (20, 5), (1, 1), (80, 24)] {
      session.resize(columns: columns, rows: rows)
      try expectFresh(session, columns: columns, rows: rows)
    }
    #expect(session.isComplete)
    try session.expectEnd(.code(0), after: "q")
  }

  @Test(arguments: ["?", "F", "e", "1", "3", "4", "5", "6"])
  func `reflows what lies over the overview`(_ key: String) throws {
    let session = try exploreSample()
    session.send(key)
    for (columns, rows) in [(31, 9), (140, 45), (80, 24)] {
      session.resize(columns: columns, rows: rows)
      try expectFresh(session, keys: key, columns: columns, rows: rows)
    }
  }

  @Test func `is followed through a storm`() throws {
    let session = try exploreSample()
    for step in 0..<60 {
      session.resize(columns: 20 + step * 7 % 130, rows: 5 + step * 11 % 50)
      if step.isMultiple(of: 5) { session.drain(untilSilentFor: .milliseconds(3)) }
    }
    session.resize(columns: 97, rows: 31)
    try expectFresh(session, columns: 97, rows: 31)
  }

  @Test func `is followed through hundreds of sizes down to one cell, keys between`() throws {
    var random = SplitMix64(seed: 300)
    let session = try exploreSample()
    for step in 0..<400 {
      let size = step.isMultiple(of: 7) ? 1...2 : 1...300
      session.resize(
        columns: Int.random(in: size, using: &random),
        rows: min(100, Int.random(in: size, using: &random)))
      if step.isMultiple(of: 3) { session.send("\t") }
      if step.isMultiple(of: 10) { session.drain(untilSilentFor: .milliseconds(2)) }
      #expect(session.exitStatus == nil, "at step \(step)")
    }
    session.resize(columns: 80, rows: 24)
    session.send("\u{1B}1")
    session.expect("the browser") { $0.tab == "Browse" && $0.footer.contains("? help") }
    session.expect("the complete overview", after: "2") {
      $0.isComplete && $0.footer.contains("? help")
    }
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test func `is followed while keys arrive`() throws {
    let session = try exploreSample()
    for step in 0..<30 {
      session.resize(columns: 60 + step, rows: 20 + step)
      session.send("]")
    }
    session.resize(columns: 80, rows: 24)
    try expectFresh(session, keys: String(repeating: "]", count: 30), columns: 80, rows: 24)
  }

  @Test func `far beyond any screen is survived`() throws {
    let session = try exploreSample()
    session.resize(columns: 1500, rows: 600)
    session.expect("the footer at the five hundredth row") { $0.line(499).contains("? help") }
    session.resize(columns: 80, rows: 24)
    session.expect("the complete overview") { $0.isComplete && $0.footer.contains("? help") }
  }
}
