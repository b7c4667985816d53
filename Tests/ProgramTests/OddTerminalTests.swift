import TerminalTestSupport
import TestSupport
import Testing

/// Types of terminals that are described for the test, since few systems have them all.
@Suite(.onTerminalThreads) struct `A terminal described by` {
  /// Starts the explorer on a type that is xterm's with some changes, the first of which count.
  private func explore(
    _ changes: String, from base: String = "xterm-256color", screen: String = "2",
    _ body: (TerminalSession) throws -> Void
  ) throws {
    try withTemporaryDirectory { directory in
      try directory.write("odd|a terminal of a test,\n\t\(changes), use=\(base),\n", to: "odd.ti")
      let file = directory.path(of: "odd.ti")
      let compiled = try TerminalSession(
        "/bin/sh", ["-c", "tic -x -o '\(directory.path)' '\(file)'"])
      #expect(compiled.waitForExit() == .code(0), "\(compiled.picture)")
      let path = try directory.writeNoise(rows: 64, columns: 512)
      let session = try TerminalSession(
        ProgramRun.program, [path],
        environment: ["TERM": "odd", "TERMINFO": directory.path, "TERMINFO_DIRS": nil])
      session.expect("the complete overview") { $0.isComplete }
      try body(session)
      try session.expectEnd(.code(0), after: "Q")
    }
  }

  @Test(arguments: [1, 2, 3, 8, 20])
  func `few pairs of colours shows all its text`(_ pairs: Int) throws {
    try explore("pairs#\(pairs)", from: "xterm") { session in
      session.send("M]")
      for key in ["1", "3", "4", "5", "6", "2"] {
        session.expect("screen \(key)", after: key) { $0.line(1).contains("[\(key)") }
      }
      session.expect("the figures") { $0.isComplete }
    }
  }

  @Test func `256 colours and 64 pairs shows a map in half blocks`() throws {
    try explore("pairs#64") { session in
      session.expect("the map", after: "4") { $0.contains("▀") && $0.contains("max-pooled") }
      #expect(session.hasColours())
    }
  }

  @Test func `direct colours shows those of the palette`() throws {
    let colours =
      "RGB, colors#0x1000000, pairs#0x7fff, "
      + #"setaf=\E[%?%p1%{8}%<%t3%p1%d%e38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m, "#
      + #"setab=\E[%?%p1%{8}%<%t4%p1%d%e48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m"#
    try explore(colours) { session in
      let row = try #require(session.lines.firstIndex { $0.contains("[mxfp4]") })
      // The second slot's colour is 136 of the cube: red 175, green 135, no blue.
      #expect((0..<80).contains { session.cell(row, $0).foreground == 0x1AF_8700 })
      session.expect("the map", after: "4") { $0.contains("▀") }
    }
  }

  @Test func `no colours of its own, no cursor to hide and no insertion shows the overview`() throws
  {
    try explore("op@, civis@, cnorm@, smir@, rmir@, csr@, rep@, ech@, ich@, kmous@, BE@") {
      session in
      #expect(session.hasColours())
      session.expect("the same after a repaint", after: "\u{0C}") { $0.isComplete }
    }
  }
}
