import Foundation
import Testing

/// Runs tests that wait for a terminal on threads of their own, a few at a time.
///
/// They block their thread, and those of Swift's concurrency are as few as there are processors: tests of
/// other suites that measure time would wait for them.
struct TerminalThreads: TestTrait, SuiteTrait, TestScoping {
  private static let executor = BlockingExecutor(threads: 3)

  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Self.executor) {
      try await function()
    }
  }
}

extension Trait where Self == TerminalThreads {
  /// Runs on threads that may be blocked.
  static var onTerminalThreads: TerminalThreads { TerminalThreads() }
}

/// Runs jobs on a few threads that belong to nobody else.
private final class BlockingExecutor: TaskExecutor {
  private let queue = OperationQueue()

  init(threads: Int) {
    queue.maxConcurrentOperationCount = threads
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { [self] in
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
