internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The export prompt: the kind of report and where it goes.
public struct ExportPrompt: Sendable, Equatable {
  /// The kinds in the order in which Tab steps through them; at least one.
  let kinds: [ExportKind]
  private(set) var selected = 0
  /// The path as typed.
  var path: String
  /// A file of that name exists: the next Enter replaces it.
  var mayReplace = false

  /// Creates a prompt; nil without a kind to export.
  init?(kinds: [ExportKind], stem: String) {
    guard let first = kinds.first else { return nil }
    self.kinds = kinds
    path = "\(stem).\(first.suffix)"
  }

  var kind: ExportKind { kinds[selected] }

  /// Takes the next kind and gives the path its suffix, if it still has the last one's.
  mutating func step(_ distance: Int) {
    let old = "." + kind.suffix
    selected = (selected + distance + kinds.count) % kinds.count
    if path.hasSuffix(old) { path = path.dropLast(old.count) + "." + kind.suffix }
    mayReplace = false
  }

  /// Takes the kind that the path's suffix names, if it names one.
  mutating func followSuffix() {
    selected = kinds.firstIndex { path.lowercased().hasSuffix("." + $0.suffix) } ?? selected
    mayReplace = false
  }

  func draw(_ state: AppState, into frame: inout Frame) {
    let size = frame.size
    let width = min(size.columns, 76)
    let height = min(size.rows, 7)
    let box = Rect(
      column: (size.columns - width) / 2, row: max(0, (size.rows - height) / 2), columns: width,
      rows: height)
    frame.fill(box)
    let room = frame.drawPanel("export a report", in: box, traits: state.traits)
    var column = room.left + frame.put("kind  ", at: room.origin, style: .dim)
    let isNarrow = room.columns < 34
    for (index, kind) in kinds.enumerated() where !isNarrow || index == selected {
      let name = index == selected ? "[\(kind.name)]" : " \(kind.name) "
      column += frame.put(
        name, at: Point(column: column, row: room.top),
        style: index == selected ? .selectedTab : .tab, maxWidth: room.right - column)
    }
    let row = room.top + 1
    let label = frame.put("file  ", at: Point(column: room.left, row: row), style: .dim)
    let field = max(1, room.columns - label - 1)
    let shown = state.traits.shortened(PrintableName.escaped(path), to: field, keeping: .end)
    let used = frame.put(shown, at: Point(column: room.left + label, row: row), maxWidth: field)
    frame.textCursor = Point(column: room.left + label + used, row: row)
    let hint =
      mayReplace
      ? "! the file exists: Enter replaces it, or type another name"
      : "Enter write  Esc leave  Tab the next kind"
    frame.put(
      state.traits.shortened(hint, to: room.columns),
      at: Point(column: room.left, row: room.bottom - 1), style: mayReplace ? .warning : .dim)
  }
}

extension AppState {
  /// The report that an export would write: the current tensor's, in the formats on show, once complete.
  var exportable: TensorReport? {
    let index = screen == .browser ? browser.selectedTensor : current
    guard let index, reports.isComplete(index, formats: slots.formats),
      let report = reports[index]
    else { return nil }
    // Repairs go out whole or not at all: half of them would compare nothing.
    let repairs = RepairFigure(report).isComplete ? FP4Repair.formats : []
    return TensorReport(
      tensor: report.tensor, values: report.values,
      formats: (slots.formats + repairs.filter { !slots.formats.contains($0) })
        .compactMap { report.format($0) })
  }

  mutating func openExport() {
    guard exportable != nil else { return }
    // From the report on show the prompt goes on with its kind.
    let kind = screen == .report ? reportView.kind : 0
    overlay = ExportPrompt(kinds: exportKinds, stem: exportStem).map { prompt in
      var prompt = prompt
      prompt.step(kind)
      return .export(prompt)
    }
  }

  /// The name of a report's file without its suffix.
  var exportStem: String {
    let name = exportable.map { report in
      tensors.count > 1 ? "\(source.stem)-\(report.tensor.name)" : source.stem
    }
    let safe = (name ?? source.stem).map {
      $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_"
    }
    return "quantview-" + String(safe)
  }

  /// Writes to the file of the last export, in its kind; another tensor's file is left alone.
  mutating func exportAgain() -> [Effect] {
    guard let report = exportable else { return [] }
    guard var request = lastExport, request.report.tensor == report.tensor else {
      openExport()
      return []
    }
    request.report = report
    request.formats = slots.formats
    request.kernels = exportableKernels
    request.redactsPath = reportView.redactsPath
    request.mayReplace = true
    return [.export(request)]
  }

  mutating func press(_ key: Key, on prompt: ExportPrompt) -> [Effect] {
    var prompt = prompt
    switch key {
    case .escape:
      overlay = nil
      return []
    case .tab, .down: prompt.step(1)
    case .backTab, .up: prompt.step(-1)
    case .backspace:
      prompt.path = String(prompt.path.dropLast())
      prompt.mayReplace = false
    case .control("u"):
      prompt.path = ""
      prompt.mayReplace = false
    case .character(let character):
      prompt.path.append(character)
      prompt.followSuffix()
    case .enter:
      guard !prompt.path.isEmpty, let report = exportable else {
        notice = Notice("type a file's name first")
        return []
      }
      return [
        .export(
          ExportRequest(
            kind: prompt.kind.name, path: prompt.path, report: report,
            formats: slots.formats, kernels: exportableKernels,
            redactsPath: reportView.redactsPath, mayReplace: prompt.mayReplace))
      ]
    default: break
    }
    overlay = .export(prompt)
    return []
  }

  mutating func take(_ outcome: ExportOutcome) {
    switch outcome {
    case .written(let request, let bytes):
      lastExport = request
      if case .export = overlay { overlay = nil }
      reportView.mayReplace = false
      notice = Notice("wrote \(request.path), \(bytes) bytes; E writes it again")
    case .exists(let request):
      guard case .export(var prompt) = overlay, prompt.path == request.path else {
        if screen == .report, request.path == reportRequest?.path {
          reportView.mayReplace = true
          notice = Notice(
            "\(request.path) exists: Enter replaces it, e asks for another name", weight: .warning)
          return
        }
        notice = Notice("\(request.path) exists already; e asks for another name", weight: .warning)
        return
      }
      prompt.mayReplace = true
      overlay = .export(prompt)
    case .failed(_, let reason):
      notice = Notice(reason, weight: .error)
    }
  }
}
