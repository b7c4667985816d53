internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

extension AppState {
  /// Starts, keeps or cancels the mapping of scales so that what is on show gets mapped.
  mutating func scheduleScaleMap() -> [Effect] {
    settleHeatmap()
    let wanted = wantedScaleMap()
    var effects: [Effect] = []
    if let running = heatmap.running {
      if heatmap.asked == wanted { return [] }
      effects.append(.cancel(running))
      heatmap.running = nil
      heatmap.asked = nil
      heatmap.growing = nil
    }
    guard let wanted, heatmap.finished?.subject != wanted, heatmap.failed?.subject != wanted
    else { return effects }
    let tensor = tensors[wanted.tensor]
    var summary =
      reports[wanted.tensor]?.values?.summary
      ?? .unknown(rows: tensor.rows, columns: tensor.columns)
    summary.survey = reports[wanted.tensor]?.completeFormat(wanted.format)?.survey ?? Survey()
    let id = work.nextID()
    heatmap.running = id
    heatmap.asked = wanted
    effects.append(
      .mapScales(
        id, tensor: wanted.tensor, format: wanted.format, summary: summary, window: wanted.window))
    return effects
  }

  /// What the screen shows, if it may be mapped now: some formats depend on all of the tensor's values.
  private func wantedScaleMap() -> HeatmapState.Subject? {
    guard screen == .heatmap, !work.isPaused, let current, reports.failures[current] == nil,
      let subject = heatmapView?.subject,
      let format = try? FormatRegistry.format(subject.format)
    else { return nil }
    let isKnown =
      switch format.foreknowledge {
      case .none: true
      case .summary: reports[current]?.values?.isComplete == true
      case .survey: reports[current]?.completeFormat(format.id) != nil
      }
    return isKnown ? subject : nil
  }

  mutating func take(_ event: ScaleMapEvent, of id: WorkID) {
    guard heatmap.running == id, let subject = heatmap.asked else { return }
    switch event {
    case .partial(let map):
      heatmap.growing = HeatmapState.Mapped(subject: subject, map: map)
    case .finished(let map):
      heatmap.finished = HeatmapState.Mapped(subject: subject, map: map)
      stopMapping()
    case .failed(let error):
      heatmap.failed = HeatmapState.Failure(subject: subject, reason: error.detail)
      notice = Notice(error.description, weight: .error)
      stopMapping()
    }
  }

  private mutating func stopMapping() {
    heatmap.running = nil
    heatmap.asked = nil
    heatmap.growing = nil
  }
}
