import Foundation

/// Starts programs, a few of which run at once; the others wait for their turn.
///
/// All tests start together. Hundreds of programs at once hold up one another, and where more than some 1,300 files
/// are open, Foundation's `Process` reads beyond the list of them: `findMaximumOpenFromProcSelfFD` of Swift 6.3
/// copies 256 bytes of an entry however short it is, and the tests end with a segmentation fault now and then.
final class ProgramStarter: Sendable {
  static let shared = ProgramStarter(most: 4)
  // Threads of their own: Swift's are as few as there are processors, and busy with other tests.
  private let starts = DispatchQueue(label: "starts of programs")
  private let ends = DispatchQueue(label: "ends of programs")
  private let places: DispatchSemaphore

  private init(most: Int) {
    places = DispatchSemaphore(value: most)
  }

  /// Where a program's output goes.
  struct Outputs {
    /// Standard output; nil where it goes to the file.
    let handle: FileHandle?
    /// The file that standard output goes to.
    let output: String
    /// The file that standard error goes to.
    let errors: String
  }

  /// Runs a process to its end.
  ///
  /// - Parameters:
  ///   - process: The process, not yet started.
  ///   - outputs: Where its output goes.
  ///   - started: Called as soon as it runs, on another thread.
  /// - Throws: What keeps it from being started, and what `started` throws once it has ended.
  func run(
    _ process: Process, _ outputs: Outputs,
    started: @escaping @Sendable (Process) throws -> Void
  ) async throws {
    try await withCheckedThrowingContinuation { (end: CheckedContinuation<Void, any Error>) in
      starts.async { [places, ends] in
        places.wait()
        let isRunning = DispatchGroup()
        isRunning.enter()
        process.terminationHandler = { _ in isRunning.leave() }
        do {
          try Self.start(process, outputs)
        } catch {
          places.signal()
          return end.resume(throwing: error)
        }
        let outcome = Result { try started(process) }
        if case .failure = outcome { process.terminate() }
        isRunning.notify(queue: ends) {
          places.signal()
          end.resume(with: outcome)
        }
      }
    }
  }

  private static func start(_ process: Process, _ outputs: Outputs) throws {
    let output = try FileHandle(forWritingTo: URL(filePath: outputs.output))
    let errors = try FileHandle(forWritingTo: URL(filePath: outputs.errors))
    process.standardOutput = outputs.handle ?? output
    process.standardError = errors
    try withDefaultSignals { try process.run() }
    // The program has them too.
    try output.close()
    try errors.close()
  }

  /// Runs a body on a thread that blocks no signals, so that a child doesn't either.
  ///
  /// The threads of the tests block them, and a test run in the background ignores SIGINT.
  private static func withDefaultSignals(_ body: () throws -> Void) rethrows {
    signal(SIGINT, SIG_DFL)
    var none = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}
