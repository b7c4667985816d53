/// Counts of signal-to-noise ratios in bins of 0.1 dB about its multiples, from -100 dB to 400 dB.
///
/// Ratios beyond either end count in the bin at that end. A block whose error is infinite counts as lying below
/// every bin; blocks without signal or without error have no ratio and are not counted.
public struct DecibelHistogram: Sendable, Hashable {
  /// The middle of the lowest bin, in dB.
  public static let lowest = -100
  private static let highest = 400
  private var counts = CountWindow()
  private var belowCount: UInt64 = 0

  /// The ratios at which bins begin, the first one's aside: 10^((t + ½)/100) for t tenths of a decibel.
  public static let edges: [Double] = (lowest * 10..<highest * 10).map { tenths in
    .power(10, (Double(tenths) + 0.5) / 100)
  }

  /// Creates an empty histogram.
  public init() {}

  /// Counts the ratio of a block's signal energy Σx² to its error energy Σe².
  mutating func add(signal: Double, noise: Double) {
    guard signal > 0, noise > 0 else { return }
    guard noise.isFinite else {
      add(below: 1)
      return
    }
    add(bin: Self.bin(of: signal / noise), times: 1)
  }

  /// Counts some ratios that lie in the bin of this number: as many edges as they reach.
  public mutating func add(bin: Int, times: UInt64) { counts.add(bin, times: times) }

  /// Counts some blocks whose error is infinite.
  public mutating func add(below times: UInt64) { belowCount += times }

  /// How many edges a ratio reaches.
  static func bin(of ratio: Double) -> Int {
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if ratio >= edges[middle] { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Adds the counts of another histogram.
  public mutating func merge(_ other: DecibelHistogram) {
    belowCount += other.belowCount
    counts.merge(other.counts)
  }

  /// The ratio, in dB, below which the given share of blocks lies: the middle of its bin.
  ///
  /// - Parameter share: From 0 to 1; the rank is the share of the count, rounded up.
  /// - Returns: Nil where nothing was counted or the rank falls on a block with infinite error.
  public func decibels(atShare share: Double) -> Double? {
    let total = belowCount + counts.total
    guard total > 0 else { return nil }
    let rank = max(1, UInt64((share * Double(total)).rounded(.up)))
    var seen = belowCount
    guard seen < rank else { return nil }
    for bin in counts.range {
      seen += counts[bin]
      if seen >= rank { return Double(bin + Self.lowest * 10) / 10 }
    }
    return nil
  }
}
