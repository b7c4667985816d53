import TerminalTestSupport
import TestSupport
import Testing

/// What goes over a slow line: measured at the pseudo-terminal, on every screen that Tab leads to.
@Suite(.onTerminalThreads) struct `What goes over the line` {
  private static let repaintLimit = 50_000
  private static let stepLimit = 2_000
  /// What moves a cursor, a list or a view by one step.
  private static let steps = ["j", "l", "k", "h", "J", "K", "T", "n", "\u{1B}[B", "\u{1B}[C"]

  /// Explores noise, in which no two cells of a map look alike, until all is computed.
  private func exploring(
    _ term: String, pinningAnother: Bool = false, body: (TerminalSession) throws -> Void
  ) throws {
    try withTemporaryDirectory { directory in
      let path = try directory.writeNoise(rows: 64, columns: 2048)
      let other = pinningAnother ? [try directory.writeNoise(rows: 96, columns: 2048)] : []
      let session = try explore(path, other, environment: ["TERM": term])
      if pinningAnother {
        session.expect("two tensors") {
          $0.tab == "Browse" && $0.lines.count { $0.contains("x2048") } == 2
        }
        session.send("=k\r")
      }
      session.expect("the complete overview") { $0.isComplete }
      try body(session)
      try session.expectEnd(.code(0), after: "Q")
    }
  }

  /// How many bytes keys lead to, once nothing more is written.
  private func bytes(_ session: TerminalSession, after keys: String) -> Int {
    let before = session.output.count
    session.send(keys)
    session.drain(untilAtRestFor: .milliseconds(120))
    return session.output.count - before
  }

  /// As above, but a picture that comes late on a busy machine is waited for, and not counted with the next.
  private func bytes(_ session: TerminalSession, ofPictureAfter keys: String) -> Int {
    var count = bytes(session, after: keys)
    for _ in 0..<3 where count == 0 { count = bytes(session, after: "") }
    return count
  }

  /// Stops what is measured on this machine, which would go on changing the screen.
  private func calm(_ session: TerminalSession) {
    // As many points as come before long, so that there are lines to move on.
    let isCalm = session.wait(upTo: .seconds(4)) { !$0.line(0).contains("measuring") }
    for _ in 0..<20 where isCalm && bytes(session, after: "") == 0 { return }
    session.expect("the word", after: "\u{3}") { $0.line(0).contains("stopped") }
  }

  /// Calls a function with each screen's name, in the order of Tab, once nothing changes any more.
  private func visit(_ session: TerminalSession, _ body: (String) throws -> Void) throws {
    let first = try #require(session.tab)
    var name = first
    repeat {
      calm(session)
      try body(name)
      let last = name
      let isStopped = session.line(0).contains("stopped")
      session.expect("the screen after \(name)", after: "\t") { $0.tab != nil && $0.tab != last }
      if isStopped { session.send("a") }
      name = try #require(session.tab)
    } while name != first
  }

  @Test(arguments: ["xterm-256color", "tmux-256color", "xterm", "linux"])
  func `is under 50 kB for a whole picture of any screen`(_ term: String) throws {
    try exploring(term) { session in
      try visit(session) { name in
        let count = bytes(session, ofPictureAfter: "\u{0C}")
        #expect((200..<Self.repaintLimit).contains(count), "\(name): \(count) bytes")
      }
    }
  }

  @Test(arguments: [
    ("xterm-256color", false), ("tmux-256color", false), ("linux", false), ("tmux-256color", true),
  ])
  func `is under 2 kB for a step of any cursor`(_ term: String, pinningAnother: Bool) throws {
    try exploring(term, pinningAnother: pinningAnother) { session in
      var found: [String] = []
      try visit(session) { name in
        _ = bytes(session, after: "zz")
        var most = (key: "", count: 0)
        // What was computed late may arrive with a step, but not with the same step twice.
        for key in Self.steps {
          let count = min(bytes(session, after: key), bytes(session, after: key))
          if count > most.count { most = (key, count) }
        }
        found.append("\(name) \(most.count)")
        #expect(most.count < Self.stepLimit, "\(name), \(most.key.debugDescription): \(most.count)")
      }
      #expect(found.count > 5, "\(found)")
    }
  }

  @Test(arguments: ["3", "8"])
  func `is under 2 kB for every step of a walk beyond the edge of the view`(_ screen: String) throws
  {
    try exploring("xterm-256color") { session in
      _ = bytes(session, after: screen)
      _ = bytes(session, after: "zz")
      var counts: [Int] = []
      for key in [String](repeating: "l", count: 50) + [String](repeating: "j", count: 40) {
        counts.append(bytes(session, ofPictureAfter: key))
      }
      #expect(counts.allSatisfy { $0 < Self.stepLimit }, "\(screen): \(counts)")
    }
  }

  @Test func `is under 2 kB for a step of a menu, a page of help and a prompt's letter`() throws {
    let session = try exploreSample()
    for (open, keys) in [
      ("F", ["j", "j", "k"]), ("?", ["j", "k"]), ("e", ["a", "\u{7F}", "\t"]),
    ] {
      _ = bytes(session, after: open)
      for key in keys {
        let count = bytes(session, after: key)
        #expect(count < Self.stepLimit, "\(open), then \(key.debugDescription): \(count) bytes")
      }
      _ = bytes(session, after: "\u{1B}")
    }
  }
}
