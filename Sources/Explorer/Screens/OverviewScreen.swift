internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The slots side by side: figures with the best marked, error histograms, and what stands out in words.
struct OverviewScreen: Screen {
  let id = ScreenID.overview
  let digit: Character? = "2"
  let pinnedPlace = PinnedPlace.within
  let tab = "Over"
  let summary = "the slots side by side"

  func value(_ state: AppState) -> CopiedValue? {
    let id = state.slots.current
    guard let report = state.current.flatMap({ state.reports[$0] })?.format(id) else { return nil }
    if report.isExact { return CopiedValue("inf", name: "SQNR of \(id), an exact result") }
    return report.sqnr.map { CopiedValue("\($0)", name: "SQNR of \(id) in dB") }
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard let index = state.current else { return }
    let report = state.reports[index] ?? TensorReport(tensor: state.tensors[index])
    if let failure = state.reports.failures[index] {
      let text = PrintableName.escaped(failure)
      let lines = wrapped(text, first: "! ", rest: "  ", width: rect.columns)
      draw(
        lines.map { StyledText($0, style: .error) }, in: rect, traits: state.traits, into: &frame)
      return
    }
    if report.tensor.elementCount == 0 {
      frame.put("an empty tensor: there is nothing to measure", at: rect.origin)
      return
    }
    guard rect.rows >= 3, rect.columns >= 24 else {
      drawBest(state, report, in: rect, into: &frame)
      return
    }
    let findings = FindingLines(state.findings(of: index), width: rect.columns)
    let layout = layout(state, findings: findings.count, in: rect)
    let places = layout.places
    drawFacts(report, mark: "", in: places[.facts], state, into: &frame)
    if let other = state.comparedReport {
      drawFacts(other, mark: "= ", in: places[.pinnedFacts], state, into: &frame)
    }
    drawTable(state, report, framed: layout.hasPlots, in: places[.table], into: &frame)
    drawValues(report, "|w|", in: places[.values], state, into: &frame)
    if let other = state.comparedReport {
      drawValues(other, "= pinned |w|", in: places[.pinnedValues], state, into: &frame)
    }
    for index in state.slots.formats.indices {
      frame.drawErrorPanel(
        of: index, state, report, over: ErrorView(state), in: places[.errors(index)])
    }
    drawScales(state, places, into: &frame)
    frame.drawErrorStrips(state, report, over: ErrorView(state), in: places[.strips])
    let page = places[.findings]
    guard page.isEmpty, findings.count > 0 else {
      draw(
        findings.page(page.rows, key: FindingsPage.key, traits: state.traits), in: page,
        traits: state.traits, into: &frame)
      return
    }
    let all = state.findings(of: index)
    let tag = " " + FindingLines.rest(all[...], key: FindingsPage.key, width: rect.columns)
    let end = Point(column: rect.right, row: places[.facts].top)
    frame.putRight(tag, endingAt: end, style: .warning, maxWidth: places[.facts].columns)
  }

  private func layout(_ state: AppState, findings: Int, in rect: Rect) -> OverviewLayout {
    OverviewLayout(
      rect, slots: state.slots.formats.count, findings: findings,
      isCompared: state.comparedReport != nil)
  }

  /// Scales are mapped once all figures are known: both read the whole tensor.
  func scaleMaps(_ state: AppState) -> [HeatmapState.Subject] {
    let formats = state.slots.formats
    guard let current = state.current,
      state.reports.isComplete(current, formats: formats)
    else { return [] }
    let rect = state.bodyRect
    let findings = FindingLines(state.findings(of: current), width: rect.columns)
    let places = layout(state, findings: findings.count, in: rect).places
    let order = [state.slots.selected] + formats.indices.filter { $0 != state.slots.selected }
    return order.filter { places.has(.scales($0)) }.compactMap {
      state.wholeScaleMap(of: formats[$0], in: places[.scales($0)].inset(by: 1))
    }
  }

  /// What is known of the values, as much as fits on one line.
  private func drawFacts(
    _ report: TensorReport, mark: String, in rect: Rect, _ state: AppState, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    guard let values = report.values else {
      frame.put(mark + "reading ...", at: rect.origin, style: .dim)
      return
    }
    let place = values.amaxPlace.map { " @ [\($0.row),\($0.column)]" } ?? ""
    let zeros =
      values.elements > 0 ? Double(values.zeroCount) / Double(values.elements) : nil
    let facts = [
      "\(FigureText.count(values.elements)) values",
      report.stored.map { "decoded from \($0.matrix.title)" },
      FigureText.sigma(of: values),
      "amax \(FigureText.number(values.amax.map { Double($0) }))\(place)",
      "zeros \(FigureText.percent(zeros))",
      "kurtosis \(FigureText.number(values.kurtosis))",
      "mean \(FigureText.number(values.mean))",
    ].compactMap { $0 }
    let text = facts.dropFirst().reduce(mark + facts[0]) { line, fact in
      line.count + 2 + fact.count <= rect.columns ? line + "  " + fact : line
    }
    frame.put(text, at: rect.origin, style: mark.isEmpty ? .dim : .accent)
  }

  /// The least that helps: the best format so far.
  private func drawBest(
    _ state: AppState, _ report: TensorReport, in rect: Rect, into frame: inout Frame
  ) {
    let known = state.slots.formats.compactMap { report.format($0) }
    let best = known.max {
      ($0.isExact ? .infinity : $0.sqnr ?? 0) < ($1.isExact ? .infinity : $1.sqnr ?? 0)
    }
    let text = best.map { "best \($0.id) \(Metric.sqnrTextWithUnit($0))" } ?? "reading ..."
    frame.put(text, at: rect.origin, style: .best, maxWidth: rect.columns)
    let warnings =
      state.current.map { state.findings(of: $0) }?.count { $0.weight == .warning } ?? 0
    // What casts doubt on the figures matters more than the last of them.
    let (list, foot) = rect.splitTop(1).rest.splitBottom(warnings > 0 && rect.rows >= 2 ? 1 : 0)
    for (row, format) in known.prefix(list.rows).enumerated() {
      frame.put(
        "\(format.id) \(Metric.sqnrText(format))",
        at: Point(column: rect.left, row: list.top + row), style: .slot(row),
        maxWidth: rect.columns)
    }
    guard !foot.isEmpty else { return }
    frame.put(
      "! \(FigureText.count(warnings, "warning")): \(FindingsPage.key)", at: foot.origin,
      style: .warning, maxWidth: foot.columns)
  }

  private func drawTable(
    _ state: AppState, _ report: TensorReport, framed: Bool, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let room =
      framed ? frame.drawPanel("side by side, * best", in: rect, traits: state.traits) : rect
    OverviewTable(
      state.slots, report: report, pinned: state.comparedReport, traits: state.traits
    ).draw(in: room, into: &frame)
  }

  private func drawValues(
    _ report: TensorReport, _ name: String, in rect: Rect, _ state: AppState,
    into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let plot = frame.drawPanel("\(name), both axes log", in: rect, traits: state.traits)
    guard let bins = report.values?.histogram, let range = MagnitudeFigure.range(of: bins)
    else { return }
    let figure = MagnitudeFigure(bins, over: range, columns: max(1, plot.columns - 7))
    frame.draw(figure.chart, in: plot, traits: state.traits)
  }

  private func drawScales(
    _ state: AppState, _ places: ZonePlaces<OverviewPart>, into frame: inout Frame
  ) {
    for (index, id) in state.slots.formats.enumerated() where places.has(.scales(index)) {
      let type = (try? FormatRegistry.format(id))?.scaleType ?? .none
      let kind = type == .none ? "" : " \(type.rawValue)"
      let pool = state.heatmap.pool.rawValue
      let titles = ["\(id) block scales,\(kind), \(pool)-pooled", "\(id)\(kind) scales, \(pool)"]
      let width = places[.scales(index)].columns - 6
      let title =
        type == .none ? "\(id) block scales" : titles.first { $0.count <= width } ?? titles[1]
      let room = frame.drawPanel(
        title, in: places[.scales(index)], traits: state.traits, titleStyle: .slot(index))
      frame.drawScales(of: id, state, in: room)
    }
  }

  private func draw(
    _ lines: [StyledText], in rect: Rect, traits: TerminalTraits, into frame: inout Frame
  ) {
    for (row, line) in lines.prefix(rect.rows).enumerated() {
      frame.put(
        traits.shortened(line.text, to: rect.columns),
        at: Point(column: rect.left, row: rect.top + row), style: line.style)
    }
  }
}
