public import Charts
public import QuantCore

/// A histogram of magnitudes with logarithms on both axes: where power laws and tails are straight.
public struct MagnitudeFigure: Sendable, Equatable {
  /// The bars and the axes.
  public let chart: BarChart

  /// Draws the magnitudes of bins; the zero bin has no place on a logarithmic axis.
  ///
  /// - Parameters:
  ///   - bins: The bins, ascending.
  ///   - range: The magnitudes from the left edge to the right, above zero.
  ///   - columns: How many bars.
  public init(_ bins: [LogHistogram.Bin], over range: ClosedRange<Double>, columns: Int) {
    let columns = max(1, columns)
    let axis = Axis(
      range, scale: .log10, ticks: Axis.octaveTicks(in: range, count: max(3, columns / 9)))
    var counts = [Double](repeating: 0, count: columns)
    for bin in bins where bin.low != bin.high {
      let low = min(bin.low.magnitude, bin.high.magnitude)
      let high = max(bin.low.magnitude, bin.high.magnitude)
      guard high > range.lowerBound, low < range.upperBound else { continue }
      let first = axis.position(of: low) * Double(columns)
      let last = axis.position(of: high) * Double(columns)
      guard last > first else { continue }
      // What lies beyond an end was cut off with that end, so the density is that of the part on show.
      let density = Double(bin.count) / (last - first)
      for column in Int(first)...min(Int(last), columns - 1) {
        let width = min(last, Double(column + 1)) - max(first, Double(column))
        if width > 0 { counts[column] += density * width }
      }
    }
    chart = BarChart(
      bars: counts, vertical: .counts(upTo: counts.max() ?? 0, scale: .log10), horizontal: axis)
  }

  /// A range for magnitudes: from the largest down to where fewer than one in two thousand lie below.
  ///
  /// - Parameter bins: The bins, ascending.
  /// - Returns: The range; nil where all values are zero or there are none.
  public static func range(of bins: [LogHistogram.Bin]) -> ClosedRange<Double>? {
    let edges = bins.filter { $0.low != $0.high }.map { bin in
      (
        low: min(bin.low.magnitude, bin.high.magnitude),
        high: max(bin.low.magnitude, bin.high.magnitude), count: bin.count
      )
    }
    guard let top = edges.map(\.high).max(), top.isFinite else { return nil }
    let total = edges.reduce(0) { $0 + $1.count }
    var below: UInt64 = 0
    for edge in edges.sorted(by: { $0.low < $1.low }) {
      below += edge.count
      if below * 2000 > total { return min(edge.low, top / 4)...top }
    }
    return nil
  }
}
