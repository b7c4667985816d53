internal import Dispatch
internal import QuantReports
internal import Synchronization
internal import TensorFiles

/// Waits for work and, where a terminal watches standard error, shows how far it is.
///
/// The bar appears after half a second and stands on the last line; whoever prints erases it first.
final class Progress {
  /// The share of the work at hand that is done, told by the work itself.
  final class Share: Sendable {
    private let value = Mutex(0.0)
    private let part = Mutex<String?>(nil)

    /// Sets the share, 0…1.
    func set(_ share: Double) { value.withLock { $0 = share } }

    /// Adds to the share.
    func add(_ share: Double) { value.withLock { $0 += share } }

    /// Says which part of the work it is at.
    func set(name: String) { part.withLock { $0 = name } }

    fileprivate var current: Double { value.withLock { $0 } }

    fileprivate var name: String? { part.withLock { $0 } }
  }

  private let totalBytes: Double
  private var doneBytes = 0.0
  private let start = ContinuousClock.now
  private let isWatched = DescriptorWriter.standardError.isTerminal
  private var isShown = false

  /// Creates a bar for work on a number of bytes.
  init(totalBytes: Int) {
    self.totalBytes = Double(max(1, totalBytes))
  }

  /// Runs asynchronous work and waits for it.
  ///
  /// - Parameters:
  ///   - byteCount: The bytes that it works on.
  ///   - name: What it works on.
  ///   - work: The work; it may tell its share.
  /// - Returns: What the work returns.
  func wait<Value: Sendable>(
    bytes byteCount: Int, name: String, for work: @escaping @Sendable (Share) async -> Value
  ) -> Value {
    let share = Share()
    let outcome = Outcome<Value>()
    let isDone = DispatchSemaphore(value: 0)
    Task {
      outcome.set(await work(share))
      isDone.signal()
    }
    while true {
      if isDone.wait(timeout: .now() + .milliseconds(100)) == .success, let value = outcome.value {
        doneBytes += Double(byteCount)
        return value
      }
      draw(done: doneBytes + share.current * Double(byteCount), name: share.name ?? name)
    }
  }

  /// Runs asynchronous work that hands things over, each on the calling thread as soon as it is there.
  ///
  /// - Parameters:
  ///   - work: The work; it may tell its share of all bytes, and hands things to the function that it is given,
  ///     which says whether to go on.
  ///   - body: Receives each thing in order and says whether to go on.
  /// - Throws: What the body throws; the work is told to end then.
  func receive<Item: Sendable>(
    from work: @escaping @Sendable (Share, @escaping @Sendable (Item) -> Bool) async -> Void,
    _ body: (Item) throws -> Bool
  ) rethrows {
    let share = Share()
    let handover = Handover<Item>()
    Task {
      await work(share) { handover.put($0) }
      handover.finish()
    }
    defer { handover.stop() }
    while true {
      let (items, isLast) = handover.take()
      for item in items {
        guard try body(item) else { return }
      }
      if isLast { return }
      if items.isEmpty { draw(done: share.current * totalBytes, name: share.name ?? "") }
    }
  }

  /// Takes the bar away, so that something else can be printed.
  func erase() {
    guard isShown else { return }
    isShown = false
    show("\r" + String(repeating: " ", count: ProgressLine.width) + "\r")
  }

  private func draw(done: Double, name: String) {
    let elapsed = ContinuousClock.now - start
    guard isWatched, elapsed > .milliseconds(500) else { return }
    isShown = true
    let line = ProgressLine.text(
      doneBytes: done, totalBytes: totalBytes, seconds: elapsed / .seconds(1), name: name)
    show("\r" + line)
  }

  private func show(_ text: String) {
    // A bar that can't be drawn is no reason to stop.
    try? DescriptorWriter.standardError.write(text)
  }
}

/// A value that one task sets and one thread reads.
private final class Outcome<Value: Sendable>: Sendable {
  private let stored = Mutex<Value?>(nil)

  var value: Value? { stored.withLock { $0 } }

  func set(_ value: Value) { stored.withLock { $0 = value } }
}

/// Things on their way from one task to one thread.
private final class Handover<Item: Sendable>: Sendable {
  private struct State {
    var items: [Item] = []
    var isFinished = false
    var isStopped = false
  }

  private let state = Mutex(State())
  private let hasNews = DispatchSemaphore(value: 0)

  /// Hands something over; false where nobody wants more.
  func put(_ item: Item) -> Bool {
    let goesOn = state.withLock { state in
      state.items.append(item)
      return !state.isStopped
    }
    hasNews.signal()
    return goesOn
  }

  /// Says that nothing follows.
  func finish() {
    state.withLock { $0.isFinished = true }
    hasNews.signal()
  }

  /// Says that nothing more is wanted.
  func stop() { state.withLock { $0.isStopped = true } }

  /// Waits a tenth of a second for news; what has come, and whether nothing follows it.
  func take() -> (items: [Item], isLast: Bool) {
    _ = hasNews.wait(timeout: .now() + .milliseconds(100))
    return state.withLock { state in
      defer { state.items = [] }
      return (state.items, state.isFinished)
    }
  }
}
