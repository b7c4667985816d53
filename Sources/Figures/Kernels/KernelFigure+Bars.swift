public import Charts
internal import KernelEngine
internal import Measurement
public import QuantAnalysis
internal import QuantCore

extension KernelFigure {
  /// The shortest time at the batch: a bar for each recipe, with the time that its limits allow at least.
  public var times: HorizontalBars {
    let most = rows.compactMap { $0.point?.samples.minimum }.max() ?? 1
    return HorizontalBars(
      bars: rows.map { row in
        guard let point = row.point else {
          return HorizontalBars.Bar(label: "\(row.mark) \(row.recipe)", value: 0, note: "...")
        }
        let least = row.bound.map {
          ", at least \(FigureText.number($0.milliseconds)) by \($0.isMemory ? "memory" : point.unit.rawValue)"
        }
        return HorizontalBars.Bar(
          label: "\(row.mark) \(row.recipe)", value: point.samples.minimum,
          note: FigureText.number(point.samples.minimum) + " ms" + (least ?? ""))
      }, axis: Axis(0...most, ticks: []))
  }

  /// What each recipe's weights lose of a tensor, over the operations a second that they are multiplied at.
  ///
  /// - Parameter report: What is known of the tensor.
  /// - Returns: A point for each recipe whose loss on the tensor is known and finite; nil where there is none.
  public func losses(in report: TensorReport?) -> LineChart? {
    var series: [LineChart.Series] = []
    for (index, row) in rows.enumerated() {
      guard let point = row.point, point.operations > 0,
        let id = FormatID(String(row.recipe.prefix { $0 != "@" })),
        let ratio = report?.completeFormat(id)?.sqnr, ratio.isFinite
      else { continue }
      series.append(
        LineChart.Series(
          mark: row.mark, points: [LineChart.Point(x: point.operations / 1e9, y: ratio)],
          style: index, isSelected: row.recipe == selected))
    }
    let places = series.flatMap(\.points)
    guard let low = places.map(\.x).min(), let high = places.map(\.x).max(),
      let least = places.map(\.y).min(), let most = places.map(\.y).max()
    else { return nil }
    return LineChart(
      title: "W dB over GOP/s: right is faster, up is nearer", series: series,
      horizontal: .onesAndThrees(from: low / 2, to: high * 2),
      vertical: Axis(min(least - 1, most - 5)...most + 1, tickCount: 4))
  }
}
