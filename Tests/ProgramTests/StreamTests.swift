import Foundation
import TestSupport
import Testing

struct StreamTests {
  private let weights = ProgramRun.sample("weights.bin")

  @Test(arguments: [["list"], ["report"], ["formats"], ["--help"], []])
  func `a pipe that nobody reads ends quietly`(command: [String]) async throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let files = command == ["formats"] || command == ["--help"] ? [] : [weights]
    let run = try await ProgramRun(arguments: command + files, output: pipe.fileHandleForWriting)
    #expect(run.end == .status(0))
    #expect(run.errors == "")
  }

  @Test func `a threshold still counts where nobody reads`() async throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let run = try await ProgramRun(
      arguments: ["report", weights, "--fail-if", "nvfp4.sqnr_db<1000"],
      output: pipe.fileHandleForWriting)
    #expect(run.end == .status(1))
  }

  #if os(Linux)
  @Test(arguments: [["list"], ["report"], ["formats"], ["--help"], []])
  func `a full disk is one line and status 2`(command: [String]) async throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let files = command == ["formats"] || command == ["--help"] ? [] : [weights]
    let run = try await ProgramRun(arguments: command + files, output: full)
    #expect(run.end == .status(2))
    #expect(run.errorLines == ["quantview: standard output: no space left on the device"])
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal ends a report by that signal and leaves no file`(signal: Int32) async throws {
    try await withTemporaryDirectory { directory in
      let input = try sparse(in: directory)
      let run = try await ProgramRun(
        arguments: ["report", input, "-o", directory.path(of: "out.json")] + Self.layout
      ) { process in
        #expect(waitUntilMapped(input, by: process))
        kill(process.processIdentifier, signal)
      }
      #expect(run.end == .signal(signal))
      #expect(run.output == "")
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["big.bin"])
    }
  }

  @Test func `a file that is cut short while it is read is a message and status 3`() async throws {
    try await withTemporaryDirectory { directory in
      let input = try sparse(in: directory)
      let run = try await ProgramRun(arguments: ["report", input] + Self.layout) { process in
        #expect(waitUntilMapped(input, by: process))
        try FileHandle(forWritingTo: URL(filePath: input)).truncate(atOffset: 4096)
      }
      #expect(run.end == .status(3))
      #expect(run.output == "")
      #expect(run.errorLines.count == 1)
      #expect(run.errors.contains("changed while it was open"))
    }
  }

  private static let layout = ["--dtype", "BF16", "--shape", "16384x8192", "--threads", "1"]

  /// A file that takes no room and seconds to analyse: on a busy machine it takes a while to see that it is mapped.
  private func sparse(in directory: TemporaryDirectory) throws -> String {
    let path = try directory.write("", to: "big.bin")
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 16384 * 8192 * 2)
    return path
  }

  /// Waits until a process has mapped a file, which is after it has checked its size.
  private func waitUntilMapped(_ path: String, by process: Process) -> Bool {
    let maps = "/proc/\(process.processIdentifier)/maps"
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline, process.isRunning {
      // Asked for a whole file, Foundation takes the first piece that such a one gives for all of it.
      let content = try? FileHandle(forReadingAtPath: maps)?.readToEnd()
      if content?.contains("/big.bin".utf8) == true { return true }
      usleep(500)
    }
    return false
  }
  #endif
}
