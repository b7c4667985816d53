import Foundation
import TerminalTestSupport
import TestSupport

/// The program itself in a pseudo-terminal of 80 columns and 24 rows, its screen read by an emulator.
enum ScreenBenchmark {
  static func run() throws {
    let program = try Program.path()
    try withTemporaryDirectory { directory in
      try firstFrame(program, directory)
      try keysDuringAnalysis(program, directory)
      try idle(program, directory)
    }
  }

  /// A file of zeros that takes no room on the disk.
  private static func sparse(_ gigabytes: Int, in directory: TemporaryDirectory) throws -> String {
    let path = try directory.write("", to: "sparse\(gigabytes).bin")
    guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
    try handle.truncate(atOffset: UInt64(gigabytes) << 30)
    try handle.close()
    return path
  }

  private static func firstFrame(_ program: String, _ directory: TemporaryDirectory) throws {
    let path = try sparse(8, in: directory)
    var samples = Samples()
    for _ in 0..<15 {
      let start = ContinuousClock.now
      let session = try TerminalSession(program, [path])
      // The footer is the last line drawn.
      guard session.wait(for: "? help") else { throw Unanswered(what: "a first frame") }
      samples.add(ContinuousClock.now - start)
      session.send("Q")
      _ = session.waitForExit()
    }
    print("first frame of a sparse 8 GiB file, from the start of the process")
    print("  \(samples.text)")
  }

  private static func keysDuringAnalysis(
    _ program: String, _ directory: TemporaryDirectory
  ) throws {
    let path = try sparse(4, in: directory)
    let session = try TerminalSession(program, [path])
    guard session.wait(for: "? help") else { throw Unanswered(what: "a first frame") }
    var samples = Samples()
    var resident = 0
    for _ in 0..<20 {
      let start = ContinuousClock.now
      session.send("?")
      guard session.wait(for: "any other key closes") else { throw Unanswered(what: "?") }
      samples.add(ContinuousClock.now - start)
      session.send("x")
      guard session.wait(until: { !$0.contains("any other key closes") }) else {
        throw Unanswered(what: "x")
      }
      session.drain()
      resident = max(resident, Machine.privateMegabytes(of: session.processIdentifier) ?? 0)
    }
    let isRunning = session.line(0).contains("%")
    session.send("Q")
    _ = session.waitForExit()
    print(
      "a key's effect while a 4 GiB tensor is analysed (still running at the end: \(isRunning))")
    print("  \(samples.text)")
    print("  resident memory beyond files, at most: \(resident) MiB")
  }

  private static func idle(_ program: String, _ directory: TemporaryDirectory) throws {
    let path = try directory.write([UInt8](repeating: 0x3c, count: 1 << 20), to: "small.bin")
    let session = try TerminalSession(program, [path])
    guard session.wait(for: "? help") else { throw Unanswered(what: "a first frame") }
    session.drain(untilSilentFor: .seconds(1))
    let before = session.output.count
    session.drain(untilSilentFor: .seconds(3))
    print("bytes written to the terminal in 3 s while nothing changes")
    print("  \(session.output.count - before)")
    session.send("Q")
    _ = session.waitForExit()
  }
}

/// The program did not do something in time.
struct Unanswered: Error, CustomStringConvertible {
  let what: String
  var description: String { "the program did not answer in time: \(what)" }
}

/// Where the program under measurement is.
enum Program {
  /// The program beside this one.
  static func path() throws -> String {
    let own = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let path = own.deletingLastPathComponent().appending(path: "quantview").path()
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw Unanswered(what: "\(path) is not there; make build makes it")
    }
    return path
  }
}
