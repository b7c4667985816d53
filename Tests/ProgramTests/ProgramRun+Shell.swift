import Foundation

extension ProgramRun {
  /// Runs a command line of the shell in which `$Q` is the program.
  ///
  /// - Parameters:
  ///   - shell: The command line; the folder of samples is `$S`.
  ///   - environment: Added to the little that every run gets.
  /// - Throws: What keeps it from being started.
  init(shell: String, environment: [String: String] = [:]) async throws {
    let own = ["Q": Self.program, "S": Self.root + "SampleTensors"]
    let process = Self.process([], environment: own.merging(environment) { $1 })
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", shell]
    self = try await Self.run(process)
  }
}
