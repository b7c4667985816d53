/// A histogram whose bins are the sign, the binary exponent and the top four mantissa bits of a value.
///
/// Edges depend on no data, so the histograms of parts add up to the histogram of the whole. A bin spans
/// magnitudes `[2^e·(1 + k/16), 2^e·(1 + (k+1)/16))`, k = 0…15; zero has a bin of its own. The range is that of
/// differences of F32 values: multiples of 2^-149 below 2^129. Infinities are counted apart, NaN with them.
public struct LogHistogram: Sendable, Hashable {
  private static let lowestField = (1023 - 149) << 4
  private static let binsPerSign = 278 * 16
  /// Slot 0 is zero, then the bins by magnitude, then infinity and NaN.
  private static let slotsPerSign = binsPerSign + 2

  /// Positive slots, then negative ones.
  private var counts: [UInt64]

  /// Creates an empty histogram.
  public init() {
    counts = Array(repeating: 0, count: 2 * Self.slotsPerSign)
  }

  /// Counts a value.
  @inline(__always)
  public mutating func add(_ value: Double) {
    counts[Self.slot(of: value)] += 1
  }

  /// Adds the counts of another histogram.
  public mutating func merge(_ other: LogHistogram) {
    for index in counts.indices {
      counts[index] += other.counts[index]
    }
  }

  /// The bin's slot, without branches: signs of errors are as good as random.
  @inline(__always)
  private static func slot(of value: Double) -> Int {
    let bits = value.bitPattern
    let field = Int((bits >> 48) & 0x7fff)
    let magnitude = min(max(field - lowestField + 1, 0), slotsPerSign - 1)
    return magnitude + Int(bits >> 63) * slotsPerSign
  }

  /// How many infinities (and NaN) were counted.
  public var infiniteCount: UInt64 {
    counts[Self.slotsPerSign - 1] + counts[2 * Self.slotsPerSign - 1]
  }

  /// The number of finite values counted.
  public var finiteCount: UInt64 { counts.reduce(0, +) - infiniteCount }

  /// The bins in use, from the lowest value to the highest.
  public var bins: [Bin] {
    var bins: [Bin] = []
    for slot in stride(from: Self.binsPerSign, through: 1, by: -1) {
      let count = counts[Self.slotsPerSign + slot]
      if count > 0 {
        bins.append(Bin(low: -Self.edge(slot + 1), high: -Self.edge(slot), count: count))
      }
    }
    let zeros = counts[0] + counts[Self.slotsPerSign]
    if zeros > 0 { bins.append(Bin(low: 0, high: 0, count: zeros)) }
    for slot in 1...Self.binsPerSign where counts[slot] > 0 {
      bins.append(Bin(low: Self.edge(slot), high: Self.edge(slot + 1), count: counts[slot]))
    }
    return bins
  }

  /// The magnitude below which the given share of all values lies, to within 1/32 of itself.
  ///
  /// - Parameter share: From 0 to 1; the value's rank is the share of the count, rounded up.
  /// - Returns: The middle of the bin that holds the rank; nil where nothing was counted or the rank falls on
  ///   an infinite value.
  public func magnitude(atShare share: Double) -> Double? {
    let total = finiteCount + infiniteCount
    guard total > 0 else { return nil }
    let rank = max(1, UInt64((share * Double(total)).rounded(.up)))
    var seen: UInt64 = 0
    for slot in 0...Self.binsPerSign {
      seen += counts[slot] + counts[Self.slotsPerSign + slot]
      guard seen < rank else {
        return slot == 0 ? 0 : (Self.edge(slot) + Self.edge(slot + 1)) / 2
      }
    }
    return nil
  }

  /// The magnitude at which a slot begins.
  private static func edge(_ slot: Int) -> Double {
    Double(bitPattern: UInt64(slot - 1 + lowestField) << 48)
  }

  /// A range of values and how many fell into it.
  public struct Bin: Sendable, Hashable {
    /// The edge nearer to minus infinity.
    public let low: Double
    /// The edge nearer to plus infinity.
    public let high: Double
    /// How many values.
    public let count: UInt64

    /// Creates a bin.
    public init(low: Double, high: Double, count: UInt64) {
      self.low = low
      self.high = high
      self.count = count
    }
  }
}
