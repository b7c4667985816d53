import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `A crash gives the terminal back` {
  /// A full-screen program of the same terminal code that fails on demand.
  private func probe(_ environment: [String: String?] = [:]) throws -> TerminalSession {
    let session = try TerminalSession(
      ProgramRun.path(ofProgram: "terminalprobe"), environment: environment)
    session.expect("ready")
    return session
  }

  /// The signals by which a processor's trap ends a program: invalid instruction or breakpoint.
  private static let traps: [TerminalSession.Exit] = [.signal(4), .signal(5)]

  /// Expects the program to end by one of some signals, with the terminal as it was before.
  private func expectCrash(
    _ session: TerminalSession, after keys: String, by exits: [TerminalSession.Exit],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    session.send(keys)
    let exit = try #require(session.waitForExit(upTo: .seconds(30)), sourceLocation: sourceLocation)
    #expect(exits.contains(exit), "\(session.picture)", sourceLocation: sourceLocation)
    try session.expectEnd(exit, sourceLocation: sourceLocation)
  }

  @Test(arguments: ["t", "i", "w"], ["xterm-256color", "linux", "vt100"])
  func `in a trap of checked code, on any thread`(_ key: String, _ term: String) throws {
    try expectCrash(probe(["TERM": term]), after: key, by: Self.traps)
  }

  @Test func `when memory is touched that is not there`() throws {
    try expectCrash(probe(), after: "s", by: [.signal(11)])
  }

  @Test func `when the stack is exhausted`() throws {
    try expectCrash(probe(), after: "o", by: [.signal(11), .signal(7), .signal(10)])
  }

  @Test func `when it aborts itself`() throws {
    try expectCrash(probe(), after: "a", by: [.signal(6)])
  }

  @Test func `when something exits in the middle`() throws {
    try probe().expectEnd(.code(7), after: "x")
  }

  @Test(arguments: [11, 6, 7, 4, 5, 8] as [Int32])
  func `by a signal that another process sends, which the parent learns`(_ signal: Int32) throws {
    let session = try exploreSample()
    session.signal(signal)
    try session.expectEnd(.signal(Int(signal)))
  }

  @Test(arguments: [11, 6, 15, 1] as [Int32])
  func `over an overlay and on terminals with fewer abilities`(_ signal: Int32) throws {
    for term in ["vt100", "linux", "screen-256color", "tmux-256color"] {
      let session = try exploreSample(environment: ["TERM": term])
      session.expect("help: this screen", after: "?")
      session.signal(signal)
      try session.expectEnd(.signal(Int(signal)))
    }
  }

  @Test func `while it was stopped`() throws {
    let session = try TerminalSession("/bin/bash", ["--norc", "-i"], environment: ["PS1": "$ "])
    session.expect("the prompt") { $0.contains("$") }
    session.send("'\(ProgramRun.program)' '\(ProgramRun.sample("weights.bin"))'\n")
    session.expect("the complete overview") { $0.isComplete }
    session.expect("Stopped", after: "\u{1A}")
    session.expect("the end", after: "kill -SEGV %1; kill -CONT %1; wait; echo a$((40+2))b\n") {
      $0.contains("a42b")
    }
    #expect(!session.isAlternateScreen && session.isCursorVisible, "\(session.picture)")
    session.expect("an echoed command", after: "echo c$((40+3))d\n") { $0.contains("c43d") }
  }
}
