import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `Leaving the terminal for a while` {
  /// The explorer as a job of an interactive shell.
  private func shell(then command: String = "") throws -> TerminalSession {
    let session = try TerminalSession("/bin/bash", ["--norc", "-i"], environment: ["PS1": "$ "])
    session.expect("the prompt") { $0.contains("$") }
    session.send("'\(ProgramRun.program)' '\(ProgramRun.sample("weights.bin"))'\(command)\n")
    session.expect("the complete overview") { $0.isComplete }
    return session
  }

  @Test func `by ^Z gives the shell the terminal, fg brings all back`() throws {
    let session = try shell()
    let before = session.picture
    session.expect("Stopped", after: "\u{1A}")
    #expect(!session.isAlternateScreen && session.isCursorVisible)
    session.expect("an echoed command", after: "echo a$((40+2))b\n") { $0.contains("a42b") }
    session.expect("the overview as before", after: "fg\n") {
      $0.isAlternateScreen && $0.picture == before
    }
    #expect(!session.isCursorVisible)
    session.expect("slot 2 of 3", after: "]")
    session.expect("the shell", after: "q") { !$0.isAlternateScreen && $0.isCursorVisible }
    session.expect("status 0", after: "echo status $?\n")
  }

  @Test func `by ^Z learns of a resize meanwhile`() throws {
    let session = try shell()
    session.expect("Stopped", after: "\u{1A}")
    session.resize(columns: 120, rows: 40)
    session.expect("a42b", after: "echo a$((40+2))b\n")
    session.expect("the larger overview", after: "fg\n") {
      $0.isAlternateScreen && $0.contains("side by side, * best")
        && $0.line(39).contains("? help")
    }
  }

  @Test func `by ^Z works over a menu and twice`() throws {
    let session = try shell()
    session.expect("format of slot 1", after: "F")
    for _ in 0..<2 {
      session.expect("the shell", after: "\u{1A}") { !$0.isAlternateScreen }
      session.expect("the menu", after: "fg\n") {
        $0.isAlternateScreen && $0.contains("format of slot 1")
      }
    }
  }

  @Test func `by ^Z does nothing where no shell would continue it`() throws {
    let session = try exploreSample()
    let before = session.picture
    session.expect("the overview as before", after: "\u{1A}") {
      $0.isAlternateScreen && $0.picture == before
    }
    session.expect("slot 2 of 3", after: "]")
  }

  @Test func `ends with ^L repainting what others wrote over`() throws {
    try withTemporaryDirectory { directory in
      let script = "cd '\(directory.path)' && tty >name && exec '\(ProgramRun.program)' "
      let session = try TerminalSession(
        "/bin/sh", ["-c", script + "'\(ProgramRun.sample("weights.bin"))'"])
      session.expect("the complete overview") { $0.isComplete }
      let before = session.picture
      let name = String(
        decoding: try bytes(ofFile: directory.path(of: "name")).dropLast(), as: UTF8.self)
      let other = try TerminalSession(
        "/bin/sh", ["-c", "printf '\\033[5;5Hwall of text' >\(name)"])
      #expect(other.waitForExit() == .code(0))
      session.expect("wall of text")
      session.expect("the overview as before", after: "\u{0C}") { $0.picture == before }
    }
  }
}
