import TerminalTestSupport
import TestSupport
import Testing

/// A tmux server with one window, an interactive shell in it.
struct TmuxServer {
  private let socket: String
  private let directory: TemporaryDirectory

  /// Starts the server, runs a function with it, and ends it.
  static func run(
    columns: Int, rows: Int, _ body: (TmuxServer) throws -> Void
  ) throws {
    try withTemporaryDirectory { directory in
      let server = TmuxServer(socket: directory.path(of: "s"), directory: directory)
      try directory.write(
        "set -g status off\nset -g default-terminal tmux-256color\nset -g window-size latest\n",
        to: "conf")
      try server.perform(
        "new-session -d -s main -x \(columns) -y \(rows) 'PS1=\"$ \" exec bash --norc -i'")
      defer { try? server.perform("kill-server") }
      try body(server)
    }
  }

  private func session(
    _ arguments: String, columns: Int = 80, rows: Int = 24
  ) throws -> TerminalSession {
    let tmux = "exec tmux -u -S '\(socket)' -f '\(directory.path(of: "conf"))' "
    return try TerminalSession(
      "/bin/sh", ["-c", tmux + arguments], columns: columns, rows: rows)
  }

  /// Carries out a command of tmux and expects no error.
  func perform(_ arguments: String) throws {
    let session = try session(arguments)
    #expect(session.waitForExit(upTo: .seconds(30)) == .code(0), "\(arguments): \(session.picture)")
  }

  /// A client of a size of its own, on a terminal of its own.
  func client(columns: Int, rows: Int) throws -> TerminalSession {
    try session("attach-session", columns: columns, rows: rows)
  }

  /// Detaches a client, and any other.
  func detach(_ client: TerminalSession) throws {
    try perform("detach-client -s main")
    #expect(client.waitForExit(upTo: .seconds(30)) == .code(0), "\(client.picture)")
  }

  /// Has another process write to the window's terminal, as `wall` does.
  func write(_ output: String) throws {
    let name = try directory.write(output, to: "output")
    let other = try session("run-shell \"cat '\(name)' >#{pane_tty}\"")
    #expect(other.waitForExit(upTo: .seconds(30)) == .code(0), "\(other.picture)")
  }
}
