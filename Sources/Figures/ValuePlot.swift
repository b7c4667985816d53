public import Charts
public import QuantAnalysis
public import QuantCore

/// A histogram of values over any part of an axis, with a cursor and a count of what lies beyond its ends.
public struct ValuePlot: Sendable, Equatable {
  /// How values and counts are laid out.
  public enum Axes: String, Sendable, Hashable, CaseIterable {
    /// Signed values, equal distances for equal differences; logarithms of counts.
    case logCounts = "log count"
    /// Logarithms to base two of magnitudes, logarithms of counts.
    case magnitudes = "log-log"
    /// Signed values and counts as they are.
    case linear = "linear count"
  }

  /// The bars, the axes, the grid as markers, and the cursor.
  public let chart: BarChart
  /// How many values lie left of the axis, to the nearest one.
  public let below: Int
  /// How many values lie right of the axis, to the nearest one.
  public let above: Int
  /// How many zeros have no place on the axis: all where it is logarithmic.
  public let zeros: Int
  /// Whether the counts are exact, not estimated from bins that an end of the axis cuts.
  public let isExact: Bool
  /// What lies under the cursor; nil without one.
  public let cursor: HistogramSpan?

  /// Draws bins over a part of an axis.
  ///
  /// - Parameters:
  ///   - bins: The bins, ascending.
  ///   - axes: How values and counts are laid out.
  ///   - view: The coordinates from the left edge to the right: values, or log2 |value|.
  ///   - columns: How many bars.
  ///   - markers: Values to mark on the axis.
  ///   - cursor: The coordinate that is pointed at.
  public init(
    _ bins: [LogHistogram.Bin], axes: Axes, view: ClosedRange<Double>, columns: Int,
    markers: [Double] = [], cursor: Double? = nil
  ) {
    let columns = max(1, columns)
    let place = cursor.map { Self.column($0, in: view, columns: columns) }
    self.cursor = place.map { range in
      HistogramSpan(bins, over: range, magnitudes: axes == .magnitudes)
    }
    let middle = place.map { Self.value(($0.lowerBound + $0.upperBound) / 2, on: axes) }
    guard axes == .magnitudes else {
      let figure = HistogramFigure(
        bins, over: view, columns: columns, scale: axes == .linear ? .linear : .log10,
        markers: markers)
      var chart = figure.chart
      chart.cursor = middle
      self.chart = chart
      (below, above, zeros, isExact) = (figure.below, figure.above, 0, figure.isExact)
      return
    }
    let range = powerOfTwo(view.lowerBound)...powerOfTwo(view.upperBound)
    var chart = MagnitudeFigure(bins, over: range, columns: columns).chart
    chart.markers = markers.map(\.magnitude).filter { $0 > 0 }
    chart.cursor = middle
    self.chart = chart
    let folded = bins.map(Self.folded)
    let (low, high) = (view.lowerBound, view.upperBound)
    below = folded.reduce(0) { $0 + ($1.high > 0 && $1.logHigh <= low ? Int($1.count) : 0) }
    above = folded.reduce(0) { $0 + ($1.logLow >= high ? Int($1.count) : 0) }
    zeros = folded.reduce(0) { $0 + ($1.high == 0 ? Int($1.count) : 0) }
    isExact = !folded.contains {
      $0.logLow < low && low < $0.logHigh || $0.logLow < high && high < $0.logHigh
    }
  }

  /// The value at a coordinate.
  public static func value(_ coordinate: Double, on axes: Axes) -> Double {
    axes == .magnitudes ? powerOfTwo(coordinate) : coordinate
  }

  /// The coordinate of a value.
  public static func coordinate(_ value: Double, on axes: Axes) -> Double {
    axes == .magnitudes ? binaryLogarithm(value.magnitude) : value
  }

  /// The coordinates of the body of the values, and of all of them.
  ///
  /// - Parameters:
  ///   - values: The values.
  ///   - axes: How they are laid out.
  /// - Returns: The coordinates, those of the body within those of all.
  public static func bounds(
    of values: ValueReport, on axes: Axes
  ) -> (body: ClosedRange<Double>, whole: ClosedRange<Double>) {
    guard axes == .magnitudes else { return (values.bodyRange, values.wholeRange) }
    guard let body = MagnitudeFigure.range(of: values.histogram),
      let least = values.histogram.map(folded).filter({ $0.high > 0 }).map(\.low).min()
    else { return (-1...1, -1...1) }
    let top = binaryLogarithm(body.upperBound)
    let low = binaryLogarithm(max(least, body.upperBound * 0x1p-200))
    return (max(low, binaryLogarithm(body.lowerBound))...top, low...top)
  }

  /// The part of the axis that the column at a coordinate covers.
  private static func column(
    _ coordinate: Double, in view: ClosedRange<Double>, columns: Int
  ) -> ClosedRange<Double> {
    let width = (view.upperBound - view.lowerBound) / Double(columns)
    guard width > 0, width.isFinite else { return view }
    let index = min(
      max(((coordinate - view.lowerBound) / width).rounded(.down), 0), Double(columns - 1))
    let low = view.lowerBound + index * width
    return low...low + width
  }

  private static func folded(_ bin: LogHistogram.Bin) -> FoldedBin { FoldedBin(bin) }
}

/// A bin of magnitudes.
struct FoldedBin {
  let low: Double
  let high: Double
  let count: UInt64

  init(_ bin: LogHistogram.Bin) {
    low = min(bin.low.magnitude, bin.high.magnitude)
    high = max(bin.low.magnitude, bin.high.magnitude)
    count = bin.count
  }

  var logLow: Double { binaryLogarithm(low) }
  var logHigh: Double { binaryLogarithm(high) }
}
