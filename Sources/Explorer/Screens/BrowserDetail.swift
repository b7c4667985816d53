internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// What is known of the browser's selected tensor, below the list.
struct BrowserDetail {
  private let state: AppState

  private enum Part: Hashable {
    case facts, table, values
  }

  init(_ state: AppState) {
    self.state = state
  }

  func draw(in rect: Rect, into frame: inout Frame) {
    guard !rect.isEmpty else { return }
    guard let index = state.browser.selectedTensor else {
      drawFolder(in: rect, into: &frame)
      return
    }
    let tensor = state.tensors[index]
    let name = PrintableName.escaped(tensor.name)
    let room = frame.drawPanel(
      "\(name)  \(tensor.type) \(FigureText.shape(tensor.shape))", in: rect, traits: state.traits)
    if let reason = whyNot(index) {
      frame.put(facts: [reason], in: room, traits: state.traits, style: .dim)
      return
    }
    guard let report = state.reports[index], let values = report.values else {
      frame.put("reading ...", at: room.origin, style: .dim)
      return
    }
    let slots = state.slots.formats.count
    // The pinned tensor's figures stand beside those of the selected one.
    let other = state.pinned.flatMap { $0 == index ? nil : state.reports[$0] }
    let places = Zone<Part>.rows([
      Zone(.facts, minimum: Size(columns: 20, rows: 1), priority: 50),
      .columns([
        Zone(
          .table, minimum: Size(columns: 40, rows: 4),
          wanted: Size(columns: 28 + (other == nil ? 16 : 36) * slots, rows: 40), priority: 40),
        Zone(.values, minimum: Size(columns: 36, rows: 6), priority: 30, weight: 1),
      ]),
    ]).places(in: room)
    let warning = note(of: tensor) ?? report.stored?.warnings.first.map { "! \($0)" }
    let mark = state.ranking.marks[index].map { "  marked by hand: \($0)" }
    let kept = mark ?? RoleText.kept(ModelPlace(tensor)).map { "  " + $0 } ?? ""
    frame.put(
      facts: [warning ?? facts(values, of: report) + kept], in: places[.facts],
      traits: state.traits, style: warning == nil ? .dim : .warning)
    OverviewTable(state.slots, report: report, pinned: other, traits: state.traits)
      .draw(in: places[.table], into: &frame)
    let plot = places[.values].inset(left: 2)
    guard !plot.isEmpty else { return }
    let bars = max(1, BarChartLayout(in: plot).plot.columns)
    let view = ValuePlot.bounds(of: values, on: .magnitudes).body
    frame.draw(
      ValuePlot(values.histogram, axes: .magnitudes, view: view, columns: bars).chart, in: plot,
      traits: state.traits)
  }

  private func drawFolder(in rect: Rect, into frame: inout Frame) {
    let browser = state.browser
    guard browser.rows.indices.contains(browser.selected) else { return }
    let node = browser.rows[browser.selected]
    let pool = browser.pool(of: node)
    let count = BrowserTable.count(pool.count, of: node.members.count, isNarrow: false)
    let room = frame.drawPanel(
      "\(PrintableName.escaped(node.path))  \(count)", in: rect, traits: state.traits)
    var lines = ["\(FigureText.bytes(pool.byteCount)): \(pool.words)"]
    for id in state.slots.formats where pool.pooledCount > 0 {
      let known = pool.knownCount(id)
      let part = pool.isWhole(id) ? "" : "~"
      let ratio = pool.signalToNoise(id).map { "\(part)\(FigureText.number($0)) dB" }
      lines.append(
        pool.isRefused(id)
          ? "\(id): it can hold none of them"
          : "\(id): \(ratio ?? "nothing known yet") over \(FigureText.count(known)) of \(pool.matrices)"
      )
    }
    lines.append("Enter or l opens the folder, h closes it; a analyses all tensors")
    frame.put(lines: lines, in: room, traits: state.traits, style: .dim)
  }

  /// Why a part of a weight was not put together with the others.
  private func note(of tensor: TensorDescriptor) -> String? {
    let name = PrintableName.quoted(tensor.name)
    return state.source.notes.first { $0.hasPrefix("tensor \(name) ") }.map { "! \($0)" }
  }

  private func whyNot(_ index: Int) -> String? {
    let tensor = state.tensors[index]
    guard tensor.isAnalysable else {
      return note(of: tensor) ?? "\(tensor.type) is listed only"
    }
    if let failure = state.reports.failures[index] { return "! " + PrintableName.escaped(failure) }
    return tensor.elementCount == 0 ? "an empty tensor: there is nothing to measure" : nil
  }

  private func facts(_ values: ValueReport, of report: TensorReport) -> String {
    let place = values.amaxPlace.map { " @ [\($0.row),\($0.column)]" } ?? ""
    let origin = report.stored.map { "decoded from \($0.matrix.title)  " } ?? ""
    return
      "\(origin)\(FigureText.count(values.elements, "value"))  \(FigureText.sigma(of: values))  "
      + "amax \(FigureText.number(values.amax.map { Double($0) }))\(place)  "
      + "kurtosis \(FigureText.number(values.kurtosis))"
  }
}
