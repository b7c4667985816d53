internal import QuantAnalysis
internal import TerminalKit

extension AppState {
  /// The kind of report on show; nil without any.
  var reportKind: ExportKind? {
    exportKinds.isEmpty ? nil : exportKinds[min(reportView.kind, exportKinds.count - 1)]
  }

  /// The report that would be written now; nil before everything about the tensor is known.
  var reportRequest: ExportRequest? {
    guard let kind = reportKind, let report = exportable else { return nil }
    return ExportRequest(
      kind: kind.name, path: reportView.path ?? "\(exportStem).\(kind.suffix)", report: report,
      formats: slots.formats, kernels: exportableKernels, redactsPath: reportView.redactsPath,
      mayReplace: reportView.mayReplace)
  }

  /// Starts, keeps or cancels making the text of the report on show.
  mutating func schedulePreview() -> [Effect] {
    let isShown = screen == .report && isShownBeside && !work.isPaused
    let wanted = isShown ? reportRequest?.asText : nil
    var effects: [Effect] = []
    if let running = reportView.running {
      if reportView.asked == wanted { return [] }
      effects.append(.cancel(running))
      reportView.running = nil
      reportView.asked = nil
    }
    guard let wanted, reportView.finished?.request != wanted, reportView.failed?.request != wanted
    else { return effects }
    let id = work.nextID()
    reportView.running = id
    reportView.asked = wanted
    return effects + [.previewReport(id, wanted)]
  }

  mutating func take(_ text: Result<String, PreviewError>, of id: WorkID) {
    guard reportView.running == id, let request = reportView.asked else { return }
    reportView.running = nil
    reportView.asked = nil
    switch text {
    case .success(let text):
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
      if lines.last == "" { lines.removeLast() }
      reportView.finished = ReportViewState.Made(
        request: request, lines: lines, byteCount: text.utf8.count)
    case .failure(let error):
      reportView.failed = ReportViewState.Failure(request: request, reason: error.reason)
      notice = Notice(error.reason, weight: .error)
    }
  }

  /// Writes the report on show to the file named above it.
  func writeReport() -> [Effect] {
    reportRequest.map { [.export($0)] } ?? []
  }

  mutating func stepReportKind(_ distance: Int) {
    let count = exportKinds.count
    guard count > 0 else { return }
    reportView.kind = ((reportView.kind + distance) % count + count) % count
    reportView.rewind()
  }
}

extension ExportRequest {
  /// The same as far as the text depends on it.
  var asText: ExportRequest {
    var request = self
    request.path = ""
    request.mayReplace = false
    return request
  }
}
