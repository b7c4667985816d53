public import Charts
public import QuantCore

/// The least error of a model for each number of bits, each slot alone beside it, and the present budget.
public struct BudgetFigure: Sendable {
  private let curve: [(bits: Double, sqnr: Double)]
  private let slots: [(format: FormatID, bits: Double?, sqnr: Double?)]
  private let budget: Double?
  private let isSample: Bool

  /// Makes the figure.
  ///
  /// - Parameters:
  ///   - curve: Bits a weight, ascending, and the best SQNR that they allow, in dB.
  ///   - slots: What the model comes to where all of it gets one format.
  ///   - budget: The bits a weight that are allowed; nil where there is no limit.
  ///   - isSample: Whether some figures come from parts of tensors.
  public init(
    curve: [(bits: Double, sqnr: Double)],
    slots: [(format: FormatID, bits: Double?, sqnr: Double?)], budget: Double?, isSample: Bool
  ) {
    self.curve = curve.filter { $0.bits.isFinite && $0.sqnr.isFinite }
    self.slots = slots
    self.budget = budget
    self.isSample = isSample
  }

  /// The curve, each slot alone under its number, and the budget pointed at; nil before two points are known.
  public var chart: LineChart? {
    guard let first = curve.first, let last = curve.last, last.bits > first.bits else { return nil }
    // Up to the bits of the original it would be a line with everything of interest in its corner.
    let usual = slots.compactMap(\.bits).max() ?? first.bits
    let end = max(usual + 1, (budget ?? 0) + 1, first.bits + 1)
    let shown = curve.filter { $0.bits <= end }
    let points = (shown.count > 1 ? shown : curve).map { LineChart.Point(x: $0.bits, y: $0.sqnr) }
    var series = [LineChart.Series(mark: ".", points: points, style: 0, isSelected: false)]
    for (index, slot) in slots.enumerated() {
      guard let bits = slot.bits, let sqnr = slot.sqnr, sqnr.isFinite else { continue }
      series.append(
        LineChart.Series(
          mark: Character(String((index + 1) % 10)), points: [LineChart.Point(x: bits, y: sqnr)],
          style: index))
    }
    if let budget, let chosen = best(within: budget) {
      series.append(
        LineChart.Series(mark: "o", points: [chosen], style: 0, isSelected: true))
    }
    let all = series.flatMap(\.points)
    let bits = range(all.map(\.x), least: 0.5)
    let ratios = range(all.map(\.y), least: 1)
    return LineChart(
      title: (isSample ? "~ " : "") + "best SQNR dB by bits",
      series: series, cursor: budget.flatMap { bits.contains($0) ? $0 : nil },
      horizontal: Axis(bits, tickCount: 5), vertical: Axis(ratios, tickCount: 4))
  }

  /// The last point of the curve within some bits; nil before the first.
  private func best(within bits: Double) -> LineChart.Point? {
    curve.last { $0.bits <= bits + 0.001 }.map { LineChart.Point(x: $0.bits, y: $0.sqnr) }
  }

  /// From the least to the most, a little wider, and never narrower than it makes sense.
  private func range(_ values: [Double], least: Double) -> ClosedRange<Double> {
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    let margin = max((high - low) * 0.04, (least - (high - low)) / 2)
    return (low - margin)...(high + margin)
  }
}
