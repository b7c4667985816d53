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
    let summary = summary(of: wanted.tensor, for: wanted.format)
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
    return knowsEnough(of: current, for: format) ? subject : nil
  }

  /// Whether a format has what it needs to know of a tensor before a part of it can be encoded.
  func knowsEnough(of tensor: Int, for format: any QuantizationFormat) -> Bool {
    switch format.foreknowledge {
    case .none: true
    case .summary: reports[tensor]?.values?.isComplete == true
    case .survey: reports[tensor]?.completeFormat(format.id) != nil
    }
  }

  /// What a format may know of a tensor.
  func summary(of tensor: Int, for format: FormatID) -> TensorSummary {
    var summary =
      reports[tensor]?.values?.summary
      ?? .unknown(rows: tensors[tensor].rows, columns: tensors[tensor].columns)
    summary.survey = reports[tensor]?.completeFormat(format)?.survey ?? Survey()
    return summary
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
