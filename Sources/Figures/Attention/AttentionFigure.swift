public import Charts
public import Measurement

/// What recipes of attention lose and how long they take, on one set of Q, K and V.
public struct AttentionFigure: Sendable {
  private let set: AttentionReport.Set
  private let recipes: [String]
  private let selected: String
  private let published: [String: Double]

  /// Makes the figure.
  ///
  /// - Parameters:
  ///   - set: What was measured so far.
  ///   - recipes: The recipes' names from top to bottom, measured or not.
  ///   - selected: Which of them stands out.
  public init(_ set: AttentionReport.Set, recipes: [String], selected: String) {
    self.set = set
    self.recipes = recipes
    self.selected = selected
    let paper = PublishedAttention.flashAttention3
    let isComparable = paper.comparison(with: set) != nil
    published =
      isComparable
      ? Dictionary(paper.rows.map { ($0.recipe, $0.rmse) }, uniquingKeysWith: { first, _ in first })
      : [:]
  }

  /// Whether published errors stand among the bars of errors.
  public var hasPublished: Bool { !published.isEmpty }

  /// The errors on a logarithmic axis, each with the published one as a mark where there is one.
  public var errors: HorizontalBars {
    let values = points.compactMap(\.accuracy.rmse).filter { $0 > 0 } + Array(published.values)
    let low = (values.min() ?? 1e-4) / 3
    let axis = Axis(low...max(values.max() ?? 1, low * 10), scale: .log10, ticks: [])
    return bars(axis) { point in
      point.accuracy.rmse.map { (value: $0, note: FigureText.number($0)) }
    }
  }

  /// The shortest times of a call.
  public var times: HorizontalBars {
    let most = points.map(\.samples.minimum).max() ?? 1
    return bars(Axis(0...max(most, 1e-9), ticks: []), hasLimits: false) { point in
      (value: point.samples.minimum, note: FigureText.number(point.samples.minimum) + " ms")
    }
  }

  /// The errors over the times: a point for each recipe, marked by a letter in the order of the bars.
  public var losses: LineChart? {
    var series: [LineChart.Series] = []
    for (index, name) in recipes.enumerated() {
      guard let point = set.point(name), let error = point.accuracy.rmse, error > 0 else {
        continue
      }
      series.append(
        LineChart.Series(
          mark: mark(index), points: [LineChart.Point(x: point.samples.minimum, y: error)],
          style: index, isSelected: name == selected))
    }
    let places = series.flatMap(\.points)
    guard let low = places.map(\.x).min(), let high = places.map(\.x).max(),
      let least = places.map(\.y).min(), let most = places.map(\.y).max()
    else { return nil }
    return LineChart(
      title: "RMSE over ms: left is faster, down is nearer", series: series,
      horizontal: .onesAndThrees(from: low / 2, to: high * 2),
      vertical: .onesAndThrees(from: least / 2, to: most * 2))
  }

  private var points: [AttentionReport.Point] { recipes.compactMap { set.point($0) } }

  private func mark(_ index: Int) -> Character {
    let marks = Array("abcdefghijklmnopqrstuvwxyz")
    return marks[index % marks.count]
  }

  private func bars(
    _ axis: Axis, hasLimits: Bool = true,
    _ value: (AttentionReport.Point) -> (value: Double, note: String)?
  ) -> HorizontalBars {
    HorizontalBars(
      bars: recipes.enumerated().map { index, name in
        let found = set.point(name).flatMap(value)
        return HorizontalBars.Bar(
          label: "\(mark(index)) \(name)", value: found?.value ?? 0,
          note: found?.note ?? (set.point(name) == nil ? "..." : FigureText.undefined),
          limit: hasLimits ? published[name] : nil)
      }, axis: axis)
  }
}
