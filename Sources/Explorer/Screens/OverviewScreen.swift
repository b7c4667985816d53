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
    let (line, rest) = rect.splitTop(rect.rows >= 8 ? 1 : 0)
    if !line.isEmpty {
      frame.put(Self.facts(report, width: line.columns), at: line.origin, style: .dim)
    }
    if rest.columns >= 110 && rest.rows >= 30 {
      drawZones(state, report, in: rest, into: &frame)
    } else {
      drawPage(state, report, in: rest, into: &frame)
    }
  }

  /// What is known of the values, as much as fits on one line.
  private static func facts(_ report: TensorReport, width: Int) -> String {
    guard let values = report.values else { return "reading ..." }
    let place = values.amaxPlace.map { " @ [\($0.row),\($0.column)]" } ?? ""
    let zeros =
      values.elements > 0 ? Double(values.zeroCount) / Double(values.elements) : nil
    let facts = [
      "\(FigureText.count(values.elements)) values",
      "sigma \(FigureText.number(values.standardDeviation))",
      "amax \(FigureText.number(values.amax.map { Double($0) }))\(place)",
      "zeros \(FigureText.percent(zeros))",
      "kurtosis \(FigureText.number(values.kurtosis))",
      "mean \(FigureText.number(values.mean))",
    ]
    return facts.dropFirst().reduce(facts[0]) { line, fact in
      line.count + 2 + fact.count <= width ? line + "  " + fact : line
    }
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
    for (row, format) in known.prefix(max(0, rect.rows - 1)).enumerated() {
      frame.put(
        "\(format.id) \(Metric.sqnrText(format))",
        at: Point(column: rect.left, row: rect.top + 1 + row), style: .slot(row),
        maxWidth: rect.columns)
    }
  }

  /// One column of zones, for 80 by 24 and less.
  private func drawPage(
    _ state: AppState, _ report: TensorReport, in rect: Rect, into frame: inout Frame
  ) {
    let findings = findings(state, report)
    let slots = state.slots.formats.count
    let stripRows = rect.rows >= 12 && rect.columns >= 50 ? slots + 1 : 0
    let lines = lines(of: findings, width: rect.columns)
    let (upper, foot) = rect.splitBottom(
      rect.rows >= 10 ? min(lines.count, rect.rows >= 18 ? 4 : 2) : 0)
    let (tableRect, strips) = upper.splitBottom(stripRows)
    drawTable(state, report, in: tableRect, into: &frame)
    drawStrips(state, report, in: strips, into: &frame)
    draw(lines, in: foot, traits: state.traits, into: &frame)
  }

  /// Several plots at once, where there is room for them.
  private func drawZones(
    _ state: AppState, _ report: TensorReport, in rect: Rect, into frame: inout Frame
  ) {
    let findings = findings(state, report)
    let lines = lines(of: findings, width: rect.columns)
    let (upper, foot) = rect.splitBottom(min(lines.count, 6))
    let tableRows = Metric.all.count + 3
    let (top, bottom) = upper.splitTop(max(tableRows, upper.rows * 2 / 5))
    let tableColumns = min(30 + 20 * state.slots.formats.count, top.columns * 2 / 3)
    let (left, right) = top.splitLeft(tableColumns)
    let table = frame.drawPanel("side by side, * best", in: left, traits: state.traits)
    drawTable(state, report, in: table, into: &frame)
    let plot = frame.drawPanel("values, log count", in: right, traits: state.traits)
    if let values = report.values {
      let figure = HistogramFigure(
        values.histogram, over: values.bodyRange, columns: max(1, plot.columns - 7))
      frame.draw(figure.chart, in: plot, traits: state.traits)
    }
    drawErrors(state, report, in: bottom, into: &frame)
    draw(lines, in: foot, traits: state.traits, into: &frame)
  }

  private func findings(_ state: AppState, _ report: TensorReport) -> [Finding] {
    let guess = state.source.guess.map { [Finding(.warning, $0)] } ?? []
    return guess + Finding.all(in: report, formats: state.slots.formats)
  }

  private func drawErrors(
    _ state: AppState, _ report: TensorReport, in rect: Rect, into frame: inout Frame
  ) {
    let formats = state.slots.formats
    let range = report.errorRange(formats)
    let panels = rect.splitColumns(formats.map { _ in 1 })
    for (index, panel) in panels.enumerated() {
      let format = report.format(formats[index])
      let title = "\(formats[index]) error, \(format.map(Metric.sqnrTextWithUnit) ?? "...")"
      let plot = frame.drawPanel(
        title, in: panel, traits: state.traits, titleStyle: .slot(index))
      guard let format else { continue }
      let figure = HistogramFigure(
        format.errorHistogram, over: range, columns: max(1, plot.columns - 7))
      frame.draw(figure.chart, in: plot, traits: state.traits, style: .slot(index))
    }
  }

  private func drawTable(
    _ state: AppState, _ report: TensorReport, in rect: Rect, into frame: inout Frame
  ) {
    let comparison = ComparisonTable(state.slots.formats, in: report)
    let room = max(1, rect.rows - 1)
    // Pairs of figures would be cut in narrow columns, or leave the metrics' names no room: the widest go first.
    var shown = comparison.rows
    let pairs = shown.filter { $0.cells.contains { $0.contains("/") } }
      .sorted { Self.width($0) > Self.width($1) }
    for pair in pairs where Self.titleRoom(shown, of: state, in: rect) < 12 {
      shown.removeAll { $0.metric == pair.metric }
    }
    let titleRoom = Self.titleRoom(shown, of: state, in: rect)
    let kept = Set(
      shown.map(\.metric).sorted { $0.weight > $1.weight }.prefix(room).map(\.title))
    var columns = [
      Table.Column("metric", minimumWidth: 8, priority: 10, isFlexible: true)
    ]
    for (index, format) in state.slots.formats.enumerated() {
      let isSelected = index == state.slots.selected
      columns.append(
        Table.Column(
          StyledText(
            isSelected ? "[\(format)]" : "\(format) ",
            style: Style(foreground: .slot(index), isUnderlined: isSelected)),
          alignment: .right, minimumWidth: 10, priority: isSelected ? 9 : 8 - index))
    }
    let rows = comparison.rows.filter { kept.contains($0.metric.title) }.map { row in
      let title = row.metric.title.count <= titleRoom ? row.metric.title : row.metric.shortTitle
      return [StyledText(title, style: .dim)]
        + row.cells.enumerated().map { index, text in
          let isPartial = report.format(state.slots.formats[index])?.isComplete == false
          let isBest = row.best.contains(index) && !isPartial
          return StyledText(
            text + (isBest ? "*" : " "), style: isBest ? .best : isPartial ? .dim : .normal)
        }
    }
    frame.draw(Table(columns: columns, rows: rows), in: rect, traits: state.traits)
  }

  private static func width(_ row: ComparisonTable.Row) -> Int {
    row.cells.reduce(0) { max($0, $1.count) }
  }

  /// How much room the formats' columns leave to the metrics' names.
  private static func titleRoom(
    _ rows: [ComparisonTable.Row], of state: AppState, in rect: Rect
  ) -> Int {
    let widths = state.slots.formats.enumerated().map { index, format in
      rows.reduce(max(10, format.description.count + 2)) { max($0, $1.cells[index].count + 1) } + 1
    }
    return rect.columns - widths.reduce(0, +)
  }

  private func drawStrips(
    _ state: AppState, _ report: TensorReport, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let formats = state.slots.formats
    let range = report.errorRange(formats)
    let label = formats.map(\.description.count).max() ?? 0
    let columns = max(0, rect.columns - label - 4)
    let bounds = FigureText.number(range.upperBound)
    let isKnown = formats.contains { report.format($0) != nil }
    frame.put(
      "errors, log count" + (isKnown ? ", -\(bounds) to +\(bounds)" : ""), at: rect.origin,
      style: .dim, maxWidth: rect.columns)
    for (index, format) in formats.enumerated() {
      let row = rect.top + 1 + index
      frame.put(
        format.description, at: Point(column: rect.left, row: row), style: .slot(index),
        maxWidth: label)
      frame.put("[", at: Point(column: rect.left + label + 1, row: row), style: .border)
      frame.put("]", at: Point(column: rect.left + label + 2 + columns, row: row), style: .border)
      guard let report = report.format(format) else { continue }
      frame.draw(
        report.errorStrip(over: range, columns: columns),
        at: Point(column: rect.left + label + 2, row: row), columns: columns,
        traits: state.traits, style: .slot(index))
    }
  }

  /// The findings as lines no wider than the page, warnings marked.
  private func lines(of findings: [Finding], width: Int) -> [StyledText] {
    findings.flatMap { finding in
      let isWarning = finding.weight == .warning
      let text = PrintableName.escaped(finding.text)
      return wrapped(text, first: isWarning ? "! " : "- ", rest: "  ", width: width).map {
        StyledText($0, style: isWarning ? .warning : .dim)
      }
    }
  }

  private func draw(
    _ lines: [StyledText], in rect: Rect, traits: TerminalTraits, into frame: inout Frame
  ) {
    for (row, line) in lines.prefix(rect.rows).enumerated() {
      // What does not fit is known to be missing.
      let isCut =
        row + 1 == rect.rows && lines.count > rect.rows && lines[row + 1].text.hasPrefix(" ")
      let text = isCut ? line.text + " ..." : line.text
      frame.put(
        traits.shortened(text, to: rect.columns),
        at: Point(column: rect.left, row: rect.top + row), style: line.style)
    }
  }
}
