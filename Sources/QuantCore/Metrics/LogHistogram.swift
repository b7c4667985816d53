/// A histogram whose bins are the sign, the binary exponent and the top four mantissa bits of a value.
///
/// Edges depend on no data, so the histograms of parts add up to the histogram of the whole. A bin spans
/// magnitudes `[2^e·(1 + k/16), 2^e·(1 + (k+1)/16))`, k = 0…15; zero has a bin of its own. The range is that of
/// differences of F32 values: multiples of 2^-149 below 2^129. Infinities are counted apart, NaN with them.
public struct LogHistogram: Sendable, Hashable {
  /// The upper 16 bits of 2^-149, without the sign.
  private static let lowestField = (1023 - 149) << 4
  /// The upper 16 bits of 2^129, without the sign: what lies there is infinite or NaN.
  private static let highestField = (1023 + 129) << 4

  /// Counts by the upper 16 bits of a value's magnitude.
  private var positive = CountWindow()
  private var negative = CountWindow()
  private var zeroCount: UInt64 = 0
  /// How many infinities (and NaN) were counted.
  public private(set) var infiniteCount: UInt64 = 0

  /// Creates an empty histogram.
  public init() {}

  /// Counts a value.
  @inline(__always)
  public mutating func add(_ value: Double) {
    add(slot: UInt16(truncatingIfNeeded: value.bitPattern >> 48), times: 1)
  }

  /// Counts some values whose F64 have these upper 16 bits.
  @inline(__always)
  public mutating func add(slot: UInt16, times: UInt64) {
    let field = Int(slot & 0x7fff)
    if field < Self.lowestField {
      zeroCount += times
    } else if field >= Self.highestField {
      infiniteCount += times
    } else if slot < 0x8000 {
      positive.add(field, times: times)
    } else {
      negative.add(field, times: times)
    }
  }

  /// Adds the counts of another histogram.
  public mutating func merge(_ other: LogHistogram) {
    positive.merge(other.positive)
    negative.merge(other.negative)
    zeroCount += other.zeroCount
    infiniteCount += other.infiniteCount
  }

  /// The number of finite values counted.
  public var finiteCount: UInt64 { positive.total + negative.total + zeroCount }

  /// The bins in use, from the lowest value to the highest.
  public var bins: [Bin] {
    var bins: [Bin] = []
    for field in negative.range.reversed() where negative[field] > 0 {
      bins.append(
        Bin(low: -Self.edge(field + 1), high: -Self.edge(field), count: negative[field]))
    }
    if zeroCount > 0 { bins.append(Bin(low: 0, high: 0, count: zeroCount)) }
    for field in positive.range where positive[field] > 0 {
      bins.append(Bin(low: Self.edge(field), high: Self.edge(field + 1), count: positive[field]))
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
    var seen = zeroCount
    guard seen < rank else { return 0 }
    var both = positive
    both.merge(negative)
    for field in both.range {
      seen += both[field]
      if seen >= rank { return (Self.edge(field) + Self.edge(field + 1)) / 2 }
    }
    return nil
  }

  /// The magnitude at which a bin begins.
  private static func edge(_ field: Int) -> Double {
    Double(bitPattern: UInt64(field) << 48)
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
