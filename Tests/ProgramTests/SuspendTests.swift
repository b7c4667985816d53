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

  @Test func `by ^Z again and again, the size changing hundreds of times meanwhile`() throws {
    let session = try shell()
    let before = session.picture
    for round in 0..<3 {
      session.expect("the shell", after: "\u{1A}") { !$0.isAlternateScreen && $0.isCursorVisible }
      #expect(!session.isSet(mode: 1000))
      for step in 0..<150 {
        session.resize(columns: 1 + (step * 37 + round) % 250, rows: 1 + step * 11 % 90)
      }
      session.resize(columns: 80, rows: 24)
      session.expect("the overview as before", after: "fg\n") {
        $0.isAlternateScreen && $0.picture == before
      }
    }
    session.expect("slot 2 of 3", after: "]")
    session.expect("the shell", after: "q") { !$0.isAlternateScreen && $0.isCursorVisible }
    session.expect("status 0", after: "echo status $?\n")
  }

  @Test func `by a stop that nobody can refuse, and a resize meanwhile`() throws {
    let session = try exploreSample()
    for (columns, rows) in [(120, 40), (60, 16), (80, 24)] {
      session.signal(19)
      session.expect("a stop") { $0.exitStatus == nil && $0.isStopped }
      session.resize(columns: 1, rows: 1)
      session.resize(columns: columns, rows: rows)
      session.signal(18)
      session.expect("the overview at \(columns)x\(rows)") {
        $0.isComplete && $0.line(rows - 1).contains("? help")
      }
    }
    try session.expectEnd(.code(0), after: "q")
  }

  @Test func `by ^Z does nothing where no shell would continue it`() throws {
    let session = try exploreSample()
    let before = session.picture
    session.expect("the overview as before", after: "\u{1A}") {
      $0.isAlternateScreen && $0.picture == before
    }
    session.expect("slot 2 of 3", after: "]")
  }

  @Test(arguments: [
    #"\033[5;5Hwall of text"#, #"\033[2J\033[Hwall of text"#,
    #"\033[24;1H\n\n\n\n\nwall of text"#, #"\033[1;4;7;31;45mwall of text"#,
    #"\033[3;9r\033[5;1Hwall of text\n\n\n"#, #"wall of text\033(0\016"#,
    #"\033[?25h\033[4h\033[1;1Hwall of text"#,
  ])
  func `ends with ^L repainting every cell that others wrote over`(_ output: String) throws {
    try withTemporaryDirectory { directory in
      let script = "cd '\(directory.path)' && tty >name && exec '\(ProgramRun.program)' "
      let session = try TerminalSession(
        "/bin/sh", ["-c", script + "'\(ProgramRun.sample("weights.bin"))'"])
      session.expect("the complete overview") { $0.isComplete }
      let cells = { (session: TerminalSession) in
        (0..<24).map { row in (0..<80).map { session.cell(row, $0) } }
      }
      let before = cells(session)
      let name = String(
        decoding: try bytes(ofFile: directory.path(of: "name")).dropLast(), as: UTF8.self)
      let other = try TerminalSession(
        "/bin/sh", ["-c", "printf '\(output)' >\(name)"])
      #expect(other.waitForExit() == .code(0))
      session.expect("wall of text")
      session.expect("the overview as before", after: "\u{0C}") { cells($0) == before }
      #expect(!session.isCursorVisible)
      session.expect("slot 2 of 3", after: "]")
      session.expect("the overview as before", after: "[\u{0C}") { cells($0) == before }
    }
  }
}
