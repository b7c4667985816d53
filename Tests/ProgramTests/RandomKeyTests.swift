import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `Two thousand random keys` {
  /// All but those that quit, suspend, or write files.
  private static let keys: [String] =
    (0x20..<0x7F).compactMap(Unicode.Scalar.init).map { String(Character($0)) }
    .filter { !["q", "Q", "e", "E"].contains($0) }
    + ["\t", "\r", "\u{1B}", "\u{7F}", "\u{4}", "\u{15}", "\u{0C}", "é", "漢"]
    + ["A", "B", "C", "D", "H", "F", "Z", "5~", "6~", "1;5A", "200~"].map { "\u{1B}[" + $0 }
    + ["A", "B", "C", "D", "H", "F", "P"].map { "\u{1B}O" + $0 }

  @Test(arguments: ["weights.bin", "transformer.safetensors", "ties.npy"])
  func `leave a valid picture and a clean exit`(_ name: String) throws {
    var random = SplitMix64(seed: 20_261_121)
    let session = try explore(ProgramRun.sample(name))
    session.expect("the tabs") { $0.tab != nil }
    for _ in 0..<20 {
      for _ in 0..<100 { session.send(Self.keys.randomElement(using: &random) ?? "j") }
      session.resize(
        columns: Int.random(in: 20...140, using: &random),
        rows: Int.random(in: 5...50, using: &random))
      session.drain(untilSilentFor: .milliseconds(20))
      #expect(session.exitStatus == nil)
    }
    session.resize(columns: 80, rows: 24)
    try expectOrder(session)
    try session.expectEnd(.code(0), after: "Q")
  }

  /// Expects the explorer to answer, and the screen to show what it thinks it does.
  private func expectOrder(_ session: TerminalSession) throws {
    session.send("\u{1B}")
    session.expect("no overlay", after: "\u{1B}") {
      $0.tab != nil && !$0.contains("Enter take") && !$0.contains("any other key closes")
    }
    session.expect("the browser", after: "2\u{1B}\u{1B}1") { $0.tab == "Browse" }
    session.expect("nothing left to analyse") { !$0.line(0).contains("%") }
    session.expect("a message", after: "~") { $0.footer.contains("~ does nothing here") }
    session.drain(untilSilentFor: .milliseconds(300))
    let before = session.picture
    #expect(session.line(0).hasPrefix(" qv "))
    let count = session.output.count
    session.expect("the message gone", after: "\u{0C}") {
      $0.output.count > count + 500 && !$0.footer.contains("does nothing")
    }
    session.expect("the same picture after a repaint", after: "~") { $0.picture == before }
  }

  @Test func `in the export prompt are text`() throws {
    var random = SplitMix64(seed: 7)
    let session = try exploreSample()
    session.expect("export a report", after: "e")
    for _ in 0..<500 {
      let key = Self.keys.randomElement(using: &random) ?? "j"
      if key != "\r" && !key.hasPrefix("\u{1B}") { session.send(key) }
    }
    session.expect("the letters", after: "\u{15}quite q") { $0.contains("file  quite q") }
    session.expect("the complete overview", after: "\u{1B}") {
      $0.isComplete && !$0.contains("export a report")
    }
  }
}
