internal import Dispatch
internal import TensorFiles
internal import TerminalKit

/// A terminal in memory whose keyboard is a script.
///
/// No clock decides anything: a step is taken once its condition holds, and what never holds is known as soon as
/// nothing is computed any more.
final class ReplayTerminal: Terminal {
  private(set) var size: Size
  let traits: TerminalTraits
  /// Whether nothing is computed any more; asked on the thread that plays.
  var isIdle: () -> Bool = { true }
  /// What went wrong; the session has ended then.
  private(set) var failure: ReplayError?
  /// Whether the script's end was reached.
  private(set) var isOver = false

  private let path: String
  private var steps: ArraySlice<ReplayScript.Step>
  private var keys: ArraySlice<Key> = []
  private var screen: Frame?
  /// Whether something was reported that the screen doesn't show yet.
  private var isBehind = false
  private var hasResumed = false
  private let woken = DispatchSemaphore(value: 0)
  /// The longest that work may be silent.
  private static let patience = 300.0

  init(_ script: ReplayScript) {
    path = script.path
    steps = script.steps[...]
    size = script.size
    traits = script.traits
  }

  var waker: Waker { Waker { [woken] in woken.signal() } }

  /// The line of the step that comes next; nil where none does.
  var nextLine: Int? { steps.first?.line }

  func present(_ frame: Frame) {
    screen = frame
    isBehind = false
  }

  func redraw() {}

  func reportMouse(_ isOn: Bool) {}

  func send(_ bytes: [UInt8]) {}

  func suspend() { hasResumed = true }

  func nextEvent(timeout: Duration?) -> TerminalEvent? {
    if hasResumed {
      hasResumed = false
      return report(.resumed)
    }
    if let key = keys.popFirst() { return report(.key(key)) }
    while let step = steps.first {
      switch step.action {
      case .press(let pressed):
        steps.removeFirst()
        keys = pressed[...]
        if let key = keys.popFirst() { return report(.key(key)) }
      case .resize(let size):
        steps.removeFirst()
        self.size = size
        return report(.resized(size))
      default:
        guard !isBehind else { return nil }
        switch isDone(step) {
        case true?: steps.removeFirst()
        case false?: return stop
        case nil: return wait(timeout)
        }
        if isOver { return stop }
      }
    }
    guard !isBehind else { return nil }
    isOver = true
    return stop
  }

  private func report(_ event: TerminalEvent) -> TerminalEvent {
    isBehind = true
    return event
  }

  /// Ends the session; no process gets a signal.
  private var stop: TerminalEvent { .terminated(signal: 0) }

  /// Takes a step that reports nothing: whether it succeeded; nil where that isn't known yet.
  private func isDone(_ step: ReplayScript.Step) -> Bool? {
    switch step.action {
    case .press, .resize: return true
    case .waitUntilIdle: return isIdle() ? true : nil
    case .expect(let text):
      if shows(text) { return true }
      return isIdle() ? fail(step, "\(PrintableName.quoted(text)) is not on show") : nil
    case .reject(let text):
      guard isIdle() else { return nil }
      return shows(text) ? fail(step, "\(PrintableName.quoted(text)) is on show") : true
    case .dump(let path, let hasStyles): return dump(to: path, hasStyles: hasStyles, step)
    case .quit:
      isOver = true
      return true
    }
  }

  private func shows(_ text: String) -> Bool {
    screen?.lines.contains { $0.contains(text) } ?? false
  }

  private func fail(_ step: ReplayScript.Step, _ detail: String) -> Bool {
    failure = ReplayError(path: path, line: step.line, detail)
    return false
  }

  private func dump(to target: String, hasStyles: Bool, _ step: ReplayScript.Step) -> Bool {
    let frame = screen ?? Frame(size)
    let lines = frame.lines + (hasStyles ? ["styles:"] + frame.styleMask : [])
    let text = lines.map { $0 + "\n" }.joined()
    do throws(FileWriteError) {
      if target == "-" {
        try DescriptorWriter.standardOutput.write(text)
      } else {
        try AtomicFile.write(text, to: target)
      }
      return true
    } catch {
      return fail(step, error.description)
    }
  }

  private func wait(_ timeout: Duration?) -> TerminalEvent? {
    let limit = timeout.map { $0 / .seconds(1) } ?? Self.patience
    guard woken.wait(timeout: .now() + limit) == .timedOut, timeout == nil, let step = steps.first
    else { return nil }
    _ = fail(step, "nothing has come of the work that goes on for \(Int(Self.patience)) seconds")
    return stop
  }
}
