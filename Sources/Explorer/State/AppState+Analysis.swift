internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// Starts, keeps or cancels work so that what is on show gets known first.
  mutating func schedule() -> [Effect] {
    scheduleAnalysis() + scheduleScaleMap()
  }

  private mutating func scheduleAnalysis() -> [Effect] {
    let wanted = wantedTensors()
    var effects: [Effect] = []
    if let running = work.running {
      // The tensor that the user looks at goes before those that only stand in a list.
      let isNeeded = wanted.contains(running.tensor)
      let isInTheWay = wanted.first.map { $0 == current && $0 != running.tensor } ?? false
      if isNeeded && !isInTheWay { return [] }
      effects.append(.cancel(running.id))
      work.running = nil
    }
    guard !work.isPaused, let next = wanted.first else { return effects }
    let id = work.nextID()
    work.running = Work.Running(id: id, tensor: next, done: 0)
    effects.append(.analyze(id, tensor: next, formats: slots.formats, known: reports[next]))
    return effects
  }

  /// The tensors whose figures are on show or asked for and not complete, the most urgent first.
  private func wantedTensors() -> [Int] {
    var candidates: [Int] = []
    if screen == .browser {
      candidates = browser.visibleTensors(rows: bodyRect.rows)
    } else if let current {
      candidates = [current]
    }
    if work.wantsAll { candidates += tensors.indices }
    return candidates.filter { index in
      tensors[index].isAnalysable && reports.failures[index] == nil
        && !reports.isComplete(index, formats: slots.formats)
    }
  }

  mutating func take(_ event: AnalysisEvent, of id: WorkID) {
    guard let running = work.running, running.id == id else { return }
    switch event {
    case .partial(let report, let done):
      reports.take(report, of: running.tensor)
      work.running?.done = done.isFinite ? min(max(done, 0), 1) : 0
    case .finished(let report):
      reports.take(report, of: running.tensor)
      work.running = nil
    case .failed(let error):
      reports.failures[running.tensor] = error.detail
      notice = Notice(error.description, weight: .error)
      work.running = nil
    }
  }
}
