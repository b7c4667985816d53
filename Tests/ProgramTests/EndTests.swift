import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `The end of the explorer` {
  @Test(arguments: ["q", "Q", "3q\u{1B}q", "?Qq"])
  func `by a key gives the terminal back`(_ keys: String) throws {
    try exploreSample().expectEnd(.code(0), after: keys)
  }

  @Test func `by a second ^C has the status 130`() throws {
    let session = try exploreSample()
    session.expect("^C again quits", after: "\u{3}")
    try session.expectEnd(.code(130), after: "\u{3}")
  }

  @Test func `by ^C needs both without a key between`() throws {
    let session = try exploreSample()
    session.expect("^C again quits", after: "\u{3}")
    session.expect("slot 2 of 3", after: "]")
    session.expect("^C again quits", after: "\u{3}")
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test(arguments: [(15, 143), (1, 129), (2, 130), (3, 131)])
  func `by a signal tells the parent which`(_ signal: Int32, _ status: Int) throws {
    let session = try exploreSample()
    session.signal(signal)
    try session.expectEnd(.signal(status - 128))
  }

  @Test(arguments: [(15, 143), (2, 130), (1, 129)])
  func `by a signal is the status that a shell sees`(_ signal: Int, _ status: Int) throws {
    try withTemporaryDirectory { directory in
      let start = "echo $$ >pid; exec '\(ProgramRun.program)' '\(ProgramRun.sample("weights.bin"))'"
      let script = "cd '\(directory.path)'; sh -c \"\(start)\"; echo status $?; read -r line"
      let session = try TerminalSession(
        "/bin/sh", ["-c", script.replacing("$$", with: "\\$\\$")])
      session.expect("the complete overview") { $0.isComplete }
      let kill = try TerminalSession(
        "/bin/sh", ["-c", "kill -\(signal) $(cat '\(directory.path(of: "pid"))')"])
      #expect(kill.waitForExit() == .code(0))
      session.expect("status \(status)")
      #expect(!session.isAlternateScreen && session.isCursorVisible)
    }
  }

  @Test func `while an overlay is open gives the terminal back too`() throws {
    let session = try exploreSample()
    session.expect("export a report", after: "e")
    session.signal(15)
    try session.expectEnd(.signal(15))
  }
}
