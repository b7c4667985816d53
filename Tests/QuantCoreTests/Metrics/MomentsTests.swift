import TestSupport
import Testing

@testable import QuantCore

struct MomentsTests {
  /// Two passes over integers: their sums are exact, so the only rounding is that of the quotients.
  struct TwoPass {
    let mean: Double
    let variance: Double
    let kurtosis: Double

    init(_ values: [Float]) {
      let count = Double(values.count)
      let sum = values.reduce(0) { $0 + Int($1) }
      let mean = Double(sum) / count
      let squares = values.map { (Double($0) - mean) * (Double($0) - mean) }
      let second = squares.reduce(0, +) / count
      self.mean = mean
      variance = second
      kurtosis = squares.map { $0 * $0 }.reduce(0, +) / count / (second * second)
    }
  }

  /// Integers with a spread of about 40 about a mean; F32 holds them exactly.
  static func integers(_ count: Int, mean: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(mean) + Float(40 * random.normal()).rounded() }
  }

  private func moments(_ values: [Float], row: Int) -> Moments {
    var statistics = ValueStatistics()
    for start in stride(from: 0, to: values.count, by: row) {
      let piece = values[start..<min(start + row, values.count)]
      statistics.add(Array(piece).span, row: start / row, column: 0)
    }
    return statistics.moments
  }

  @Test(arguments: [0, 1000, 1_000_000, -8_000_000], [16, 100, 4096, 20_000])
  func `rows merge to what two passes give, also beside a large mean`(mean: Int, row: Int) throws {
    let values = Self.integers(20_000, mean: mean, seed: 0x30)
    let exact = TwoPass(values)
    let found = moments(values, row: row)
    #expect(found.count == 20_000)
    #expect(abs(found.mean - exact.mean) <= 1e-15 * max(abs(exact.mean), 40))
    #expect(abs(try #require(found.variance) - exact.variance) <= 1e-11 * exact.variance)
    #expect(abs(try #require(found.kurtosis) - exact.kurtosis) <= 1e-10 * exact.kurtosis)
  }

  @Test(arguments: [1, 137, 10_000, 19_999])
  func `two parts merge to the whole whatever their sizes`(cut: Int) throws {
    let values =
      Self.integers(cut, mean: 1_000_000, seed: 1)
      + Self.integers(20_000 - cut, mean: 1_000_300, seed: 2)
    let exact = TwoPass(values)
    var found = moments(Array(values[..<cut]), row: cut)
    found.merge(moments(Array(values[cut...]), row: 20_000 - cut))
    #expect(abs(found.mean - exact.mean) <= 1e-15 * exact.mean)
    #expect(abs(try #require(found.variance) - exact.variance) <= 1e-11 * exact.variance)
    #expect(abs(try #require(found.kurtosis) - exact.kurtosis) <= 1e-10 * exact.kurtosis)
  }

  @Test func `skewed parts merge to the whole`() throws {
    // Third moments enter the fourth only in a merge: squares of Gaussians have large ones.
    var random = SplitMix64(seed: 0x5e)
    let values = (0..<9000).map { _ in
      let normal = random.normal()
      return Float((100 * normal * normal).rounded())
    }
    let exact = TwoPass(values.sorted())
    let found = moments(values.sorted(), row: 1000)
    #expect(abs(try #require(found.variance) - exact.variance) <= 1e-11 * exact.variance)
    #expect(abs(try #require(found.kurtosis) - exact.kurtosis) <= 1e-10 * exact.kurtosis)
  }

  @Test func `the moments of nothing change nothing`() {
    var some = moments([1, 2, 3, 10], row: 4)
    let before = some
    some.merge(Moments())
    #expect(some == before)
    var nothing = Moments()
    nothing.merge(before)
    #expect(nothing == before)
    #expect(Moments().variance == nil)
    #expect(Moments().kurtosis == nil)
  }

  @Test func `a Gaussian has kurtosis 3 and a Laplacian 6`() throws {
    var random = SplitMix64(seed: 0x36)
    let gaussian = try #require(moments(random.normals(1 << 19), row: 4096).kurtosis)
    let laplacian = try #require(moments(random.laplaces(1 << 19), row: 4096).kurtosis)
    #expect(abs(gaussian - 3) < 0.05)
    #expect(abs(laplacian - 6) < 0.4)
  }
}
