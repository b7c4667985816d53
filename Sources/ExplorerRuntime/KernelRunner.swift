internal import Dispatch
internal import Explorer
internal import KernelEngine
internal import Measurement
internal import Synchronization

/// Measures layers one request after the other: two at once would measure each other.
final class KernelRunner: Sendable {
  private let threads: Int
  private let mailbox: Mailbox
  private let queue = DispatchQueue(label: "kernels")

  init(threads: Int, mailbox: Mailbox) {
    self.threads = threads
    self.mailbox = mailbox
  }

  /// Starts once what was asked before has ended; cancelled, it ends after the point that it measures.
  func start(_ id: WorkID, _ request: KernelRequest) -> Task<Void, Never> {
    let isCancelled = Flag()
    return Task {
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          queue.async { [self] in
            measure(id, request, isCancelled: isCancelled)
            continuation.resume()
          }
        }
      } onCancel: {
        isCancelled.raise()
      }
    }
  }

  private func measure(_ id: WorkID, _ request: KernelRequest, isCancelled: Flag) {
    guard !isCancelled.isRaised else { return }
    let conditions = request.conditions
    let benchmark = LinearBenchmark(
      engine: .shared,
      request: LinearBenchmark.Request(
        recipes: request.recipes.compactMap { try? LinearRecipe(named: $0) },
        outputs: conditions.outputs, inputs: conditions.inputs, batches: request.batches,
        isHot: conditions.isHot,
        threads: conditions.usesAllThreads ? min(threads, LinearLayer.mostThreads) : 1))
    let report = benchmark.run { report in
      guard !isCancelled.isRaised else { return false }
      mailbox.post(.kernels(id, .progress(report)))
      return true
    }
    if !isCancelled.isRaised { mailbox.post(.kernels(id, .finished(report))) }
  }
}

/// Goes up once and stays up.
private final class Flag: Sendable {
  private let state = Atomic(false)

  var isRaised: Bool { state.load(ordering: .relaxed) }

  func raise() { state.store(true, ordering: .relaxed) }
}
