internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TerminalKit

extension Frame {
  /// Draws each slot's errors beneath the histogram: in panels, or as strips where there is less room.
  mutating func drawErrors(
    _ state: AppState, _ report: TensorReport, _ values: ValueReport,
    _ places: ZonePlaces<HistogramPart>
  ) {
    let view = ErrorView(values, state)
    if places.has(.errors(0)) {
      for index in state.slots.formats.indices {
        drawErrorPanel(of: index, state, report, over: view, in: places[.errors(index)])
      }
    } else {
      drawErrorStrips(state, report, over: view, in: places[.strips])
    }
  }

  /// Draws a slot's errors in a panel that says its SQNR.
  mutating func drawErrorPanel(
    of index: Int, _ state: AppState, _ report: TensorReport, over view: ErrorView, in panel: Rect
  ) {
    guard !panel.isEmpty else { return }
    let id = state.slots.formats[index]
    let ratio = report.sqnrText(of: id, withUnit: true)
    let width = max(0, panel.columns - 6)
    let figure = report.sqnrText(of: id)
    // Rather a part of the name than of the figure.
    let name = state.traits.shortened(id.description, to: max(4, width - figure.count - 1))
    let titles = ["\(id) error, \(ratio)", "\(id) \(ratio)", "\(name) \(figure)"]
    let title = titles.first { DisplayWidth.of($0) <= width } ?? titles[2]
    let room = drawPanel(title, in: panel, traits: state.traits, titleStyle: .slot(index))
    guard let format = report.format(id) else { return }
    draw(
      view.plot(format, columns: max(1, BarChartLayout(in: room).plot.columns)).chart, in: room,
      traits: state.traits, style: .slot(index))
  }

  /// Draws all slots' errors, a line each, below a line that says over which range.
  mutating func drawErrorStrips(
    _ state: AppState, _ report: TensorReport, over view: ErrorView, in rect: Rect
  ) {
    guard !rect.isEmpty else { return }
    let formats = state.slots.formats
    let isKnown = formats.contains { report.format($0) != nil }
    put(
      isKnown ? view.heading : "errors, \(view.axes.rawValue)", at: rect.origin, style: .dim,
      maxWidth: rect.columns)
    let label = formats.map(\.description.count).max() ?? 0
    let columns = max(0, rect.columns - label - 3)
    let left = rect.left + label + 1
    for (index, id) in formats.enumerated() {
      let row = rect.top + 1 + index
      put(
        id.description, at: Point(column: rect.left, row: row), style: .slot(index),
        maxWidth: label)
      put("[", at: Point(column: left, row: row), style: .border)
      put("]", at: Point(column: left + columns + 1, row: row), style: .border)
      guard let format = report.format(id) else { continue }
      draw(
        view.strip(format, columns: columns), at: Point(column: left + 1, row: row),
        columns: columns, traits: state.traits, style: .slot(index))
    }
  }
}

/// Over which range errors are drawn: that of the values on a logarithmic axis, else one of their own.
struct ErrorView {
  let axes: ValuePlot.Axes
  let view: ClosedRange<Double>

  /// Signed errors over a range that suits all slots.
  init(_ state: AppState) {
    axes = .logCounts
    view = state.errorRange
  }

  /// Errors on the histogram's axes.
  init(_ values: ValueReport, _ state: AppState) {
    axes = state.histogram.axes
    view =
      axes == .magnitudes
      ? state.histogram.range(of: values) : state.errorRange
  }

  var heading: String {
    axes == .magnitudes
      ? "|errors| over the axis of |w|, log count"
      : "errors, \(axes.rawValue), -\(FigureText.number(view.upperBound)) to "
        + "+\(FigureText.number(view.upperBound))"
  }

  func plot(_ format: FormatReport, columns: Int) -> ValuePlot {
    ValuePlot(format.errorHistogram, axes: axes, view: view, columns: columns)
  }

  func strip(_ format: FormatReport, columns: Int) -> DensityStrip {
    axes == .logCounts
      ? format.errorStrip(over: view, columns: columns)
      : DensityStrip(fractions: plot(format, columns: columns).chart.fractions(columns: columns))
  }
}
