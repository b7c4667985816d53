import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `What a library says on standard error` {
  private func probe(_ redirection: String = "") throws -> TerminalSession {
    let session = try TerminalSession(
      "/bin/sh", ["-c", "'\(ProgramRun.path(ofProgram: "terminalprobe"))' \(redirection)"])
    session.expect("ready")
    return session
  }

  @Test func `does not lie over the screen and is said after it`() throws {
    let session = try probe()
    session.expect("complained", after: "e")
    session.drain()
    #expect(session.lines.filter { !$0.isEmpty } == ["complained"], "\(session.picture)")
    try session.expectEnd(.code(0), after: "q")
    #expect(session.contains("a library's complaint 1"), "\(session.picture)")
  }

  @Test func `is said after a crash too`() throws {
    let session = try probe()
    session.expect("complained", after: "e")
    session.send("s")
    _ = session.waitForExit(upTo: .seconds(30))
    #expect(!session.isAlternateScreen && session.contains("a library's complaint 1"))
  }

  @Test func `is said by its end where it is long`() throws {
    let session = try probe()
    session.expect("complained much", after: "E")
    let before = session.output.count
    try session.expectEnd(.code(0), after: "q")
    #expect(session.contains("a library's complaint 5000"))
    // 64 KiB and a carriage return a line.
    #expect((60_000..<80_000).contains(session.output.count - before))
  }

  @Test func `goes where the user sends it`() throws {
    try withTemporaryDirectory { directory in
      let session = try probe("2>'\(directory.path(of: "errors"))'")
      session.expect("complained", after: "e")
      let said = {
        try String(decoding: bytes(ofFile: directory.path(of: "errors")), as: UTF8.self)
      }
      #expect(try said() == "a library's complaint 1\n")
      try session.expectEnd(.code(0), after: "q")
      #expect(try said() == "a library's complaint 1\n")
      #expect(!session.contains("complaint"))
    }
  }

  #if os(Linux)
  @Test func `is kept by the explorer as well`() throws {
    let session = try exploreSample()
    let before = session.picture
    let path = "/proc/\(session.processIdentifier)/fd/2"
    let other = try TerminalSession("/bin/sh", ["-c", "echo 'a passing remark' >\(path)"])
    #expect(other.waitForExit() == .code(0))
    session.drain()
    #expect(session.picture == before)
    try session.expectEnd(.code(0), after: "Q")
    #expect(session.contains("a passing remark"), "\(session.picture)")
  }
  #endif
}
