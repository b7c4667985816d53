internal import Figures
internal import TensorFiles
internal import TerminalKit

/// The report of the tensor as it would be written: every byte of it, in the kind chosen.
struct ReportScreen: Screen {
  let id = ScreenID.report
  let digit: Character? = nil
  let home = ScreenID.overview
  let pinnedPlace = PinnedPlace.below
  // Lines of a report are long.
  let leastColumnsBeside = 104
  let tab = "Report"
  let summary = "the report as it would be written, in each kind"

  func subject(_ state: AppState) -> String {
    guard let kind = state.reportKind else { return "report" }
    guard let made = shown(state) else { return "report, \(kind.name)" }
    return "\(kind.name), \(FigureText.bytes(made.byteCount))"
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        "Enter", .report, "write the report to the file named", hint: "write", word: "write-report",
        whyNot: none
      ) {
        state, _ in state.writeReport()
      },
      KeyBinding("t", .report, "the next kind of report", hint: "kind", word: "report-kind") {
        state, _ in
        state.stepReportKind(1)
        return []
      },
      KeyBinding(
        "x", .report, "leave out the folders of paths, or name them", hint: "redact", word: "redact"
      ) {
        state, _ in
        state.reportView.redactsPath.toggle()
        return []
      },
    ]
  }

  private let none: @Sendable (AppState) -> String? = { state in
    state.reportRequest == nil ? "there is no complete report of a tensor here yet" : nil
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    guard let made = shown(state) else { return }
    let page = max(1, Parts(state.bodyRect, hasChoices: true).text.rows)
    let last = max(0, made.lines.count - page)
    switch motion {
    case .left: state.reportView.left = max(0, state.reportView.left - Self.sideStep)
    case .right:
      let widest = made.lines[state.reportView.top...].prefix(page).map(\.count).max() ?? 0
      let next = state.reportView.left + Self.sideStep
      if next < widest { state.reportView.left = next }
    case .lineStart: state.reportView.left = 0
    case .lineEnd: break
    default:
      guard let distance = motion.rows(page: page, count: made.lines.count) else { return }
      state.reportView.top = min(max(min(state.reportView.top, last) + distance, 0), last)
    }
  }

  private static let sideStep = 20

  func value(_ state: AppState) -> CopiedValue? {
    state.reportRequest.map { CopiedValue($0.path, name: "the report's file") }
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.nothingToDraw {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    let parts = Parts(rect, hasChoices: state.side == .current)
    drawChoices(state, in: parts.choices, into: &frame)
    guard let made = shown(state) else {
      let text = state.reportView.failed?.reason ?? "writing the report ..."
      frame.put(facts: [text], in: parts.text, traits: state.traits, style: .dim)
      return
    }
    let last = max(0, made.lines.count - max(1, parts.text.rows))
    let top = min(state.reportView.top, last)
    for (row, line) in made.lines[top...].prefix(parts.text.rows).enumerated() {
      let place = Point(column: parts.text.left, row: parts.text.top + row)
      let rest = String(line.dropFirst(state.reportView.left))
      frame.put(
        state.traits.shortened(rest, to: parts.text.columns),
        at: place)
    }
    guard parts.rule.rows > 0 else { return }
    let end = min(made.lines.count, top + parts.text.rows)
    let place =
      "lines \(FigureText.count(min(top + 1, end))) to \(FigureText.count(end)) of \(FigureText.count(made.lines.count))"
      + (state.reportView.left > 0 ? ", from column \(state.reportView.left + 1)" : "")
    let line = String(
      repeating: state.traits.glyphs == .ascii ? "-" : "─", count: parts.rule.columns)
    frame.put(line, at: parts.rule.origin, style: .border)
    frame.putRight(
      " \(place) ", endingAt: Point(column: parts.rule.right - 2, row: parts.rule.top),
      style: .dim, maxWidth: max(0, parts.rule.columns - 4))
  }

  /// The text on show: that of the tensor and the kind, or none.
  private func shown(_ state: AppState) -> ReportViewState.Made? {
    guard let made = state.reportView.finished, made.request == state.reportRequest?.asText
    else { return nil }
    return made
  }

  /// Whether the file holds what is on show.
  private func isWritten(_ state: AppState) -> Bool {
    guard let request = state.reportRequest, let last = state.lastExport else { return false }
    return last.path == request.path && last.asText == request.asText
  }

  /// Kind, file, whether it is written, and whether folders are named.
  private func drawChoices(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard rect.rows > 0, let kind = state.reportKind else { return }
    var column = rect.left + frame.put("kind  ", at: rect.origin, style: .dim)
    let isNarrow = rect.columns < 60
    for option in state.exportKinds where !isNarrow || option == kind {
      let isChosen = option == kind
      column += frame.put(
        isChosen ? "[\(option.name)]" : " \(option.name) ",
        at: Point(column: column, row: rect.top),
        style: isChosen ? .selectedTab : .tab, maxWidth: max(0, rect.right - column))
    }
    guard rect.rows > 1 else { return }
    let row = rect.top + 1
    let label = frame.put("file  ", at: Point(column: rect.left, row: row), style: .dim)
    let box = "[\(state.reportView.redactsPath ? "x" : " ")]"
    var redact = rect.columns >= 60 ? "leave out folders \(box)" : box
    if rect.columns >= 60 { redact = (isWritten(state) ? "written  " : "not written  ") + redact }
    let used = frame.putRight(
      redact, endingAt: Point(column: rect.right - 1, row: row), maxWidth: rect.columns / 2)
    let path = state.reportRequest?.path ?? ""
    frame.put(
      state.traits.shortened(
        PrintableName.escaped(path), to: max(1, rect.columns - label - used - 2), keeping: .end),
      at: Point(column: rect.left + label, row: row))
  }

  /// How the body is divided: choices, a line with the place in the text, the text.
  private struct Parts {
    let choices: Rect
    let rule: Rect
    let text: Rect

    init(_ body: Rect, hasChoices: Bool) {
      // One choice holds for both of two reports.
      let lines = body.rows >= 8 ? 2 : (body.rows >= 4 ? 1 : 0)
      let (choices, rest) = body.splitTop(hasChoices ? lines : 0)
      self.choices = choices
      (rule, text) = rest.splitTop(body.rows >= 8 ? 1 : 0)
    }
  }
}
