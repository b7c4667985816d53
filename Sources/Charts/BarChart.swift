/// Vertical bars that stand side by side over one axis: a histogram.
public struct BarChart: Sendable, Equatable {
  /// What is written above the bars.
  public var title: String?
  /// The heights from left to right in the unit of `vertical`; zero, negative values and NaN draw nothing.
  public var bars: [Double]
  /// The axis of the heights.
  public var vertical: Axis
  /// The axis under the bars, from the left edge of the first to the right edge of the last.
  public var horizontal: Axis?
  /// Values on the horizontal axis that are marked under the bars, such as the points of a grid.
  public var markers: [Double]
  /// The value on the horizontal axis that is pointed at; nil where none is.
  public var cursor: Double?

  /// Makes a bar chart.
  ///
  /// - Parameters:
  ///   - title: what is written above the bars.
  ///   - bars: the heights from left to right.
  ///   - vertical: the axis of the heights.
  ///   - horizontal: the axis under the bars.
  ///   - markers: values on the horizontal axis to mark.
  public init(
    title: String? = nil, bars: [Double], vertical: Axis, horizontal: Axis? = nil,
    markers: [Double] = []
  ) {
    self.title = title
    self.bars = bars
    self.vertical = vertical
    self.horizontal = horizontal
    self.markers = markers
  }

  /// Makes a bar chart of counts, with the axis of heights chosen from them.
  ///
  /// - Parameters:
  ///   - title: what is written above the bars.
  ///   - counts: the counts from left to right.
  ///   - scale: linear or logarithmic heights; a count of one is still seen on either.
  ///   - horizontal: the axis under the bars.
  ///   - markers: values on the horizontal axis to mark.
  public init(
    title: String? = nil, counts: [Int], scale: Scale, horizontal: Axis? = nil,
    markers: [Double] = []
  ) {
    let heights = counts.map(Double.init)
    self.init(
      title: title, bars: heights, vertical: .counts(upTo: heights.max() ?? 0, scale: scale),
      horizontal: horizontal, markers: markers)
  }

  /// The heights as fractions of the plot, for a plot of some other number of columns.
  ///
  /// A column that covers several bars shows the highest of them, so that a lone outlier can't vanish;
  /// a bar that covers several columns is repeated.
  ///
  /// - Parameter columns: how many columns the plot has.
  /// - Returns: one fraction 0…1 for each column, none without bars.
  public func fractions(columns: Int) -> [Double] {
    guard columns > 0, !bars.isEmpty else { return [] }
    let heights = bars.map { $0 > 0 ? vertical.position(of: $0) : 0 }
    return (0..<columns).map { column in
      let first = column * heights.count / columns
      let end = max(first + 1, (column + 1) * heights.count / columns)
      return heights[first..<end].max() ?? 0
    }
  }
}
