import TerminalTestSupport
import Testing

@Suite(.onTerminalThreads) struct `What is written to the terminal` {
  /// Waits until nothing has been written for a second, and returns how much was by then.
  private func settled(_ session: TerminalSession) -> Int {
    session.drain(untilSilentFor: .seconds(1))
    return session.output.count
  }

  @Test(arguments: ["", "1", "?", "F", "3", "4"])
  func `is nothing while nothing changes`(_ key: String) throws {
    let session = try exploreSample()
    session.send(key)
    let before = settled(session)
    session.drain(untilSilentFor: .milliseconds(400))
    #expect(session.output.count == before)
    session.expect("an answer", after: "\u{0C}") { $0.output.count > before }
  }

  @Test(arguments: ["1", "2", "3", "4", "5", "6"])
  func `is under 50 kB for a whole picture`(_ screen: String) throws {
    let session = try exploreSample()
    session.send(screen)
    let before = settled(session)
    session.expect("a repaint", after: "\u{0C}") { $0.output.count > before + 200 }
    let size = settled(session) - before
    #expect(size < 50_000)
    #expect(size > 200)
  }

  @Test func `is under 2 kB for a step of the selection`() throws {
    let session = try explore(ProgramRun.sample("transformer.safetensors"))
    session.expect("the ratios of what is in sight") {
      $0.tab == "Browse" && !$0.line(0).contains("%") && $0.lines.count { $0.contains("*") } > 5
    }
    let before = settled(session)
    session.expect("the second row", after: "j") { $0.reversed(row: 4).contains("- model") }
    let size = settled(session) - before
    #expect(size < 2_000)
    #expect(size > 0)
  }
}
