import TerminalTestSupport
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Analyses that take longer than any test waits: 2 GiB of zeros that take no space on disk.
@Suite(.serialized, .onTerminalThreads) struct `While a long analysis runs` {
  private func exploring(_ body: (TerminalSession) throws -> Void) throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write("", to: "large.bin")
      try #require(unsafe truncate(path, 1 << 31) == 0)
      let session = try explore(path)
      session.expect("progress") { $0.line(0).contains(/[1-9]\d?%$/) }
      try body(session)
    }
  }

  @Test func `the first picture is there already and says that the type is a guess`() throws {
    try exploring { session in
      #expect(session.tab == "Over")
      session.expect("guess")
    }
  }

  @Test func `keys are answered within 30 ms`() throws {
    try exploring { session in
      // The same terminal code without the explorer, whose answers tell how busy the machine is.
      let probe = try TerminalSession(ProgramRun.path(ofProgram: "terminalprobe"))
      probe.expect("ready")
      var waits: [Duration] = []
      var others: [Duration] = []
      for round in 0..<25 {
        let asked = ContinuousClock.now
        let key = round.isMultiple(of: 2) ? "m" : "n"
        probe.expect("key \(key)", after: key)
        others.append(ContinuousClock.now - asked)
        let start = ContinuousClock.now
        session.expect("help: this screen", after: "?")
        waits.append(ContinuousClock.now - start)
        session.expect("no help", after: "\u{1B}") { !$0.contains("help: this screen") }
      }
      // The processors are busy with the analysis, and with other tests: a quarter of the answers come in
      // twice the time, half in five times, and both may be as late as a program that does nothing.
      waits.sort()
      let lateness = others.sorted()[12]
      #expect(waits[6] < .milliseconds(30) * 2 + lateness * 4, "\(waits), others \(others)")
      #expect(waits[12] < .milliseconds(30) * 5 + lateness * 4, "\(waits), others \(others)")
      #expect(session.line(0).contains("%"))
    }
  }

  @Test func `figures fill in and every screen can be looked at`() throws {
    try exploring { session in
      for screen in ["1", "3", "4", "5", "6", "2"] {
        session.expect("screen \(screen)", after: screen) { $0.line(1).contains("[\(screen)") }
      }
      #expect(session.line(0).contains("%"))
    }
  }

  @Test func `^C stops it and a goes on`() throws {
    try exploring { session in
      session.expect("the word", after: "\u{3}") { $0.line(0).contains("stopped at ") }
      session.expect("stopped; a goes on, ^C again quits")
      session.drain(untilSilentFor: .milliseconds(300))
      let before = session.output.count
      session.drain(untilSilentFor: .milliseconds(400))
      #expect(session.output.count == before)
      session.expect("progress", after: "a") { $0.line(0).hasSuffix("%") }
      session.expect("the word", after: "\u{3}") { $0.line(0).contains("stopped at ") }
      try session.expectEnd(.code(130), after: "\u{3}")
    }
  }

  @Test func `the size may change hundreds of times`() throws {
    try exploring { session in
      for step in 0..<300 {
        session.resize(columns: 1 + step * 37 % 250, rows: 1 + step * 11 % 90)
        if step.isMultiple(of: 20) { session.drain(untilSilentFor: .milliseconds(2)) }
      }
      session.resize(columns: 80, rows: 24)
      session.expect("title, tabs and footer") {
        $0.line(0).contains(/\d%$/) && $0.tab == "Over" && $0.footer.contains("? help")
      }
      session.expect("the word", after: "\u{3}") { $0.line(0).contains("stopped at ") }
      try session.expectEnd(.code(130), after: "\u{3}")
    }
  }

  @Test func `Q quits at once`() throws {
    try exploring { session in
      let start = ContinuousClock.now
      try session.expectEnd(.code(0), after: "Q")
      #expect(ContinuousClock.now - start < .seconds(3))
    }
  }

  @Test func `a signal ends it at once`() throws {
    try exploring { session in
      let start = ContinuousClock.now
      session.signal(15)
      try session.expectEnd(.signal(15))
      #expect(ContinuousClock.now - start < .seconds(3))
    }
  }

  @Test func `an export has to wait and says so`() throws {
    try exploring { session in
      session.expect("e: there is no complete report of a tensor here yet", after: "e")
    }
  }

  @Test func `the file may be cut short: a message, no crash`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write("", to: "large.bin")
      try #require(unsafe truncate(path, 1 << 31) == 0)
      let session = try explore(path)
      session.expect("progress") { $0.line(0).contains(/[1-9]\d?%$/) }
      try #require(unsafe truncate(path, 1 << 20) == 0)
      session.expect("the file changed while it was open")
      #expect(session.ratios == [])
      session.expect("the browser", after: "1") { $0.contains("failed") }
      try session.expectEnd(.code(0), after: "Q")
    }
  }
}

@Suite(.onTerminalThreads) struct `After the analysis` {
  @Test func `a file cut short is noticed by the next one`() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write(
        try bytes(ofFile: ProgramRun.sample("weights.bin")), to: "short.bin")
      let session = try explore(path)
      session.expect("the complete overview") { $0.isComplete }
      try #require(unsafe truncate(path, 4096) == 0)
      session.expect("the file changed while it was open", after: "r")
      session.expect("help", after: "?") { $0.contains("help: this screen") }
      try session.expectEnd(.code(0), after: "xQ")
    }
  }
}
