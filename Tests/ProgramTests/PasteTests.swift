import TerminalTestSupport
import Testing

@Suite(.onTerminalThreads) struct `Pasted text` {
  private let start = "\u{1B}[200~"
  private let end = "\u{1B}[201~"

  @Test func `does not act as keys`() throws {
    let session = try exploreSample()
    session.expect("a word on it", after: start + "3Q\u{3}\u{3}quit\nq" + end) {
      $0.contains("pasted text is not taken as keys")
    }
    #expect(session.tab == "Over")
    session.expect("screen Hist", after: "3") { $0.tab == "Hist" }
  }

  @Test func `is typed into the prompt that is open, up to the end of its line`() throws {
    let session = try exploreSample()
    session.expect("export a report", after: "e")
    session.expect("the name", after: "\u{15}" + start + "ab\u{1}c.md\rq\u{3}" + end) {
      $0.contains("file  abc.md")
    }
    session.expect("what follows", after: "x") { $0.contains("file  abc.mdx") }
    session.expect("the complete overview", after: "\u{1B}") { $0.isComplete }
  }

  @Test func `ends with Escape where its end never comes`() throws {
    let session = try exploreSample()
    session.send(start + "33")
    session.expect("screen Hist", after: "\u{1B}") { $0.tab == "Over" }
    session.expect("screen Hist", after: "3") { $0.tab == "Hist" }
  }

  @Test func `may be large`() throws {
    let session = try exploreSample()
    session.expect("a word on it", after: start + String(repeating: "Q\n", count: 50_000) + end) {
      $0.contains("pasted text is not taken as keys")
    }
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test(arguments: ["xterm-256color", "tmux-256color", "linux", "vt100"])
  func `is marked where the terminal can, and never after the end`(_ term: String) throws {
    let session = try exploreSample(environment: ["TERM": term])
    #expect(session.isSet(mode: 2004) == term.hasSuffix("256color"))
    try session.expectEnd(.code(0), after: "Q")
    #expect(!session.isSet(mode: 2004))
  }
}
