internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The values as a signed histogram over the grid of the selected slot, and how often grid points are used.
struct HistogramScreen: Screen {
  let id = ScreenID.histogram
  let digit: Character? = "3"
  let tab = "Hist"
  let summary = "the values over a format's grid, and code usage"

  func subject(_ state: AppState) -> String {
    "\(state.slots.current)  \(state.histogram.isLog ? "log" : "linear") count"
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding("L", .view, "counts on a logarithmic or a linear axis", hint: "log", word: "log") {
        state, _ in
        state.histogram.isLog.toggle()
        return []
      },
      KeyBinding(
        "z", .view, "halve the range; h l shift it, Home centres it", hint: "zoom in",
        word: "zoom-in"
      ) {
        state in
        state.histogram.isDeepest ? "the range can't get narrower" : nil
      } act: { state, _ in
        state.histogram.zoomIn()
        return []
      },
      KeyBinding("Z", .view, "double the range", hint: "out", word: "zoom-out") { state in
        guard let values = state.shownValues else { return "no values are known yet" }
        return state.histogram.showsAll(of: values) ? "all values are in sight" : nil
      } act: { state, _ in
        if let values = state.shownValues { state.histogram.zoomOut(of: values) }
        return []
      },
      KeyBinding("A", .find, "go to the amax", hint: "amax", word: "amax") { state in
        state.shownValues?.amax == nil ? "no finite value is known here yet" : nil
      } act: { state, _ in
        state.lookAtAmax()
        return []
      },
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    guard let values = state.shownValues else { return }
    switch motion {
    case .left: state.histogram.pan(-0.125, in: values)
    case .right: state.histogram.pan(0.125, in: values)
    case .pageUp: state.histogram.pan(-1, in: values)
    case .pageDown: state.histogram.pan(1, in: values)
    case .halfUp: state.histogram.pan(-0.5, in: values)
    case .halfDown: state.histogram.pan(0.5, in: values)
    case .lineStart: state.histogram.look(at: 0, in: values)
    case .first: state.histogram.look(at: -.greatestFiniteMagnitude, in: values)
    case .last, .lineEnd: state.histogram.look(at: .greatestFiniteMagnitude, in: values)
    case .up, .down: state.notice = Notice("h l shift the range, z Z zoom")
    }
  }

  func value(_ state: AppState) -> CopiedValue? {
    state.shownValues.map { values in
      let range = state.histogram.range(of: values)
      return CopiedValue("\(range.lowerBound) \(range.upperBound)", name: "the range on show")
    }
  }

  func scroll(_ distance: Int, _ state: inout AppState) {
    guard let values = state.shownValues else { return }
    if distance < 0 { state.histogram.zoomIn() } else { state.histogram.zoomOut(of: values) }
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.nothingToDraw {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    guard let current = state.current, let report = state.reports[current],
      let values = report.values
    else { return }
    let usage = CodeUsage(state.slots.formats, in: report)
    let layout = HistogramLayout(rect, usageLines: usage.lineCount)
    drawLegend(state, values, in: layout.heading, into: &frame)
    let signed = drawValues(state, report, values, in: layout.plot, into: &frame)
    drawMagnitudes(state, report, in: layout.side, into: &frame)
    drawTails(signed, state, values, in: layout.tails, into: &frame)
    frame.draw(usage, in: layout.usage, traits: state.traits, selected: state.slots.selected)
  }

  private func drawLegend(
    _ state: AppState, _ values: ValueReport, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let zoom = state.histogram.zoom
    let showsAll = state.histogram.showsAll(of: values)
    var step = zoom == 0 ? "" : "zoom x" + (zoom > 0 ? "" : "1/") + "\(1 << min(abs(zoom), 62))"
    if showsAll { step = "all values" }
    if rect.columns >= 70, !showsAll { step += "  h l shift" }
    let end = Point(column: rect.right, row: rect.top)
    let used = frame.putRight(step, endingAt: end, style: .dim, maxWidth: rect.columns)
    let mark = state.traits.glyphs == .blocks ? "▲" : "^"
    let grid =
      markers(state).isEmpty ? "" : "\(mark) grid of the median \(state.slots.current) block"
    let text = "\(FigureText.count(values.elements, "value"))  " + grid
    frame.put(
      state.traits.shortened(text, to: rect.columns - used - 2), at: rect.origin, style: .dim)
  }

  private func drawValues(
    _ state: AppState, _ report: TensorReport, _ values: ValueReport, in rect: Rect,
    into frame: inout Frame
  ) -> HistogramFigure {
    let figure = HistogramFigure(
      values.histogram, over: state.histogram.range(of: values), columns: max(1, rect.columns - 7),
      scale: state.histogram.isLog ? .log10 : .linear, markers: markers(state))
    frame.draw(figure.chart, in: rect, traits: state.traits)
    return figure
  }

  /// The grid of the selected slot's median block; none where each block has its own, or holds rotated values.
  private func markers(_ state: AppState) -> [Double] {
    let id = state.slots.current
    guard let current = state.current, let report = state.reports[current]?.format(id),
      let format = try? FormatRegistry.format(id), !format.rotatesValues
    else { return [] }
    return report.medianGrid(format.element)
  }

  /// Beside the values: magnitudes and the selected slot's errors over the same logarithmic axis.
  private func drawMagnitudes(
    _ state: AppState, _ report: TensorReport, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty, let values = report.values,
      let range = MagnitudeFigure.range(of: values.histogram)
    else { return }
    let (upper, lower) = rect.splitTop((rect.rows + 1) / 2)
    let top = frame.drawPanel("|w|, both axes log", in: upper, traits: state.traits)
    let figure = MagnitudeFigure(
      values.histogram, over: range, columns: max(1, top.columns - 7))
    frame.draw(figure.chart, in: top, traits: state.traits)
    let id = state.slots.current
    let style = Style.slot(state.slots.selected)
    let bottom = frame.drawPanel(
      "|error| of \(id)", in: lower, traits: state.traits, titleStyle: style)
    guard let format = report.format(id) else { return }
    let errors = MagnitudeFigure(
      format.errorHistogram, over: range, columns: max(1, bottom.columns - 7))
    frame.draw(errors.chart, in: bottom, traits: state.traits, style: style)
  }

  private func drawTails(
    _ figure: HistogramFigure, _ state: AppState, _ values: ValueReport, in rect: Rect,
    into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let about = figure.isExact ? "" : "about "
    var facts: [String] = []
    if figure.below == 0, figure.above == 0 {
      facts.append("no values beyond the view")
    } else {
      facts.append(
        "beyond the view: \(about)\(FigureText.count(figure.below)) left, "
          + "\(FigureText.count(figure.above)) right")
    }
    if let amax = values.amax, let place = values.amaxPlace {
      facts.append("amax \(FigureText.number(Double(amax))) @ [\(place.row),\(place.column)] (A)")
    }
    frame.put(facts: facts, in: rect, traits: state.traits)
  }
}

/// How the body of the histogram's screen is divided; usage goes first, then the words.
private struct HistogramLayout {
  let heading: Rect
  let plot: Rect
  /// Magnitudes beside the plot, in wide terminals.
  let side: Rect
  let tails: Rect
  let usage: Rect

  init(_ body: Rect, usageLines: Int) {
    let (heading, below) = body.splitTop(body.rows >= 7 ? 1 : 0)
    let room = max(0, min(usageLines, below.rows - 9))
    let (upper, usage) = below.splitBottom(body.columns >= 36 ? room : 0)
    let (plots, tails) = upper.splitBottom(upper.rows >= 4 ? 1 : 0)
    self.heading = heading
    self.tails = tails
    self.usage = usage.rows >= 2 ? usage : usage.splitTop(0).top
    if body.columns >= 108, plots.rows >= 16 {
      (plot, side) = plots.splitLeft(plots.columns * 3 / 5)
    } else {
      (plot, side) = (plots, plots.splitRight(0).right)
    }
  }
}

extension AppState {
  /// What is known of the values of the tensor on show.
  fileprivate var shownValues: ValueReport? { current.flatMap { reports[$0]?.values } }

  fileprivate mutating func lookAtAmax() {
    guard let values = shownValues, let amax = values.amax else { return }
    let value = Double(values.maximum == amax ? amax : -amax)
    histogram.look(at: value, in: values)
  }
}
