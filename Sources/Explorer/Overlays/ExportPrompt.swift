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
  /// What is exported, with its article.
  let subject: String
  /// A file of that name exists: the next Enter replaces it.
  var mayReplace = false

  /// Creates a prompt; nil without a kind to export.
  init?(kinds: [ExportKind], stem: String, subject: String = "a report") {
    guard let first = kinds.first else { return nil }
    self.kinds = kinds
    self.subject = subject
    path = "\(stem).\(first.suffix)"
  }

  var kind: ExportKind { kinds[selected] }

  /// Whether the path ends as files of the kind do, or says nothing of kinds.
  var suitsPath: Bool { kind.suits(path) }

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
        .compactMap { report.format($0) },
      stored: report.stored,
      against: comparisonSubject?.stored == index ? storedComparison : nil)
  }

  mutating func openExport() {
    let isRecipe = screen == .ranking
    guard isRecipe || exportable != nil else { return }
    // It goes on with the kind that was chosen last.
    let prompt =
      isRecipe
      ? ExportPrompt(kinds: Self.recipeKinds, stem: exportStem, subject: "a recipe")
      : ExportPrompt(kinds: exportKinds, stem: exportStem)
    overlay = prompt.map { prompt in
      var prompt = prompt
      prompt.step(isRecipe ? ranking.recipeKind : reportView.kind)
      return .export(prompt)
    }
  }

  /// The name of a report's file without its suffix.
  var exportStem: String {
    let report = screen == .ranking ? nil : exportable
    let name = report.map { report in
      tensors.count > 1 ? "\(source.stem)-\(report.tensor.name)" : source.stem
    }
    let safe = (name ?? source.stem).map {
      $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "_"
    }
    return "quantview-" + String(safe)
  }

  /// Writes to the file of the last export, in its kind; another tensor's file is left alone.
  mutating func exportAgain() -> [Effect] {
    if screen == .ranking {
      guard var request = lastExport, request.recipe != nil,
        let recipe = rankedRecipe
      else {
        openExport()
        return []
      }
      request.recipe = recipe
      request.ranking = rankingQuestion
      request.formats = recipe.formats
      request.mayReplace = true
      return [.export(request)]
    }
    guard let report = exportable else { return [] }
    guard var request = lastExport, request.recipe == nil,
      request.report.tensor == report.tensor
    else {
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
      if screen == .ranking { return exportRecipe(prompt) }
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

  /// Writes the choice as the prompt says.
  private mutating func exportRecipe(_ prompt: ExportPrompt) -> [Effect] {
    guard !prompt.path.isEmpty else {
      notice = Notice("type a file's name first")
      return []
    }
    guard let recipe = rankedRecipe else {
      notice = Notice(noRecipe ?? "the choice is still being made", weight: .warning)
      return []
    }
    return [
      .export(
        ExportRequest(
          kind: prompt.kind.name, path: prompt.path, recipe: recipe, ranking: rankingQuestion,
          mayReplace: prompt.mayReplace))
    ]
  }

  /// Keeps the kind that was written for the next time, and shows what was written where the report is on show.
  private mutating func followExport(_ request: ExportRequest) {
    guard request.recipe == nil else {
      ranking.recipeKind =
        Self.recipeKinds.firstIndex { $0.name == request.kind } ?? ranking.recipeKind
      return
    }
    reportView.mayReplace = false
    guard let kind = exportKinds.firstIndex(where: { $0.name == request.kind }) else { return }
    if kind != reportView.kind { reportView.rewind() }
    reportView.kind = kind
    if request.report.tensor == exportable?.tensor { reportView.path = request.path }
  }

  mutating func take(_ outcome: ExportOutcome) {
    switch outcome {
    case .written(let request, let bytes, let notes):
      lastExport = request
      if case .export = overlay { overlay = nil }
      followExport(request)
      let kinds = request.recipe == nil ? exportKinds : Self.recipeKinds
      let isSaid = kinds.first { $0.name == request.kind }?.suits(request.path) ?? true
      let more = notes.first ?? "E writes it again"
      notice = Notice(
        "wrote \(request.path)\(isSaid ? "" : " as \(request.kind)"), \(bytes) bytes; \(more)")
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
