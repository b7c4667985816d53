import TestSupport
import Testing

@testable import QuantCore

struct ErrorStatisticsTests {
  static func statistics(_ original: [Float], _ decoded: [Float]) -> ErrorStatistics {
    var statistics = ErrorStatistics()
    statistics.add(original: original.span, decoded: decoded.span)
    return statistics
  }

  @Test func `every figure follows from sums that can be done by hand`() throws {
    // e = 1, 0, -2, 0.5
    let found = Self.statistics([3, -1, -4, 0.5], [2, -1, -2, 0])
    #expect(found.count == 4)
    #expect(found.signal == 26.25)
    #expect(found.noise == 5.25)
    #expect(found.decodedEnergy == 9)
    #expect(found.product == 15)
    #expect(found.errorSum == -0.5)
    #expect(found.flushedCount == 1)
    #expect(found.meanSquaredError == 5.25 / 4)
    #expect(found.rootMeanSquaredError == (5.25 / 4).squareRoot())
    #expect(found.relativeFrobenius == (0.2).squareRoot())
    let decibels = try #require(found.signalToNoise)
    #expect(abs(decibels - 6.989700043360188) < 1e-13)
    let cosine = try #require(found.cosine)
    let expected = 15 / Double(26.25 * 9).squareRoot()
    #expect(abs(cosine - expected) < 1e-15)
    #expect(found.slope == 15 / 26.25)
    #expect(found.meanError == -0.125)
    #expect(found.maximumError == 2)
    #expect(found.histogram.bins.map(\.low) == [-2.125, 0, 0.5, 1])
  }

  @Test func `sums over rows equal direct sums`() throws {
    var random = SplitMix64(seed: 0xe55)
    var found = ErrorStatistics()
    var errors: [Double] = []
    var originals: [Double] = []
    for _ in 0..<50 {
      let original = random.normals(333)
      let decoded = original.map { $0 + Float(0.01 * random.normal()) }
      found.add(original: original.span, decoded: decoded.span)
      originals += original.map { Double($0) }
      errors += zip(original, decoded).map { Double($0) - Double($1) }
    }
    let noise = errors.map { $0 * $0 }.reduce(0, +)
    let signal = originals.map { $0 * $0 }.reduce(0, +)
    #expect(found.count == 50 * 333)
    #expect(abs(found.noise - noise) < 1e-12 * noise)
    #expect(abs(found.signal - signal) < 1e-12 * signal)
    #expect(abs(found.errorSum - errors.reduce(0, +)) < 1e-11)
    #expect(found.largestError == errors.map(\.magnitude).max())
    let expected = 10 * Double.log10(signal / noise)
    #expect(abs(try #require(found.signalToNoise) - expected) < 1e-11)
  }

  @Test func `sums have the bits of sixteen lanes a row`() {
    var random = SplitMix64(seed: 0x16a)
    let rows = (0..<5).map { _ in random.normals(77) }
    var found = ErrorStatistics()
    var noise = 0.0
    for row in rows {
      let decoded = row.map { $0.rounded() }
      found.add(original: row.span, decoded: decoded.span)
      var lanes = LaneSums()
      for (index, pair) in zip(row, decoded).enumerated() {
        let error = Double(pair.0) - Double(pair.1)
        lanes.add(error * error, lane: index)
      }
      noise += lanes.total
    }
    #expect(found.noise == noise)
  }

  @Test func `elements decoded to NaN are left out of everything`() {
    let found = Self.statistics([.nan, 3, .infinity, 100, -1], [.nan, 2, .nan, .nan, -1])
    let without = Self.statistics([0, 3, 0, 0, -1], [.nan, 2, .nan, .nan, -1])
    #expect(found == without)
    #expect(found.count == 2)
    #expect(found.signal == 10)
    #expect(found.noise == 1)
    #expect(found.histogram.finiteCount == 2)
  }

  @Test func `an overflow leaves no figure that it enters`() {
    let found = Self.statistics([3e38, 1, 2], [.infinity, 1, 1])
    #expect(found.meanSquaredError == nil)
    #expect(found.rootMeanSquaredError == nil)
    #expect(found.relativeFrobenius == nil)
    #expect(found.signalToNoise == nil)
    #expect(found.cosine == nil)
    #expect(found.slope == nil)
    #expect(found.meanError == nil)
    #expect(found.maximumError == nil)
    #expect(found.count == 3)
    #expect(found.flushedCount == 0)
    #expect(found.histogram.infiniteCount == 1)
  }

  @Test func `overflows of both signs leave none either`() {
    let found = Self.statistics([3e38, -3e38], [.infinity, -.infinity])
    #expect(found.meanError == nil)
    #expect(found.cosine == nil)
    #expect(found.slope == nil)
  }

  @Test func `zeros that stay zeros have an error and no ratio`() {
    let found = Self.statistics([0, -0.0, 0], [0, 0, -0.0])
    #expect(found.meanSquaredError == 0)
    #expect(found.meanError == 0)
    #expect(found.maximumError == 0)
    #expect(found.relativeFrobenius == nil)
    #expect(found.signalToNoise == nil)
    #expect(found.cosine == nil)
    #expect(found.slope == nil)
    #expect(found.flushedCount == 0)
    #expect(found.histogram.bins == [LogHistogram.Bin(low: 0, high: 0, count: 3)])
  }

  @Test func `an exact result has error zero and no ratio in decibels`() {
    let found = Self.statistics([1, -2, 0.5], [1, -2, 0.5])
    #expect(found.meanSquaredError == 0)
    #expect(found.relativeFrobenius == 0)
    #expect(found.signalToNoise == nil)
    #expect(found.cosine == 1)
    #expect(found.slope == 1)
  }

  @Test func `everything flushed has no cosine and a slope of zero`() {
    let found = Self.statistics([1, -2, 0], [0, -0.0, 0])
    #expect(found.flushedCount == 2)
    #expect(found.cosine == nil)
    #expect(found.slope == 0)
    #expect(found.signalToNoise == 0)
  }

  @Test func `nothing measured has no figure`() {
    let found = ErrorStatistics()
    #expect(found.meanSquaredError == nil)
    #expect(found.meanError == nil)
    #expect(found.maximumError == nil)
    #expect(found.signalToNoise == nil)
    #expect(found.cosine == nil)
  }

  @Test func `the smallest and the largest floats have finite figures`() throws {
    let tiny = Float.leastNonzeroMagnitude
    let huge = Float.greatestFiniteMagnitude
    let small = Self.statistics([tiny, 3 * tiny], [0, 2 * tiny])
    let large = Self.statistics([huge, -huge], [huge / 2, -huge])
    #expect(abs(try #require(small.signalToNoise) - 6.989700043360188) < 1e-12)
    #expect(abs(try #require(large.signalToNoise) - 9.030899869919434) < 1e-6)
    #expect(try #require(large.cosine) < 1)
  }

  @Test func `parts merge to the whole`() {
    var random = SplitMix64(seed: 0x3e6)
    let rows = (0..<6).map { _ in random.normals(50) }
    var whole = ErrorStatistics()
    var parts = ErrorStatistics()
    for row in rows {
      let decoded = row.map { ($0 * 4).rounded() / 4 }
      whole.add(original: row.span, decoded: decoded.span)
      parts.merge(Self.statistics(row, decoded))
    }
    #expect(parts == whole)
  }
}
