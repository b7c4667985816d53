import TerminalTestSupport
import Testing

@Suite(.onTerminalThreads) struct `Terminals of all types` {
  private static let usable = [
    "xterm-256color", "tmux-256color", "screen-256color", "xterm", "linux", "vt100",
  ]

  /// The parameters of every sequence that sets attributes or colours (SGR).
  private func attributes(in output: [UInt8]) -> Set<Int> {
    var found: Set<Int> = []
    for match in String(decoding: output, as: UTF8.self).matches(of: /\u{1B}\[([0-9;]*)m/) {
      found.formUnion(match.1.split(separator: ";").compactMap { Int($0) })
    }
    return found
  }

  private func setsColours(_ session: TerminalSession) -> Bool {
    attributes(in: session.output).contains { (30...49).contains($0) || (90...107).contains($0) }
  }

  @Test(arguments: usable, ["C.UTF-8", "C"])
  func `show the overview without a glyph that they lack`(_ term: String, _ lang: String) throws {
    let session = try exploreSample(environment: ["TERM": term, "LANG": lang])
    #expect(session.ratios.count == 3)
    #expect(!session.lines.dropLast().contains { $0.contains("?") }, "\(session.picture)")
    if lang == "C" || term == "linux" {
      #expect(session.output.allSatisfy { $0 < 0x80 })
    } else {
      #expect(session.contains("█"))
    }
    #expect(setsColours(session) == (term != "vt100"))
    for key in ["1", "3", "4", "5", "6", "?"] {
      session.send(key)
      session.drain()
      if lang == "C" { #expect(session.output.allSatisfy { $0 < 0x80 }) }
    }
    try session.expectEnd(.code(0), after: "xQ")
  }

  @Test(arguments: usable, ["C.UTF-8", "C"])
  func `show no colours with NO_COLOR, and attributes still`(
    _ term: String, _ lang: String
  ) throws {
    let session = try exploreSample(environment: ["TERM": term, "LANG": lang, "NO_COLOR": "1"])
    for key in ["F", "\u{1B}", "1", "3", "4", "5", "6", "2", "M"] {
      session.send(key)
      session.drain()
    }
    session.expect("the overview's tab") { $0.reversed(row: 1) == "[2Over]" }
    try session.expectEnd(.code(0), after: "Q")
    #expect(!setsColours(session), "\(attributes(in: session.output))")
  }

  @Test func `show colours where NO_COLOR is empty or --color asks for them`() throws {
    #expect(try exploreSample(environment: ["NO_COLOR": ""]).hasColours())
    #expect(try exploreSample(["--color", "always"], environment: ["NO_COLOR": "1"]).hasColours())
    #expect(try !exploreSample(["--color", "never"]).hasColours())
  }

  @Test(arguments: ["dumb", "no-such-terminal", "", nil], ["C.UTF-8", "C"])
  func `that can't show it get one line and the status 2`(_ term: String?, _ lang: String) throws {
    let session = try explore(
      ProgramRun.sample("weights.bin"), environment: ["TERM": term, "LANG": lang], columns: 120)
    try session.expectEnd(.code(2))
    #expect(session.lines.count { !$0.isEmpty } == 1, "\(session.picture)")
    #expect(session.line(0).contains("TERM") && session.line(0).contains("--plain"))
    #expect(!session.output.contains(0x1B))
  }

  @Test(arguments: ["C", "C.UTF-8"])
  func `get numbers with a point and plain text with --plain`(_ lang: String) throws {
    let session = try explore(
      ProgramRun.sample("weights.bin"), ["--plain"], environment: ["TERM": nil, "LANG": lang])
    #expect(session.waitForExit(upTo: .seconds(30)) == .code(0))
    #expect(session.contains("SQNR"))
    #expect(!session.output.contains(0x1B))
  }
}
