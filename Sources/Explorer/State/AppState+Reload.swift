internal import Figures
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// Notes that the file is not what it was; figures that are on show are of what it was.
  mutating func take(_ change: TensorFileError) {
    guard self.change == nil else { return }
    self.change = change
    notice = Notice("\(change) with ^R", weight: .warning)
  }

  /// Starts anew with the file as it is now, where the user was.
  ///
  /// Nothing that was found out is kept, since nobody knows what it still holds for.
  mutating func reload(_ source: SourceDescription, _ tensors: [TensorDescriptor]) {
    var fresh = AppState(
      source: source, tensors: tensors, formats: slots.formats, size: size, traits: traits,
      exportKinds: exportKinds, palette: palette, isMouseOn: isMouseOn,
      configuration: configuration)
    fresh.slots = slots
    fresh.work = work.atRest
    fresh.commandHistory = commandHistory
    fresh.adviser = adviser
    fresh.lastExport = lastExport
    fresh.reportView.kind = reportView.kind
    fresh.ranking.recipeKind = ranking.recipeKind
    fresh.prefersStoredScales = prefersStoredScales
    fresh.browser.follow(browser, rows: bodyRect.rows)
    let kept = current.flatMap { Self.index(of: self.tensors[$0], in: tensors) }
    if let kept {
      fresh.current = kept
      fresh.screen = screen
      fresh.history = history
    }
    fresh.pinned = pinned.flatMap { Self.index(of: self.tensors[$0], in: tensors) }
    let fault = source.faults.first.map { "; \($0)" } ?? ""
    fresh.notice = Notice(
      "opened again: \(FigureText.count(tensors.count, "tensor"))\(fault)",
      weight: fault.isEmpty ? .plain : .warning)
    self = fresh
  }

  /// The tensor of the same name, where figures of it can be shown.
  private static func index(of tensor: TensorDescriptor, in tensors: [TensorDescriptor]) -> Int? {
    tensors.firstIndex { $0.name == tensor.name && $0.isAnalysable }
  }
}
