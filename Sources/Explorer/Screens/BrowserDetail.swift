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
    let places = Zone<Part>.rows([
      Zone(.facts, minimum: Size(columns: 20, rows: 1), priority: 50),
      .columns([
        Zone(
          .table, minimum: Size(columns: 40, rows: 4),
          wanted: Size(columns: 28 + 16 * slots, rows: 40), priority: 40),
        Zone(.values, minimum: Size(columns: 36, rows: 6), priority: 30, weight: 1),
      ]),
    ]).places(in: room)
    frame.put(facts: [facts(values)], in: places[.facts], traits: state.traits, style: .dim)
    OverviewTable(state.slots, report: report, pinned: nil, traits: state.traits)
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
    let room = frame.drawPanel(
      "\(PrintableName.escaped(node.path))  \(FigureText.count(node.members.count, "tensor"))",
      in: rect, traits: state.traits)
    let pool = browser.pool(of: node)
    var lines = [
      "\(FigureText.bytes(pool.byteCount)), of it can be analysed and is not empty: "
        + FigureText.count(pool.measurableCount, "tensor")
    ]
    for id in state.slots.formats {
      let ratio =
        pool.signalToNoise(id).map { FigureText.number($0) + " dB" } ?? "nothing known yet"
      let count = FigureText.count(pool.knownCount(id))
      lines.append("\(id): \(ratio), the energies of \(count) tensors added")
    }
    lines.append("Enter or l opens the folder, h closes it; a analyses all tensors")
    frame.put(lines: lines, in: room, traits: state.traits, style: .dim)
  }

  private func whyNot(_ index: Int) -> String? {
    let tensor = state.tensors[index]
    guard tensor.isAnalysable else { return "\(tensor.type) is listed only" }
    if let failure = state.reports.failures[index] { return "! " + PrintableName.escaped(failure) }
    return tensor.elementCount == 0 ? "an empty tensor: there is nothing to measure" : nil
  }

  private func facts(_ values: ValueReport) -> String {
    let place = values.amaxPlace.map { " @ [\($0.row),\($0.column)]" } ?? ""
    return "\(FigureText.count(values.elements, "value"))  \(FigureText.sigma(of: values))  "
      + "amax \(FigureText.number(values.amax.map { Double($0) }))\(place)  "
      + "kurtosis \(FigureText.number(values.kurtosis))"
  }
}
