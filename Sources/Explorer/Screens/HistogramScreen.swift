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
    "\(state.slots.current)  \(state.histogram.axes.rawValue)"
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        "L", .view, "log counts, |w| and counts log, or both linear", hint: "log", word: "log"
      ) { state, _ in
        state.histogram.changeAxes(in: state.shownValues)
        return []
      },
      KeyBinding(
        "z", .view, "halve the range around the cursor; h l move it, Home centres", hint: "zoom in",
        word: "zoom-in"
      ) { state in
        if state.shownValues == nil { return "no values are known yet" }
        return state.histogram.isDeepest ? "the range can't get narrower" : nil
      } act: { state, _ in
        if let values = state.shownValues { state.histogram.zoomIn(on: values) }
        return []
      },
      KeyBinding("Z", .view, "double the range", hint: "out", word: "zoom-out") { state in
        guard let values = state.shownValues else { return "no values are known yet" }
        return state.histogram.showsAll(of: values) ? "all values are in sight" : nil
      } act: { state, _ in
        if let values = state.shownValues { state.histogram.zoomOut(of: values) }
        return []
      },
      KeyBinding(
        "p P", .view, "the next, the previous part large: values, errors, grid use, or all",
        hint: "part", word: "next-part previous-part"
      ) { state, key in
        state.stepHistogramPart(key == .character("p") ? 1 : -1)
        return []
      },
      KeyBinding(
        "b", .view, "the grid of the median block, or of the heat map's", hint: "block",
        word: "grid"
      ) {
        $0.noScalesToMap
      } act: { state, _ in
        state.histogram.showsBlock.toggle()
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

  /// The scale of the heat map's block, where its grid is drawn.
  func scaleMaps(_ state: AppState) -> [HeatmapState.Subject] {
    [state.histogram.showsBlock ? state.blockScale : nil].compactMap { $0 }
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    switch motion {
    // The formats' errors and grid use lie below each other.
    case .up: return state.slots.select(state.slots.selected - 1)
    case .down: return state.slots.select(state.slots.selected + 1)
    default: break
    }
    guard let values = state.shownValues else { return }
    let bars = state.histogramLayout(in: state.bodyRect).bars
    switch motion {
    case .left: state.histogram.step(-1, of: bars, in: values)
    case .right: state.histogram.step(1, of: bars, in: values)
    case .pageUp: state.histogram.pan(-1, in: values)
    case .pageDown: state.histogram.pan(1, in: values)
    case .halfUp: state.histogram.pan(-0.5, in: values)
    case .halfDown: state.histogram.pan(0.5, in: values)
    case .lineStart: state.histogram.centre(in: values)
    case .first: state.histogram.look(at: -.greatestFiniteMagnitude, in: values)
    case .last, .lineEnd: state.histogram.look(at: .greatestFiniteMagnitude, in: values)
    case .up, .down: break
    }
  }

  /// The bin under the cursor, in words.
  func value(_ state: AppState) -> CopiedValue? {
    guard let values = state.shownValues else { return nil }
    let plot = ValuePlot(
      values.histogram, axes: state.histogram.axes, view: state.histogram.range(of: values),
      columns: state.histogramLayout(in: state.bodyRect).bars,
      cursor: state.histogram.cursor(in: values))
    return plot.cursor.map { CopiedValue($0.text(of: values.elements), name: "bin") }
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    guard let values = state.shownValues else { return [] }
    let plot = BarChartLayout(in: state.histogramLayout(in: rect).places[.plot]).plot
    guard plot.contains(point) else { return [] }
    let range = state.histogram.range(of: values)
    let share = (Double(point.column - plot.left) + 0.5) / Double(plot.columns)
    state.histogram.point(
      at: range.lowerBound + share * (range.upperBound - range.lowerBound))
    return []
  }

  /// The wheel zooms.
  func scroll(_ distance: Int, _ state: inout AppState) {
    guard let values = state.shownValues else { return }
    if distance < 0 {
      state.histogram.zoomIn(on: values)
    } else {
      state.histogram.zoomOut(of: values)
    }
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.nothingToDraw {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    guard let current = state.current, let report = state.reports[current],
      let values = report.values
    else { return }
    let layout = state.histogramLayout(in: rect)
    let places = layout.places
    drawHeading(state, values, in: places[.heading], into: &frame)
    let plot = ValuePlot(
      values.histogram, axes: state.histogram.axes, view: state.histogram.range(of: values),
      columns: layout.bars, markers: state.gridMarkers, cursor: state.histogram.cursor(in: values))
    frame.draw(plot.chart, in: places[.plot], traits: state.traits)
    drawSide(state, values, in: places[.side], into: &frame)
    drawPinned(state, values, bars: layout.bars, in: places[.pinned], into: &frame)
    drawWords(plot, state, values, in: places[.words], into: &frame)
    frame.drawErrors(state, report, values, places)
    frame.draw(
      CodeUsage(state.slots.formats, in: report), in: places[.usage], traits: state.traits,
      selected: state.slots.selected)
  }

  private func drawHeading(
    _ state: AppState, _ values: ValueReport, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let zoom = state.histogram.zoom
    var step = zoom == 0 ? "" : "zoom x" + (zoom > 0 ? "" : "1/") + "\(1 << min(abs(zoom), 62))"
    if state.histogram.showsAll(of: values) { step = "all values" }
    let part = state.histogram.part
    step = (part == .everything ? "p parts  " : "\(part.rawValue) (p)  ") + step
    let end = Point(column: rect.right, row: rect.top)
    let used = frame.putRight(step, endingAt: end, style: .dim, maxWidth: rect.columns)
    let mark = state.traits.glyphs == .blocks ? "▲" : "^"
    let grid = state.gridName.isEmpty ? "" : "\(mark) \(state.gridName)"
    let origin =
      state.current.flatMap { state.reports[$0]?.stored }
      .map { "decoded from \($0.matrix.title)  " } ?? ""
    let texts = [
      origin + "\(FigureText.count(values.elements, "value"))  \(grid)  "
        + FigureText.sigma(of: values),
      origin + "\(FigureText.count(values.elements, "value"))  \(grid)",
      "\(origin)\(grid)",
      "\(FigureText.count(values.elements, "value"))  \(grid)  \(FigureText.sigma(of: values))",
      "\(FigureText.count(values.elements, "value"))  " + grid, grid,
    ]
    let room = rect.columns - used - 2
    let text = texts.first { DisplayWidth.of($0) <= room } ?? grid
    frame.put(state.traits.shortened(text, to: room), at: rect.origin, style: .dim)
  }

  /// Beside the values: the same ones on the other kind of axis.
  private func drawSide(
    _ state: AppState, _ values: ValueReport, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let isLog = state.histogram.axes == .magnitudes
    let axes: ValuePlot.Axes = isLog ? .logCounts : .magnitudes
    let room = frame.drawPanel(
      isLog ? "w, log count" : "|w|, both axes log (L)", in: rect, traits: state.traits)
    let plot = ValuePlot(
      values.histogram, axes: axes, view: ValuePlot.bounds(of: values, on: axes).body,
      columns: max(1, BarChartLayout(in: room).plot.columns), markers: state.gridMarkers)
    frame.draw(plot.chart, in: room, traits: state.traits)
  }

  /// The pinned tensor's values over the same axis, in a line.
  private func drawPinned(
    _ state: AppState, _ values: ValueReport, bars: Int, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty, let other = state.compared, let pinned = state.reports[other]?.values
    else { return }
    let plot = ValuePlot(
      pinned.histogram, axes: state.histogram.axes, view: state.histogram.range(of: values),
      columns: bars)
    let column = max(0, rect.columns - bars)
    frame.put("= also", at: rect.origin, style: .accent, maxWidth: column)
    frame.draw(
      DensityStrip(fractions: plot.chart.fractions(columns: bars)),
      at: Point(column: rect.left + column, row: rect.top), columns: bars, traits: state.traits,
      style: .accent)
  }

  private func drawWords(
    _ plot: ValuePlot, _ state: AppState, _ values: ValueReport, in rect: Rect,
    into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let about = plot.isExact ? "" : "about "
    var facts: [String] = []
    if plot.below == 0, plot.above == 0 {
      facts.append("no values beyond the view")
    } else {
      facts.append(
        "beyond the view: \(about)\(FigureText.count(plot.below)) left, "
          + "\(FigureText.count(plot.above)) right")
    }
    if plot.zeros > 0 { facts.append("\(FigureText.count(plot.zeros)) are 0") }
    if let amax = values.amax, let place = values.amaxPlace {
      facts.append("amax \(FigureText.number(Double(amax))) @ [\(place.row),\(place.column)] (A)")
    }
    if let cursor = plot.cursor { facts.append("cursor: " + cursor.text(of: values.elements)) }
    frame.put(facts: facts, in: rect, traits: state.traits)
  }
}

extension AppState {
  /// What is known of the values of the tensor on show.
  fileprivate var shownValues: ValueReport? { current.flatMap { reports[$0]?.values } }

  fileprivate func histogramLayout(in rect: Rect) -> HistogramLayout {
    let report = current.flatMap { reports[$0] }
    return HistogramLayout(
      rect, part: histogram.part, slots: slots.formats.count,
      usageLines: report.map { CodeUsage(slots.formats, in: $0).lineCount } ?? 0,
      hasPinned: pinnedPlace == .line)
  }

  fileprivate mutating func lookAtAmax() {
    guard let values = shownValues, let amax = values.amax else { return }
    let value = Double(values.maximum == amax ? amax : -amax)
    histogram.look(at: ValuePlot.coordinate(value, on: histogram.axes), in: values)
  }

  fileprivate mutating func stepHistogramPart(_ distance: Int) {
    let all = HistogramState.Part.allCases
    let index = all.firstIndex(of: histogram.part) ?? 0
    histogram.part = all[(index + distance + all.count) % all.count]
  }
}
