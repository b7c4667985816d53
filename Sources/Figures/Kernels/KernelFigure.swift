public import Charts
internal import KernelEngine
public import Measurement

/// What formats cost to multiply with, as measured on this machine: lines over the batch, and rows at one batch.
public struct KernelFigure: Sendable {
  /// A recipe at the batch that is looked at.
  public struct Row: Sendable {
    /// The character that marks its points.
    public let mark: Character
    /// The recipe.
    public let recipe: String
    /// What was measured at the batch; nil where nothing was yet.
    public let point: LinearReport.Point?
    /// Why it can't be measured; nil where it can.
    public let refusal: String?
    /// The shortest time that the limits allow, and whether it is memory that says so.
    public let bound: (milliseconds: Double, isMemory: Bool)?
    /// Whether it is the fastest of those measured at the batch.
    public let isFastest: Bool
  }

  /// The report, as far as it goes.
  public let report: LinearReport
  /// The recipes in the order of their marks.
  public let recipes: [String]
  /// The recipe that stands out.
  public let selected: String
  /// The batch that is looked at.
  public let batch: Int

  private static let marks = Array("abcdefghijklmnopqrstuvwxyz")

  /// Makes the figure.
  ///
  /// - Parameters:
  ///   - report: What was measured so far.
  ///   - recipes: The recipes that are looked at, measured or not.
  ///   - selected: Which of them stands out; beyond the ends the nearest.
  ///   - batch: The batch of the rows.
  public init(_ report: LinearReport, recipes: [String], selected: Int, batch: Int) {
    self.report = report
    self.recipes = recipes
    self.batch = batch
    self.selected =
      recipes.isEmpty ? "" : recipes[min(max(selected, 0), recipes.count - 1)]
  }

  /// The rows of the table.
  public var rows: [Row] {
    let points = recipes.map { recipe in
      report.points(of: recipe).first { $0.batch == batch }
    }
    let best = points.compactMap { $0?.samples.minimum }.min()
    return recipes.enumerated().map { index, recipe in
      let point = points[index]
      return Row(
        mark: mark(index), recipe: recipe, point: point,
        refusal: report.refusals.first { $0.recipe == recipe }?.reason,
        bound: point.map { $0.bound(by: report.limits) },
        isFastest: point != nil && point?.samples.minimum == best)
    }
  }

  /// What memory and the units in use can do, as measured in the same run.
  public static func limits(_ report: LinearReport) -> String {
    let used = Set(report.points.map(\.unit))
    let units = KernelEngine.Unit.allCases.filter { used.isEmpty || used.contains($0) }.compactMap {
      unit in
      report.limits.units[unit].map { "\(unit.rawValue) \(FigureText.number($0 / 1e9))" }
    }
    let memory = "\(FigureText.number(report.limits.read / 1e9)) GB/s"
    return units.isEmpty ? memory : memory + ", " + units.joined(separator: ", ") + " GOP/s"
  }

  /// Which share of a point's limit it reached; empty where no limit is known.
  public static func share(of limit: Double, _ point: LinearReport.Point) -> String {
    limit > 0 ? FigureText.percent(limit / point.samples.minimum) : ""
  }

  func mark(_ index: Int) -> Character { Self.marks[index % Self.marks.count] }

  /// Lines over the batch, with what the selected recipe's limits rule out shaded.
  ///
  /// - Parameters:
  ///   - quantity: What is drawn.
  ///   - batches: The batches from the left end to the right, measured or not; at least one.
  /// - Returns: The chart.
  public func chart(_ quantity: KernelQuantity, batches: [Int]) -> LineChart {
    var series = recipes.enumerated().map { index, recipe in
      LineChart.Series(
        mark: mark(index),
        points: report.points(of: recipe).map { point in
          let spread = point.samples.spread
          let ends = [spread.lowerBound, spread.upperBound].map { quantity.value($0, of: point) }
          return LineChart.Point(
            x: Double(point.batch), y: quantity.value(point.samples.minimum, of: point),
            spread: (ends.min() ?? 0)...(ends.max() ?? 0))
        }, style: index, isSelected: recipe == selected)
    }
    series.removeAll(where: \.points.isEmpty)
    let low = Double(batches.min() ?? 1)
    let high = Double(batches.max() ?? 1)
    let limits = limits(quantity, from: low, to: high)
    let heights =
      series.flatMap { $0.points.map(\.y) } + limits.flatMap { $0.points.map(\.y) }
    return LineChart(
      title: quantity.title, series: series, limits: limits,
      crossings: crossings.filter(\.isClear).map {
        LineChart.Point(x: $0.batch, y: height(at: $0, quantity))
      },
      cursor: Double(batch), horizontal: .powersOfTwo(from: low, to: high),
      vertical: .onesAndThrees(from: heights.min() ?? 0.1, to: heights.max() ?? 10))
  }

  /// The roof of the selected recipe, or in times its floor: memory up to the ridge, then its unit.
  private func limits(
    _ quantity: KernelQuantity, from low: Double, to high: Double
  ) -> [LineChart.Limit] {
    guard let point = report.points(of: selected).first else { return [] }
    let memory = Double(point.weightBytes) / report.limits.read * 1e3
    let rate = report.limits.units[point.unit]
    func place(_ batch: Double, _ milliseconds: Double) -> LineChart.Point {
      let operations = 2 * Double(point.outputs) * Double(point.inputs) * batch
      let y =
        switch quantity {
        case .time: milliseconds
        case .operations: operations / milliseconds / 1e6
        case .tokens: batch / milliseconds * 1e3
        }
      return LineChart.Point(x: batch, y: y)
    }
    if let rate, !point.isCold {
      // From a cache only the unit limits.
      let row = 2e3 * Double(point.outputs) * Double(point.inputs) / rate
      return [
        LineChart.Limit(
          points: [place(low, row * low), place(high, row * high)], isCeiling: !quantity.isTime,
          texture: .dark)
      ]
    }
    guard let ridge else {
      return [
        LineChart.Limit(
          points: [place(low, memory), place(high, memory)], isCeiling: !quantity.isTime,
          texture: .light)
      ]
    }
    let middle = min(max(ridge, low), high)
    func work(_ batch: Double) -> Double { memory * batch / ridge }
    let parts: [(Double, Double, Bool)] = [(low, middle, true), (middle, high, false)]
    return parts.filter { $0.0 < $0.1 }.map { from, to, isMemory in
      LineChart.Limit(
        points: [
          place(from, isMemory ? memory : work(from)), place(to, isMemory ? memory : work(to)),
        ], isCeiling: !quantity.isTime, texture: isMemory ? .light : .dark)
    }
  }

  /// The batch at which the selected recipe's work takes as long as reading its weights; nil without a limit.
  public var ridge: Double? {
    guard let point = report.points(of: selected).first, point.isCold,
      let rate = report.limits.units[point.unit]
    else { return nil }
    let memory = Double(point.weightBytes) / report.limits.read
    return memory / (2 * Double(point.outputs) * Double(point.inputs) / rate)
  }

  /// Where the selected recipe overtakes another or is overtaken.
  public var crossings: [LinearReport.Crossover] {
    report.crossovers.filter {
      recipes.contains($0.before) && recipes.contains($0.after)
        && ($0.before == selected || $0.after == selected)
    }
  }

  /// Where a crossing lies: on the line that is overtaken, straight between its points by logarithms.
  private func height(
    at crossing: LinearReport.Crossover, _ quantity: KernelQuantity
  ) -> Double {
    let points = report.points(of: crossing.before)
    guard
      let right = points.firstIndex(where: { Double($0.batch) >= crossing.batch }), right > 0
    else { return points.first.map { quantity.value($0.samples.minimum, of: $0) } ?? 0 }
    return Interpolation.logarithmic(
      at: crossing.batch,
      from: (
        Double(points[right - 1].batch),
        quantity.value(points[right - 1].samples.minimum, of: points[right - 1])
      ),
      to: (
        Double(points[right].batch),
        quantity.value(points[right].samples.minimum, of: points[right])
      ))
  }

  /// Throughput by precision at the batch: a bar for each recipe, with its unit's limit.
  public var bars: HorizontalBars {
    let most = report.limits.units.values.max() ?? 1
    return HorizontalBars(
      bars: rows.map { row in
        guard let point = row.point else {
          return HorizontalBars.Bar(label: "\(row.mark) \(row.recipe)", value: 0, note: "...")
        }
        let limit = report.limits.units[point.unit]
        return HorizontalBars.Bar(
          label: "\(row.mark) \(row.recipe)", value: point.operations,
          note: FigureText.number(point.operations / 1e9) + " GOP/s"
            + (limit.map {
              ", \(FigureText.percent(point.operations / $0)) of \(point.unit.rawValue)"
            }
              ?? ""),
          limit: limit)
      }, axis: Axis(0...most, ticks: []))
  }
}
