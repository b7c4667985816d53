import TerminalTestSupport
import TestSupport
import Testing

@Suite(.onTerminalThreads) struct `A terminal of unusual size` {
  @Test(arguments: ["C", "C.UTF-8"])
  func `of 16x4 names the tensor and its best format`(_ lang: String) throws {
    let session = try explore(
      ProgramRun.sample("weights.bin"), environment: ["LANG": lang], columns: 16, rows: 4)
    session.expect("the best format") { $0.contains("weights") && $0.contains("nvfp4") }
    session.expect("another screen", after: "3") { !$0.contains("nvfp4") || $0.contains("0") }
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test func `of 20x5 shows figures and the way to help`() throws {
    let session = try explore(ProgramRun.sample("weights.bin"), columns: 20, rows: 5)
    session.expect("the best ratio") {
      $0.contains("best nvfp4 ") && $0.contains(" dB") && $0.contains("wei")
    }
    session.expect("help", after: "?") { $0.contains("help") }
    try session.expectEnd(.code(0), after: "xQ")
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 40), (300, 1), (3, 3)])
  func `of hardly a cell takes keys and ends`(_ columns: Int, _ rows: Int) throws {
    let session = try explore(ProgramRun.sample("weights.bin"), columns: columns, rows: rows)
    session.expect("the alternate screen") { $0.isAlternateScreen }
    session.send("123456\t\t\t?xF\u{1B}e\u{1B}jkhlzz")
    session.drain()
    #expect(session.exitStatus == nil)
    session.resize(columns: 80, rows: 24)
    session.expect("the complete overview", after: "\u{1B}2") { $0.isComplete }
    try session.expectEnd(.code(0), after: "Q")
  }

  /// Starts the explorer after a command that changes what the terminal says of itself.
  private func start(after command: String, environment: [String: String?]) throws
    -> TerminalSession
  {
    try TerminalSession(
      "/bin/sh",
      ["-c", "\(command); exec '\(ProgramRun.program)' '\(ProgramRun.sample("weights.bin"))'"],
      environment: environment)
  }

  @Test(arguments: ["stty rows 0 cols 0", "stty rows 0", "stty cols 0"])
  func `that knows none is taken for one of 80x24`(_ command: String) throws {
    let session = try start(after: command, environment: [:])
    session.expect("the complete overview") { $0.isComplete && $0.line(23).contains("? help") }
    session.resize(columns: 100, rows: 30)
    session.expect("the larger overview") { $0.isComplete && $0.line(29).contains("? help") }
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test func `is as large as the terminal says, and not as LINES and COLUMNS do`() throws {
    let session = try start(
      after: ":", environment: ["LINES": "10", "COLUMNS": "50"])
    session.expect("the complete overview") { $0.isComplete && $0.line(23).contains("? help") }
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test func `that knows none is as large as LINES and COLUMNS say`() throws {
    let session = try start(
      after: "stty rows 0 cols 0", environment: ["LINES": "10", "COLUMNS": "50"])
    session.expect("the footer in the tenth row") { $0.line(9).contains("? help") }
    #expect(session.lines.allSatisfy { $0.count <= 50 })
    try session.expectEnd(.code(0), after: "Q")
  }

  @Test(arguments: ["LINES=0", "LINES=x", "COLUMNS=-5", "COLUMNS=99999999999", "LINES=100000"])
  func `survives sizes in the environment that are none`(_ setting: String) throws {
    let parts = setting.split(separator: "=").map { String($0) }
    for command in [":", "stty rows 0 cols 0"] {
      let session = try start(after: command, environment: [parts[0]: parts[1]])
      session.expect("the tabs or one line") { $0.tab != nil || $0.exitStatus != nil }
      #expect(session.exitStatus == nil, "\(session.picture)")
      try session.expectEnd(.code(0), after: "Q")
    }
  }
}
