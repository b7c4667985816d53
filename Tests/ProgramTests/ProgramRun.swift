import Foundation
import TestSupport

/// One run of the real program with files or pipes for its streams.
struct ProgramRun {
  /// How it ended.
  enum End: Equatable {
    case status(Int32)
    case signal(Int32)
  }

  let end: End
  let output: String
  let errors: String

  /// The lines on standard error.
  var errorLines: [String] { errors.split(separator: "\n").map { String($0) } }

  /// The program beside the tests, as the same build made it.
  static let program = path(ofProgram: "quantview")

  /// The path of a program beside the tests.
  static func path(ofProgram name: String) -> String {
    // Beside the test bundle on Linux; a few levels above the runner inside it elsewhere.
    var directory = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let path = directory.appending(path: name).path()
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      if attributes?[.type] as? FileAttributeType == .typeRegular {
        return path
      }
      directory.deleteLastPathComponent()
    }
    return name
  }

  /// The root of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path()

  /// A file of the samples.
  static func sample(_ name: String) -> String { root + "SampleTensors/" + name }

  /// Makes the program ready to be started.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - environment: Added to the little that every run gets.
  /// - Returns: The process, not yet started, without standard input.
  static func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let base = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
    process.environment = base.merging(sanitizerOptions) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Runs the program to its end, without holding up a thread that other tests need.
  ///
  /// - Parameters:
  ///   - arguments: The command line.
  ///   - environment: Added to the little that every run gets.
  ///   - output: Where standard output goes; by default it is captured.
  ///   - started: Called as soon as it runs, on another thread; not asynchronous, since a busy machine could come back to
  ///     it too late.
  /// - Throws: What keeps it from being started, and what `started` throws.
  init(
    arguments: [String], environment: [String: String] = [:], output: FileHandle? = nil,
    started: @escaping @Sendable (Process) throws -> Void = { _ in }
  ) async throws {
    self = try await Self.run(
      Self.process(arguments, environment: environment), output: output, started: started)
  }

  /// Runs a process to its end.
  static func run(
    _ process: Process, output: FileHandle? = nil,
    started: @escaping @Sendable (Process) throws -> Void = { _ in }
  ) async throws -> ProgramRun {
    try await withTemporaryDirectory { directory in
      // Files and no pipes, which nobody would empty while we wait.
      let outputs = ProgramStarter.Outputs(
        handle: output, output: try directory.write("", to: "out"),
        errors: try directory.write("", to: "err"))
      try await ProgramStarter.shared.run(process, outputs, started: started)
      return ProgramRun(
        end: process.terminationReason == .exit
          ? .status(process.terminationStatus) : .signal(process.terminationStatus),
        output: String(decoding: try bytes(ofFile: outputs.output), as: UTF8.self),
        errors: String(decoding: try bytes(ofFile: outputs.errors), as: UTF8.self))
    }
  }

  /// Runs the program to its end, its standard output captured.
  init(_ arguments: String..., environment: [String: String] = [:]) async throws {
    try await self.init(arguments: arguments, environment: environment)
  }

  private init(end: End, output: String, errors: String) {
    self.end = end
    self.output = output
    self.errors = errors
  }
}
