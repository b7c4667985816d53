/// Counts of signal-to-noise ratios in bins of 0.1 dB about its multiples, from -100 dB to 400 dB.
///
/// Ratios beyond either end count in the bin at that end. A block whose error is infinite counts as lying below
/// every bin; blocks without signal or without error have no ratio and are not counted.
public struct DecibelHistogram: Sendable, Hashable {
  private static let lowest = -100
  private static let highest = 400
  private var counts = [UInt64](repeating: 0, count: (highest - lowest) * 10 + 1)
  private var belowCount: UInt64 = 0

  /// Creates an empty histogram.
  public init() {}

  /// Counts the ratio of a block's signal energy Σx² to its error energy Σe².
  mutating func add(signal: Double, noise: Double) {
    guard signal > 0, noise > 0 else { return }
    guard noise.isFinite else {
      belowCount += 1
      return
    }
    let tenths = (100 * .log10(signal / noise)).rounded(.toNearestOrEven)
    let bin = Int(tenths) - Self.lowest * 10
    counts[min(max(bin, 0), counts.count - 1)] += 1
  }

  /// Adds the counts of another histogram.
  public mutating func merge(_ other: DecibelHistogram) {
    belowCount += other.belowCount
    for index in counts.indices {
      counts[index] += other.counts[index]
    }
  }

  /// The ratio, in dB, below which the given share of blocks lies: the middle of its bin.
  ///
  /// - Parameter share: From 0 to 1; the rank is the share of the count, rounded up.
  /// - Returns: Nil where nothing was counted or the rank falls on a block with infinite error.
  public func decibels(atShare share: Double) -> Double? {
    let total = counts.reduce(belowCount, +)
    guard total > 0 else { return nil }
    let rank = max(1, UInt64((share * Double(total)).rounded(.up)))
    var seen = belowCount
    guard seen < rank else { return nil }
    for (index, count) in counts.enumerated() {
      seen += count
      if seen >= rank { return Double(index + Self.lowest * 10) / 10 }
    }
    return nil
  }
}
