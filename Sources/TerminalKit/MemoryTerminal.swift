#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Synchronization

/// A terminal without a screen: it plays a script and keeps what it was shown.
public final class MemoryTerminal: Terminal {
  /// A step of a script.
  public enum Step {
    /// Reports an event.
    case event(TerminalEvent)
    /// Waits until the frame on show fulfils a condition; the name is told if it never does.
    case wait(String, until: (Frame) -> Bool)

    /// Presses a key.
    ///
    /// - Parameter key: the key.
    /// - Returns: the step.
    public static func press(_ key: Key) -> Step { .event(.key(key)) }

    /// Waits until some text is on show.
    ///
    /// - Parameter text: the text, within one row.
    /// - Returns: the step.
    public static func wait(for text: String) -> Step {
      .wait("“\(text)” on show") { $0.lines.contains { $0.contains(text) } }
    }
  }

  /// How many columns and rows there are; follows the script's `resized`.
  public private(set) var size: Size
  /// What it can show.
  public let traits: TerminalTraits
  /// Every frame that differed from the one before.
  public private(set) var frames: [Frame] = []
  /// How often a frame was presented, the same one again included.
  public private(set) var presentations = 0
  /// How often everything was written again.
  public private(set) var redraws = 0
  /// How often the process was stopped.
  public private(set) var suspensions = 0
  /// Whether the mouse is to be reported.
  public private(set) var isMouseReported = false
  /// The control sequences that were sent.
  public private(set) var sent: [[UInt8]] = []
  /// Which wait never ended, or that the script was too short; nil if all went well.
  public private(set) var failure: String?

  private var script: ArraySlice<Step>
  private let patience: Duration
  private var lastProgress: ContinuousClock.Instant?
  private let woken = Flag()

  private final class Flag: Sendable {
    let isRaised = Atomic<Bool>(false)
  }

  /// Makes a terminal that plays a script.
  ///
  /// Once the script is over, or a wait of it takes longer than `patience`, SIGTERM is reported again and
  /// again and ``failure`` says why, so that a test can't hang.
  ///
  /// - Parameters:
  ///   - size: how many columns and rows.
  ///   - traits: what it can show.
  ///   - script: what is reported, in order.
  ///   - patience: how long a step may take.
  public init(
    size: Size = Size(columns: 80, rows: 24), traits: TerminalTraits = .full, script: [Step] = [],
    patience: Duration = .seconds(5)
  ) {
    self.size = size
    self.traits = traits
    self.script = script[...]
    self.patience = patience
  }

  /// The frame on show.
  public var screen: Frame? { frames.last }

  /// Ends a wait.
  public var waker: Waker {
    Waker { [woken] in woken.isRaised.store(true, ordering: .releasing) }
  }

  /// Adds steps to the script's end.
  ///
  /// - Parameter steps: the steps.
  public func play(_ steps: [Step]) { script += steps }

  /// Keeps a frame.
  ///
  /// - Parameter frame: the frame.
  public func present(_ frame: Frame) {
    presentations += 1
    if frames.last != frame { frames.append(frame) }
  }

  /// Counts.
  public func redraw() { redraws += 1 }

  /// Takes note.
  ///
  /// - Parameter isOn: whether clicks and the wheel are reported.
  public func reportMouse(_ isOn: Bool) { isMouseReported = isOn }

  /// Keeps a control sequence.
  ///
  /// - Parameter bytes: the sequence.
  public func send(_ bytes: [UInt8]) { sent.append(bytes) }

  /// Counts, and reports `resumed` next.
  public func suspend() {
    suspensions += 1
    script = [.event(.resumed)] + script
  }

  /// Plays the next step.
  ///
  /// - Parameter timeout: how long to wait; nil waits without end.
  /// - Returns: the event; nil if the time is up or the waker was called.
  public func nextEvent(timeout: Duration?) -> TerminalEvent? {
    let start = ContinuousClock.now
    let patienceStart = lastProgress ?? start
    lastProgress = patienceStart
    while true {
      if let event = nextScripted() {
        lastProgress = nil
        return event
      }
      if woken.isRaised.exchange(false, ordering: .acquiring) { return nil }
      let now = ContinuousClock.now
      if let timeout, now - start >= timeout { return nil }
      if now - patienceStart >= patience { return giveUp() }
      // Half a millisecond: short beside any wait that a person could notice.
      usleep(500)
    }
  }

  private func nextScripted() -> TerminalEvent? {
    while let step = script.first {
      switch step {
      case .event(let event):
        script.removeFirst()
        if case .resized(let size) = event { self.size = size }
        return event
      case .wait(_, let condition):
        guard let screen, condition(screen) else { return nil }
        script.removeFirst()
        lastProgress = nil
      }
    }
    return nil
  }

  private func giveUp() -> TerminalEvent {
    if failure == nil {
      failure =
        if case .wait(let name, _) = script.first {
          "waited \(patience) for \(name)"
        } else {
          "the script is over, and the program still waits"
        }
    }
    return .terminated(signal: 15)
  }
}
