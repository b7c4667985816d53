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
