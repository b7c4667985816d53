internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// Starts, keeps or cancels work so that what is on show gets known first.
  mutating func schedule() -> [Effect] {
    scheduleAnalysis() + scheduleScaleMap() + scheduleErrorMap() + scheduleKernels()
      + scheduleAttention() + scheduleTile() + scheduleInspection() + scheduleWorst()
      + schedulePreview() + schedulePinned() + scheduleRanking() + scheduleComparison()
  }

  private mutating func scheduleAnalysis() -> [Effect] {
    let shown = tensorsOnShow
    let urgent = shown.first { isMissing($0) }
    var effects: [Effect] = []
    if let running = work.running {
      let isAsked = (work.wantsAll && canAnalyseAll) || shown.contains(running.tensor)
      // The tensor that the user looks at goes before those that only stand in a list.
      let isInTheWay = urgent.map { $0 == current && $0 != running.tensor } ?? false
      if isAsked && isMissing(running.tensor) && !isInTheWay { return [] }
      effects.append(.cancel(running.id))
      work.running = nil
    }
    guard !work.isPaused, let next = urgent ?? nextOfAll() else { return effects }
    let id = work.nextID()
    work.running = Work.Running(id: id, tensor: next, done: 0)
    effects.append(.analyze(id, tensor: next, formats: formats(of: next), known: reports[next]))
    return effects
  }

  /// The formats to know of a tensor: those of the slots, and what its screen compares beside them.
  private func formats(of tensor: Int) -> [FormatID] {
    let isShown = tensor == current || tensor == compared && (isInHalves || pinnedPlace == .within)
    guard isShown else { return slots.formats }
    let more =
      switch screen {
      case .repairs: FP4Repair.formats
      case .kernels: kernelFormats
      default: [FormatID]()
      }
    return slots.formats + more.filter { !slots.formats.contains($0) }
  }

  private var tensorsOnShow: [Int] {
    if screen == .browser {
      let shown = browser.visibleTensors(rows: bodyRect.rows)
      return pinnedPlace == .row ? shown + [pinned].compactMap(\.self) : shown
    }
    // The ranking looks at tensors itself, and keeps less of each.
    if screen == .ranking { return [] }
    let isPinnedRead = pinnedPlace != .nowhere && Screens.screen(screen).readsPinned
    return [current, isPinnedRead ? compared : nil].compactMap { $0 }
  }

  /// Whether a tensor's figures could be known and are not.
  private func isMissing(_ tensor: Int) -> Bool {
    tensors[tensor].isAnalysable && reports.failures[tensor] == nil
      && !reports.isComplete(tensor, formats: formats(of: tensor))
  }

  /// Whether tensors may be analysed that are not on show: other work would be measured with the layers, and the
  /// ranking has an order of its own.
  private var canAnalyseAll: Bool { screen != .kernels && screen != .ranking }

  /// The first of all tensors whose figures are missing, if all were asked for.
  private mutating func nextOfAll() -> Int? {
    guard work.wantsAll, canAnalyseAll else { return nil }
    // What is known stays known, so the search goes on where it ended: there may be 100,000 tensors.
    if work.swept.formats != slots.formats { work.swept = Work.Swept(formats: slots.formats) }
    while work.swept.count < tensors.count, !isMissing(work.swept.count) { work.swept.count += 1 }
    return work.swept.count < tensors.count ? work.swept.count : nil
  }

  mutating func take(_ event: AnalysisEvent, of id: WorkID) {
    guard let running = work.running, running.id == id else { return }
    switch event {
    case .partial(let report, let done):
      keep(report, of: running.tensor)
      work.running?.done = done.isFinite ? min(max(done, 0), 1) : 0
    case .finished(let report):
      keep(report, of: running.tensor)
      work.running = nil
    case .failed(let error):
      reports.failures[running.tensor] = error.detail
      notice = Notice(error.description, weight: .error)
      work.running = nil
    }
  }

  /// Takes over what was found, and adds what is complete now to the tensor's folders.
  private mutating func keep(_ report: TensorReport, of tensor: Int) {
    let completed = reports.take(report, of: tensor)
    for format in completed { browser.pool(format, of: tensor) }
    if !completed.isEmpty { rank(tensor) }
  }
}
