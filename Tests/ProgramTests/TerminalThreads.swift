import Foundation
import Testing

/// Runs tests that wait for a terminal on threads of their own, a few at a time.
///
/// They block their thread, and those of Swift's concurrency are as few as there are processors: tests of
/// other suites that measure time would wait for them.
struct TerminalThreads: TestTrait, SuiteTrait, TestScoping {
  private static let shared = BlockingExecutor(threads: 3)
  private let executor: BlockingExecutor

  var isRecursive: Bool { true }

  fileprivate init(ofItsOwn isOwn: Bool) {
    executor = isOwn ? BlockingExecutor(threads: 1) : Self.shared
  }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(executor) {
      try await function()
    }
  }
}

extension Trait where Self == TerminalThreads {
  /// Runs on threads that may be blocked.
  static var onTerminalThreads: TerminalThreads { TerminalThreads(ofItsOwn: false) }

  /// Runs on a thread that may be blocked, beside all others from the start: for what lasts long, and mostly waits.
  static var onThreadOfItsOwn: TerminalThreads { TerminalThreads(ofItsOwn: true) }
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
