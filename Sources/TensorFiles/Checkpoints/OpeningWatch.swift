internal import Synchronization

/// Is told what is open of a checkpoint while the rest of it is being opened.
///
/// The first shard is told as soon as it is open, and more of them now and then: telling never takes more than a
/// fraction of the time.
public final class OpeningWatch: Sendable {
  /// What is open: the first files of a checkpoint, in their order.
  public struct Part: Sendable {
    /// The tensors of those files: the first ones of the whole, unless two shards have a tensor of the same name.
    public let source: any TensorSource
    /// How many files are open.
    public let opened: Int
    /// How many there are.
    public let count: Int
  }

  private struct State {
    var isTelling = false
    var told = 0
    var next = ContinuousClock.now
  }

  private static let pause = Duration.milliseconds(150)
  /// How much longer what was told may be looked at than it took to tell it.
  private static let share = 4

  private let told: @Sendable (Part) -> Void
  private let state = Mutex(State())

  /// Creates a watch.
  ///
  /// - Parameter told: Called on any thread with more and more files, never twice at once.
  public init(_ told: @escaping @Sendable (Part) -> Void) {
    self.told = told
  }

  /// Tells of the first files where that is due.
  ///
  /// - Parameters:
  ///   - opened: How many of the first files are open.
  ///   - count: How many there are.
  ///   - source: Their tensors; nil where they can't be joined.
  func tell(_ opened: Int, of count: Int, _ source: () -> (any TensorSource)?) {
    let isDue = state.withLock { state in
      let isDue = !state.isTelling && opened > state.told && opened < count && .now >= state.next
      if isDue {
        state.isTelling = true
        state.told = opened
      }
      return isDue
    }
    guard isDue else { return }
    let start = ContinuousClock.now
    if let source = source() { told(Part(source: source, opened: opened, count: count)) }
    state.withLock { state in
      state.isTelling = false
      state.next = .now + max(Self.pause, (.now - start) * Self.share)
    }
  }
}
