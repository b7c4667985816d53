public import QuantCore

/// The bins of a histogram that a part of its axis touches: counted whole, so that the count is exact.
public struct HistogramSpan: Sendable, Hashable {
  /// The lower edge; of the part itself where it touches no bin.
  public let low: Double
  /// The upper edge.
  public let high: Double
  /// How many values lie within.
  public let count: UInt64
  /// How many of them are zero.
  public let zeros: UInt64
  /// Whether the edges are those of magnitudes.
  public let isOfMagnitudes: Bool

  /// Collects bins.
  ///
  /// - Parameters:
  ///   - bins: The bins, ascending.
  ///   - range: The part of the axis: values, or log2 |value|.
  ///   - magnitudes: Whether the range is one of logarithms of magnitudes.
  public init(
    _ bins: [LogHistogram.Bin], over range: ClosedRange<Double>, magnitudes: Bool
  ) {
    var low = Double.infinity
    var high = -Double.infinity
    var count: UInt64 = 0
    var zeros: UInt64 = 0
    for bin in bins {
      let folded = FoldedBin(bin)
      let (first, last) = magnitudes ? (folded.logLow, folded.logHigh) : (bin.low, bin.high)
      let touches =
        bin.low == bin.high
        ? !magnitudes && range.contains(first)
        : first < range.upperBound && last > range.lowerBound
      guard touches else { continue }
      low = min(low, magnitudes ? folded.low : bin.low)
      high = max(high, magnitudes ? folded.high : bin.high)
      count += bin.count
      if bin.low == 0, bin.high == 0 { zeros += bin.count }
    }
    self.count = count
    self.zeros = zeros
    isOfMagnitudes = magnitudes
    let edges =
      magnitudes
      ? powerOfTwo(range.lowerBound)...powerOfTwo(range.upperBound) : range
    self.low = low <= high ? low : edges.lowerBound
    self.high = low <= high ? high : edges.upperBound
  }

  /// The edges, the count and its share in words.
  ///
  /// - Parameter total: How many values there are.
  /// - Returns: One statement.
  public func text(of total: Int) -> String {
    let edges = "\(FigureText.number(low)) to \(FigureText.number(high))"
    let share = total > 0 ? Double(count) / Double(total) : nil
    return "\(isOfMagnitudes ? "|w| " : "")\(edges): \(FigureText.count(count, "value")), "
      + FigureText.percent(share)
      + (zeros > 0 ? ", \(FigureText.count(zeros)) of them 0" : "")
  }
}
