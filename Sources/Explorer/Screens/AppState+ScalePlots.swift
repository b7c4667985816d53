internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TerminalKit

extension AppState {
  /// The map of scales that a screen of codes shows within a panel; none before all figures are known: both read the
  /// whole tensor.
  func scaleMaps(of type: ScaleType, in panel: Rect) -> [HeatmapState.Subject] {
    guard !panel.isEmpty, nothingToDraw(of: type) == nil, let slot = slot(of: type),
      report(ofScales: type)?.isComplete == true
    else { return [] }
    return [wholeScaleMap(of: slots.formats[slot], in: panel.inset(by: 1))].compactMap { $0 }
  }

  /// Draws where a slot's scales lie in the tensor, and the errors that come of them.
  func drawScalePlots(of slot: Int, map: Rect, errors: Rect, into frame: inout Frame) {
    let id = slots.formats[slot]
    let style = Style.slot(slot)
    if !map.isEmpty {
      let room = frame.drawPanel("where they lie", in: map, traits: traits, titleStyle: style)
      frame.drawScales(of: id, self, in: room)
    }
    guard !errors.isEmpty, let report = current.flatMap({ reports[$0]?.format(id) }) else { return }
    let room = frame.drawPanel(
      "errors, log count, \(Metric.sqnrTextWithUnit(report))", in: errors, traits: traits,
      titleStyle: style)
    let plot = ValuePlot(
      report.errorHistogram, axes: .logCounts, view: errorRange,
      columns: max(1, BarChartLayout(in: room).plot.columns))
    frame.draw(plot.chart, in: room, traits: traits, style: style)
  }
}
