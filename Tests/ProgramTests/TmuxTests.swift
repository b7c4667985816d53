import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `In tmux` {
  @Test func `the explorer starts, answers keys and quits`() throws {
    try withTemporaryDirectory { directory in
      let tmux = { (arguments: String) in
        let command = "exec tmux -u -S '\(directory.path(of: "s"))' -f /dev/null \(arguments)"
        return try TerminalSession("/bin/sh", ["-c", command], columns: 120, rows: 42)
      }
      let shown = {
        let session = try tmux("capture-pane -p")
        _ = session.waitForExit(upTo: .seconds(30))
        return session
      }
      let program =
        "SWIFT_BACKTRACE=enable=no '\(ProgramRun.program)' '\(ProgramRun.sample("weights.bin"))'"
      let start = try tmux(
        "new-session -d -x 120 -y 40 \"\(program); echo status \\$?; read -r line\"")
      #expect(start.waitForExit(upTo: .seconds(30)) == .code(0), "\(start.picture)")
      defer { _ = try? tmux("kill-server").waitForExit() }
      try expect("the zones of a large overview", shown) {
        $0.isComplete && $0.contains("side by side, * best") && $0.line(39).contains("? help")
      }
      #expect(try tmux("send-keys r").waitForExit() == .code(0))
      try expect("the answer", shown) { $0.contains("mxfp4:rceil: rule rceil") }
      #expect(try tmux("send-keys Q").waitForExit() == .code(0))
      try expect("the status", shown) { $0.line(0) == "status 0" }
    }
  }

  private static let program =
    "SWIFT_BACKTRACE=enable=no '\(ProgramRun.program)' '\(ProgramRun.sample("weights.bin"))'\n"

  /// A client that has started the explorer.
  private func exploring(
    _ server: TmuxServer, columns: Int, rows: Int
  ) throws -> TerminalSession {
    let client = try server.client(columns: columns, rows: rows)
    client.expect("the prompt") { $0.line(0).hasPrefix("$") }
    client.expect("the complete overview", after: Self.program) {
      $0.isComplete && $0.line(rows - 1).contains("? help")
    }
    return client
  }

  /// Expects a client to show what the explorer shows that is started at its size.
  private func expectFresh(
    _ client: TerminalSession, columns: Int, rows: Int, after keys: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    // Answers tmux's questions first: what it no longer waits for it would take for keys.
    client.drain(untilSilentFor: .milliseconds(100))
    let started = try explore(
      ProgramRun.sample("weights.bin"), columns: columns, rows: rows)
    client.expect(
      "what a fresh start shows at \(columns)x\(rows)", after: keys, sourceLocation: sourceLocation
    ) {
      // Maps come after the figures.
      _ = started.wait(upTo: .milliseconds(1)) { _ in false }
      return started.contains("? help") && $0.lines == started.lines
    }
  }

  /// Quits and expects the shell; what is typed ahead of it is not its.
  private func expectEnd(_ client: TerminalSession) {
    client.expect("the shell", after: "Q") { !$0.contains("? help") && $0.isCursorVisible }
    client.expect("the status", after: "echo status $?\n") { $0.contains("status 0") }
  }

  @Test func `the screen outlives its client and fits the next one`() throws {
    try TmuxServer.run(columns: 100, rows: 30) { server in
      let first = try exploring(server, columns: 100, rows: 30)
      try server.detach(first)
      #expect(!first.isAlternateScreen && first.isCursorVisible)
      // The same size again shows all of it without the explorer's help; others have it lay the screen out anew.
      for (columns, rows) in [(100, 30), (80, 24), (200, 60), (40, 12), (120, 40)] {
        let client = try server.client(columns: columns, rows: rows)
        try expectFresh(client, columns: columns, rows: rows)
        try server.detach(client)
      }
      let last = try server.client(columns: 80, rows: 24)
      last.expect("screen Hist", after: "3") { $0.tab == "Hist" }
      expectEnd(last)
    }
  }

  @Test(arguments: [
    "\u{1B}[5;5Hwall of text", "\u{1B}[2J\u{1B}[Hwall of text",
    "\r\nBroadcast message from root@host (pts/3):\r\n\r\nwall of text\r\n\r\n",
    "\u{1B}[3;9r\u{1B}[5;1Hwall of text\n\n\n", "\u{1B}(0\u{E}wall of text",
    "\u{1B}[1;4;7;31;45mwall of text\u{1B}[?25h",
  ])
  func `what others write over it goes with ^L, also for a client that came later`(
    _ output: String
  ) throws {
    try TmuxServer.run(columns: 80, rows: 24) { try overwrite(output, in: $0) }
  }

  private func overwrite(_ output: String, in server: TmuxServer) throws {
    let first = try exploring(server, columns: 80, rows: 24)
    let before = first.lines
    try server.write(output)
    first.expect("something else") { $0.lines != before }
    try server.detach(first)
    let client = try server.client(columns: 80, rows: 24)
    client.expect("something else") {
      $0.lines != before && $0.lines.contains { !$0.isEmpty }
    }
    try expectFresh(client, columns: 80, rows: 24, after: "\u{0C}")
    #expect(!client.isCursorVisible)
    client.expect("slot 2 of 3", after: "]")
    try expectFresh(client, columns: 80, rows: 24, after: "[\u{0C}")
  }

  @Test func `a storm of sizes while it is stopped ends in the last one`() throws {
    try TmuxServer.run(columns: 80, rows: 24) { server in
      let client = try exploring(server, columns: 80, rows: 24)
      for (columns, rows) in [(120, 40), (80, 24)] {
        client.expect("the shell", after: "\u{1A}") { $0.contains("Stopped") && $0.isCursorVisible }
        for step in 0..<60 {
          client.resize(columns: 2 + step * 37 % 250, rows: 2 + step * 11 % 90)
          if step.isMultiple(of: 6) { client.drain(untilSilentFor: .milliseconds(5)) }
        }
        client.resize(columns: columns, rows: rows)
        // The shell may lose what is typed while it learns of sizes.
        client.drain(untilSilentFor: .milliseconds(500))
        for _ in 0..<5 where !client.contains("? help") {
          client.send("\u{15}fg\n")
          _ = client.wait(upTo: .seconds(10)) { $0.contains("? help") }
        }
        try expectFresh(client, columns: columns, rows: rows)
      }
      expectEnd(client)
    }
  }

  private func expect(
    _ what: String, _ shown: () throws -> TerminalSession,
    until condition: (TerminalSession) -> Bool
  ) throws {
    let start = ContinuousClock.now
    var session = try shown()
    while !condition(session), ContinuousClock.now - start < .seconds(30) { session = try shown() }
    #expect(condition(session), "\(what) never came:\n\(session.picture)")
  }
}
