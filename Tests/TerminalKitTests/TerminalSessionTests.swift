import TerminalTestSupport
import TestSupport
import Testing

@Suite struct `A program on a pseudo-terminal` {
  private func shell(_ script: String, columns: Int = 80, rows: Int = 24) throws -> TerminalSession
  {
    try TerminalSession("/bin/sh", ["-c", script], columns: columns, rows: rows)
  }

  @Test func `is read cell by cell`() throws {
    let session = try shell(#"printf '\033[1;38;5;172;48;5;17mX\033[0m\033[7my\033[0mé漢z'"#)
    #expect(session.wait(for: "Xyé漢z"))
    let cell = session.cell(0, 0)
    #expect(cell.text == "X" && cell.isBold && cell.foreground == 172 && cell.background == 17)
    #expect(session.cell(0, 1).isReversed)
    #expect(session.cell(0, 2).foreground == -1 && session.cell(0, 2).background == -1)
    #expect(session.cell(0, 3).width == 2 && session.cell(0, 5).text == "z")
    #expect(session.waitForExit() == .code(0))
  }

  @Test func `may repeat a character by a control sequence`() throws {
    let session = try shell(#"printf 'a-\033[4b\033[31mb\033['; sleep 0.05; printf '2b.'"#)
    #expect(session.waitForExit() == .code(0))
    #expect(session.line(0) == "a-----bbb.")
    #expect(session.cell(0, 8).foreground == 1)
  }

  @Test func `may delete and insert characters outside its scroll region`() throws {
    let session = try shell(
      #"printf 'abcdef\033[5;9r\033[1;2H\033[2P\033[1;3H\033[3@\033[9;1Hlow\nlower'"#)
    #expect(session.waitForExit() == .code(0))
    #expect(session.line(0) == "ad   ef")
    #expect(session.line(7) == "low" && session.line(8) == "lower" && session.line(9) == "")
  }

  @Test func `is not silent while it works`() throws {
    let session = try shell("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; echo done; read x")
    session.drain(untilAtRestFor: .milliseconds(10))
    #expect(session.line(0) == "done")
  }

  @Test func `gets what is typed`() throws {
    let session = try TerminalSession("/bin/cat")
    session.send("typed line\n")
    #expect(session.wait { $0.line(0) == "typed line" && $0.line(1) == "typed line" })
    session.send("\u{4}")
    #expect(session.waitForExit() == .code(0))
  }

  @Test func `has the size that was asked for and hears of a new one`() throws {
    let session = try shell(
      "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.02; done", columns: 90, rows: 30
    )
    #expect(session.wait(for: "30 90"))
    session.resize(columns: 100, rows: 40)
    #expect(session.wait(for: "40 100"))
    #expect(session.waitForExit() == .code(0))
  }

  @Test func `reports its exit code or its signal`() throws {
    #expect(try shell("exit 7").waitForExit() == .code(7))
    #expect(try shell("kill -TERM $$").waitForExit() == .signal(15))
  }

  @Test func `that does not exist is an error`() {
    #expect(throws: TerminalSession.StartError(errno: 2)) {
      try TerminalSession("/no/such/program")
    }
  }

  @Test func `has only the environment that it was given`() throws {
    // A sanitizer's options are longer than the usual lines.
    let session = try TerminalSession(
      "/usr/bin/env", environment: ["LANG": nil, "QV": "1"], columns: 400)
    #expect(session.waitForExit() == .code(0))
    let names = Set(session.lines.filter { !$0.isEmpty }.map { $0.prefix { $0 != "=" } })
    let expected = ["PATH", "TERM", "SWIFT_BACKTRACE", "QV"] + sanitizerOptions.keys
    #expect(names == Set(expected.map { $0[...] }))
  }

  @Test func `shows which screen it is on, its cursor and its modes`() throws {
    let session = try shell(
      #"echo ready; read x; stty -echo; printf '\033[?1049h\033[?25lin'; read x; printf '\033[?25h\033[?1049lout'; stty echo; read x"#
    )
    #expect(session.wait(for: "ready"))
    let before = session.modes
    session.send("\n")
    #expect(session.wait(for: "in"))
    #expect(session.isAlternateScreen && !session.isCursorVisible && session.modes != before)
    session.send("\n")
    #expect(session.wait { $0.contains("out") && $0.modes == before })
    #expect(!session.isAlternateScreen && session.isCursorVisible)
    #expect(session.output.contains(0x1B))
  }

  @Test func `can be stopped and continued`() throws {
    let session = try shell("trap 'echo back' CONT; echo ready; while :; do sleep 0.02; done")
    #expect(session.wait(for: "ready"))
    session.signal(19)
    #expect(session.wait { $0.exitStatus == nil && $0.isStopped })
    session.signal(18)
    #expect(session.wait(for: "back"))
  }
}
