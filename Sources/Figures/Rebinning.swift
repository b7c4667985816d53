internal import QuantCore

/// Counts of a histogram laid out over equal columns.
public struct Rebinned: Sendable, Equatable {
  /// The count in each column.
  ///
  /// A bin that spans several is spread evenly over its width.
  public let columns: [Double]
  /// How many values lie below the range.
  public let below: Double
  /// How many values lie above the range.
  public let above: Double
}

extension Rebinned {
  /// Lays bins out over a range.
  ///
  /// - Parameters:
  ///   - bins: The bins, ascending; the zero bin has no width and goes to one column whole.
  ///   - range: The values from the left edge to the right; not empty.
  ///   - count: How many columns, at least 1.
  init(_ bins: [LogHistogram.Bin], over range: ClosedRange<Double>, count: Int) {
    let count = max(1, count)
    let width = (range.upperBound - range.lowerBound) / Double(count)
    var columns = [Double](repeating: 0, count: count)
    var below = 0.0
    var above = 0.0
    guard width > 0, width.isFinite else {
      self.init(columns: columns, below: 0, above: 0)
      return
    }
    for bin in bins {
      let total = Double(bin.count)
      let low = (bin.low - range.lowerBound) / width
      let high = (bin.high - range.lowerBound) / width
      guard high > low else {
        if low < 0 {
          below += total
        } else if low > Double(count) {
          above += total
        } else {
          columns[min(Int(low), count - 1)] += total
        }
        continue
      }
      let density = total / (high - low)
      below += density * max(0, min(high, 0) - low)
      above += density * max(0, high - max(low, Double(count)))
      let first = max(0, low)
      let last = min(high, Double(count))
      guard last > first else { continue }
      for column in Int(first)...min(Int(last), count - 1) {
        let left = max(first, Double(column))
        let right = min(last, Double(column + 1))
        if right > left { columns[column] += density * (right - left) }
      }
    }
    self.init(columns: columns, below: below, above: above)
  }
}
