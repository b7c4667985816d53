internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

extension AppState {
  /// Starts, keeps or cancels the mapping of scales so that what is on show gets mapped, one map after the other.
  mutating func scheduleScaleMap() -> [Effect] {
    settleHeatmap()
    let wanted = wantedScaleMaps
    var effects: [Effect] = []
    if let running = heatmap.running {
      if let asked = heatmap.asked, wanted.contains(asked) { return [] }
      effects.append(.cancel(running))
      stopMapping()
    }
    let missing = wanted.first { !heatmap.store.has($0) && !heatmap.store.failed($0) }
    guard let next = missing else { return effects }
    let id = work.nextID()
    heatmap.running = id
    heatmap.asked = next
    guard !next.isStored else {
      return effects + [
        .mapStoredScales(id, tensor: next.tensor, format: next.format, window: next.window)
      ]
    }
    let summary = summary(of: next.tensor, for: next.format)
    effects.append(
      .mapScales(
        id, tensor: next.tensor, format: next.format, summary: summary, window: next.window))
    return effects
  }

  /// What the screen shows and may be mapped now, the most important first: some formats depend on all of the
  /// tensor's values.
  private var wantedScaleMaps: [HeatmapState.Subject] {
    guard !work.isPaused else { return [] }
    let view = Screens.screen(screen)
    let beside = isInHalves ? ofPinned.map(view.scaleMaps) ?? [] : []
    return (view.scaleMaps(self) + beside).filter { subject in
      guard reports.failures[subject.tensor] == nil,
        let format = try? FormatRegistry.format(subject.format)
      else { return false }
      return subject.isStored || knowsEnough(of: subject.tensor, for: format)
    }
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
      heatmap.store.keep(HeatmapState.Mapped(subject: subject, map: map))
      stopMapping()
    case .failed(let error):
      heatmap.store.keep(HeatmapState.Failure(subject: subject, reason: error.detail))
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
