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
    let formats = state.slots.formats
    let hasPanels = places.has(.errors(0))
    let strips = hasPanels ? places[.heading].splitTop(0).top : places[.strips]
    let label = formats.map(\.description.count).max() ?? 0
    if !strips.isEmpty {
      put(view.heading, at: strips.origin, style: .dim, maxWidth: strips.columns)
    }
    for (index, id) in formats.enumerated() {
      let panel = places[.errors(index)]
      if !panel.isEmpty {
        let ratio = report.format(id).map(Metric.sqnrTextWithUnit) ?? "..."
        let isWide = id.description.count + 7 + ratio.count <= panel.columns - 6
        let title = "\(id) \(isWide ? "error " : "")\(ratio)"
        let room = drawPanel(
          title, in: panel, traits: state.traits, titleStyle: .slot(index))
        guard let format = report.format(id) else { continue }
        let bars = max(1, BarChartLayout(in: room).plot.columns)
        draw(
          view.plot(format, columns: bars).chart, in: room, traits: state.traits,
          style: .slot(index))
      } else if !strips.isEmpty {
        let row = strips.top + 1 + index
        let columns = max(0, strips.columns - label - 3)
        let left = strips.left + label + 1
        put(
          id.description, at: Point(column: strips.left, row: row), style: .slot(index),
          maxWidth: label)
        put("[", at: Point(column: left, row: row), style: .border)
        put("]", at: Point(column: left + columns + 1, row: row), style: .border)
        guard let format = report.format(id) else { continue }
        draw(
          DensityStrip(
            fractions: view.plot(format, columns: columns).chart.fractions(columns: columns)),
          at: Point(column: left + 1, row: row), columns: columns, traits: state.traits,
          style: .slot(index))
      }
    }
  }
}

/// Over which range errors are drawn: that of the values on a logarithmic axis, else one of their own.
private struct ErrorView {
  let axes: ValuePlot.Axes
  let view: ClosedRange<Double>

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
}
