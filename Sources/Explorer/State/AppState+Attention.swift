internal import Measurement
internal import TerminalKit

extension AppState {
  /// Asks for attention to be measured, from the beginning.
  mutating func measureAttention() -> [Effect] {
    let cancelled = attention.running.map { [Effect.cancel($0)] } ?? []
    let id = work.nextID()
    attention.report = nil
    attention.failure = nil
    attention.expected = 0
    attention.running = id
    work.isPaused = false
    return cancelled + [.measureAttention(id)]
  }

  /// Cancels measuring that nobody watches any more.
  mutating func scheduleAttention() -> [Effect] {
    guard let running = attention.running, screen != .attention || work.isPaused
    else { return [] }
    attention.running = nil
    return [.cancel(running)]
  }

  mutating func take(_ event: AttentionEvent, of id: WorkID) {
    guard attention.running == id else { return }
    switch event {
    case .partial(let report, let count):
      attention.report = report
      attention.expected = count
    case .finished(let report):
      attention.report = report
      attention.running = nil
    case .failed(let reason):
      attention.failure = reason
      attention.running = nil
      notice = Notice(reason, weight: .error)
    }
  }
}
