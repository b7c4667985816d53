import QuantCore
import TestSupport
import Testing

struct LogHistogramTests {
  static func histogram(_ values: [Double]) -> LogHistogram {
    var histogram = LogHistogram()
    for value in values { histogram.add(value) }
    return histogram
  }

  @Test(
    arguments: [
      (-0.061, -0.0625, -0.060546875),
      (-0.060546875, -0.0625, -0.060546875),
      (-0.0625, -0.06640625, -0.0625),
      (0x1p-14, 0x1p-14, 0x1.1p-14),
      (0x1.0fffp-14, 0x1p-14, 0x1.1p-14),
      (0x1.1p-14, 0x1.1p-14, 0x1.2p-14),
      (1, 1, 1.0625),
      (1.999, 1.9375, 2),
      (0x1p-149, 0x1p-149, 0x1.1p-149),
      (0x1.ffffffp128, 0x1.fp128, 0x1p129),
      (0, 0, 0),
      (-0.0, 0, 0),
    ])
  func `a value lies in the bin of its sign, exponent and top four bits`(
    value: Double, low: Double, high: Double
  ) {
    let bins = Self.histogram([value]).bins
    #expect(bins == [LogHistogram.Bin(low: low, high: high, count: 1)])
  }

  @Test func `every bin begins at its edge and ends before the next`() {
    var wrong: [Double] = []
    for exponent in -149...128 {
      for sixteenth in 0..<16 {
        let low = powerOfTwo(exponent) * (1 + Double(sixteenth) / 16)
        let high = powerOfTwo(exponent) * (1 + Double(sixteenth + 1) / 16)
        let positive = Self.histogram([low, (low + high) / 2, high.nextDown]).bins
        let negative = Self.histogram([-low, -high.nextDown]).bins
        let isRight =
          positive == [LogHistogram.Bin(low: low, high: high, count: 3)]
          && negative == [LogHistogram.Bin(low: -high, high: -low, count: 2)]
        if !isRight { wrong.append(low) }
      }
    }
    #expect(wrong.prefix(5) == [])
  }

  @Test func `bins run from the lowest value to the highest`() {
    let bins = Self.histogram([3, -1, 0, 0.5, -100, -0.0, 3.01]).bins
    #expect(bins.map(\.low) == [-104, -1.0625, 0, 0.5, 3])
    #expect(bins.map(\.count) == [1, 1, 2, 1, 2])
  }

  @Test func `infinities and NaN are counted apart`() {
    let histogram = Self.histogram([.infinity, -.infinity, .nan, 1])
    #expect(histogram.infiniteCount == 3)
    #expect(histogram.finiteCount == 1)
    #expect(histogram.bins.count == 1)
  }

  @Test func `parts add up to the whole`() {
    var random = SplitMix64(seed: 0x109)
    let values = (0..<5000).map { _ in Double(random.anyFloat()) }
    var merged = LogHistogram()
    for start in stride(from: 0, to: values.count, by: 777) {
      merged.merge(Self.histogram(Array(values[start..<min(start + 777, values.count)])))
    }
    let whole = Self.histogram(values)
    #expect(merged == whole)
    #expect(whole.finiteCount + whole.infiniteCount == 5000)
    #expect(whole.bins.map(\.count).reduce(0, +) == whole.finiteCount)
  }

  @Test(arguments: [0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1])
  func `a percentile lies within a sixteenth of the value of its rank`(share: Double) throws {
    var random = SplitMix64(seed: 0x99)
    let values = (0..<10_000).map { _ in random.normal() }
    let ranked = values.map(\.magnitude).sorted()
    let exact = ranked[Int((share * 10_000).rounded(.up)) - 1]
    let found = try #require(Self.histogram(values).magnitude(atShare: share))
    #expect(abs(found - exact) <= exact / 16)
  }

  @Test func `a percentile that falls on zero is zero`() {
    let histogram = Self.histogram([0, 0, -0.0, 5])
    #expect(histogram.magnitude(atShare: 0) == 0)
    #expect(histogram.magnitude(atShare: 0.75) == 0)
    #expect(histogram.magnitude(atShare: 0.76) == 5.125)
  }

  @Test func `a percentile that falls on infinity is none`() {
    let histogram = Self.histogram([1, 1, 1, -.infinity])
    #expect(histogram.magnitude(atShare: 0.75) == 1.03125)
    #expect(histogram.magnitude(atShare: 0.76) == nil)
    #expect(LogHistogram().magnitude(atShare: 0.5) == nil)
  }
}
