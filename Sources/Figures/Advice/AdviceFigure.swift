public import Advisor
public import Charts

/// What recipes cost on a part, predicted: a row each, and lines over the batch.
public struct AdviceFigure: Sendable {
  /// The advice that is drawn.
  public let advice: Advice
  /// The recipe that stands out; an index into `advice.costs`.
  public let selected: Int

  /// Makes the figure.
  ///
  /// - Parameters:
  ///   - advice: The advice that is drawn.
  ///   - selected: The recipe that stands out; beyond the ends the nearest.
  public init(_ advice: Advice, selected: Int) {
    self.advice = advice
    self.selected = min(max(selected, 0), max(0, advice.costs.count - 1))
  }

  /// The character that marks a recipe's points.
  public static func mark(_ index: Int) -> Character {
    let marks = Array("abcdefghijklmnopqrstuvwxyz")
    return marks[index % marks.count]
  }

  /// Whether a recipe is the one to choose.
  public func isChosen(_ cost: RecipeCost) -> Bool { advice.choice?.cost.recipe == cost.recipe }

  /// The recipes whose lines are drawn: all would hide one another.
  public var drawn: [Int] {
    advice.costs.indices.filter { index in
      let cost = advice.costs[index]
      return index == selected || isChosen(cost) || cost.recipe.id == "bf16@bf16"
        || advice.rooflineRuns.contains { $0.recipe == cost.recipe }
    }
  }

  /// The least times by data sheets over the batch.
  public func rooflines(batches: [Int]) -> LineChart {
    chart("ROOFLINE, predicted: us a call", batches: batches) { cost, batch in
      LineChart.Point(x: Double(batch), y: cost.roofline.seconds(batch: batch) * 1e6)
    }
  }

  /// The likely times by measurements that were fitted; nil where there were none on the part.
  public func estimates(batches: [Int]) -> LineChart? {
    guard advice.costs.contains(where: { $0.kernel != nil }) else { return nil }
    return chart("ESTIMATE, predicted from a fit: us a call", batches: batches) { cost, batch in
      cost.estimate(batch: batch).map { estimate in
        LineChart.Point(
          x: Double(batch), y: estimate.seconds * 1e6,
          spread: estimate.low * 1e6...estimate.high * 1e6)
      }
    }
  }

  /// The least time of each recipe at the batch, by data sheets.
  public var times: HorizontalBars {
    let seconds = advice.costs.map { $0.roofline.seconds(batch: advice.batch) }
    return HorizontalBars(
      bars: zip(advice.costs.indices, seconds).map { index, seconds in
        let cost = advice.costs[index]
        return HorizontalBars.Bar(
          label: "\(Self.mark(index)) \(cost.recipe.id)\(isChosen(cost) ? "*" : "")",
          value: seconds * 1e6,
          note: "\(FigureText.number(seconds * 1e6)) us, "
            + cost.roofline.bound(batch: advice.batch).rawValue)
      }, axis: Axis(0...max(seconds.max() ?? 1, 1e-9) * 1e6, ticks: []))
  }

  /// Attention of the layer's width beside the chosen recipe's layer, over the context; nil where nothing is known.
  public var contexts: LineChart? {
    guard let growth = advice.attention, let choice = advice.choice else { return nil }
    let layer = choice.cost.roofline.seconds(batch: advice.batch)
    let points = growth.points.map {
      LineChart.Point(x: Double($0.context), y: $0.seconds * 1e6)
    }
    guard let first = points.first, let last = points.last, layer > 0 else { return nil }
    let heights = points.map(\.y) + [layer * 1e6]
    return LineChart(
      title: "ATTENTION (t) over its context, this LAYER (l): us, by roofline",
      series: [
        LineChart.Series(
          mark: "l", points: [first, last].map { LineChart.Point(x: $0.x, y: layer * 1e6) },
          style: 1),
        LineChart.Series(mark: "t", points: points, style: 0, isSelected: true),
      ],
      horizontal: .powersOfTwo(from: first.x, to: last.x),
      vertical: .onesAndThrees(from: heights.min() ?? 1, to: heights.max() ?? 10))
  }

  private func chart(
    _ title: String, batches: [Int], _ place: (RecipeCost, Int) -> LineChart.Point?
  ) -> LineChart {
    let series = drawn.map { index in
      LineChart.Series(
        mark: Self.mark(index), points: batches.compactMap { place(advice.costs[index], $0) },
        style: index, isSelected: index == selected)
    }.filter { !$0.points.isEmpty }
    let heights = series.flatMap { $0.points.map(\.y) }
    return LineChart(
      title: title, series: series, cursor: Double(advice.batch),
      horizontal: .powersOfTwo(
        from: Double(batches.min() ?? 1), to: Double(batches.max() ?? 2)),
      vertical: .onesAndThrees(from: heights.min() ?? 1, to: heights.max() ?? 10))
  }
}
