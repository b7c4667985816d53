import TestSupport
import Testing

@testable import QuantCore

struct DecibelHistogramTests {
  static func histogram(_ ratios: [(signal: Double, noise: Double)]) -> DecibelHistogram {
    var histogram = DecibelHistogram()
    for ratio in ratios { histogram.add(signal: ratio.signal, noise: ratio.noise) }
    return histogram
  }

  @Test(
    arguments: [
      (1, 1, 0), (100, 1, 20), (1, 100, -20), (1.01, 1, 0), (1.02, 1, 0.1), (1.03, 1, 0.1),
      (0.99, 1, 0), (0.97, 1, -0.1), (0x1p256, 0x1p-298, 400), (1e-50, 1e50, -100),
    ])
  func `a ratio is told by the nearest tenth of a decibel`(
    signal: Double, noise: Double, middle: Double
  ) throws {
    let found = try #require(Self.histogram([(signal, noise)]).decibels(atShare: 0.5))
    #expect(abs(found - middle) < 1e-9)
  }

  @Test(arguments: [0.01, 0.1, 0.5, 0.99, 1])
  func `a percentile lies within half a tenth of the ratio of its rank`(share: Double) throws {
    var random = SplitMix64(seed: 0xdb)
    let ratios = (0..<2000).map { _ in (signal: random.uniform(), noise: random.uniform()) }
    let decibels = ratios.map { 10 * Double.log10($0.signal / $0.noise) }
    let exact = decibels.sorted()[Int((share * 2000).rounded(.up)) - 1]
    let found = try #require(Self.histogram(ratios).decibels(atShare: share))
    #expect(abs(found - exact) < 0.0501)
  }

  @Test func `blocks without signal or without error are not counted`() {
    let histogram = Self.histogram([(0, 1), (1, 0), (0, 0), (0, .infinity)])
    #expect(histogram == DecibelHistogram())
    #expect(histogram.decibels(atShare: 0.5) == nil)
  }

  @Test func `an infinite error lies below every ratio`() throws {
    let histogram = Self.histogram([(1, 1), (1, .infinity), (10, 1), (100, 1)])
    #expect(histogram.decibels(atShare: 0.25) == nil)
    let next = try #require(histogram.decibels(atShare: 0.26))
    #expect(abs(next) < 1e-9)
  }

  @Test func `parts add up to the whole`() {
    var random = SplitMix64(seed: 0xd8)
    let ratios = (0..<300).map { _ in
      (signal: random.uniform(), noise: random.next() % 10 == 0 ? .infinity : random.uniform())
    }
    var merged = Self.histogram(Array(ratios[..<100]))
    merged.merge(Self.histogram(Array(ratios[100...])))
    #expect(merged == Self.histogram(ratios))
  }
}
