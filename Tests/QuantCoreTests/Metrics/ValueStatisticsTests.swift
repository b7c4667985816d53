import QuantCore
import TestSupport
import Testing

struct ValueStatisticsTests {
  private func statistics(_ values: [Float], columns: Int, firstRow: Int = 0) -> ValueStatistics {
    var statistics = ValueStatistics()
    for start in stride(from: 0, to: values.count, by: columns) {
      let row = Array(values[start..<min(start + columns, values.count)])
      statistics.add(row.span, row: firstRow + start / columns, column: 0)
    }
    return statistics
  }

  @Test func `values are counted, bounded and averaged`() throws {
    let found = statistics([1, -2, 0, -0.0, 4, 3], columns: 3)
    #expect(found.count == 6)
    #expect(found.zeroCount == 2)
    #expect(found.minimum == -2)
    #expect(found.maximum == 4)
    #expect(found.amax == 4)
    #expect(abs(try #require(found.mean) - 1) < 1e-15)
    #expect(found.magnitudeSum == 10)
    // Σ(x-1)² = 0 + 9 + 1 + 1 + 9 + 4
    let deviation = try #require(found.standardDeviation)
    #expect(abs(deviation * deviation - 4) < 1e-14)
    // Σ(x-1)⁴ = 81 + 1 + 1 + 81 + 16
    #expect(abs(try #require(found.kurtosis) - 30.0 / 16) < 1e-14)
    #expect(found.histogram.finiteCount == 6)
  }

  @Test func `NaN and infinities are counted, located and left out`() {
    let values: [Float] = [1, 2, 3, 4, -.infinity, .nan, .infinity, 5, .nan]
    let found = statistics(values, columns: 3)
    #expect(found.count == 9)
    #expect(found.nanCount == 2)
    #expect(found.infiniteCount == 2)
    #expect(found.firstNonfinite == ValueStatistics.Place(row: 1, column: 1))
    #expect(found.minimum == 1)
    #expect(found.maximum == 5)
    #expect(found.mean == 3)
    #expect(found.magnitudeSum == 15)
    #expect(found.moments.count == 5)
    #expect(found.histogram.finiteCount == 5)
    #expect(found.histogram.infiniteCount == 0)
    #expect(found.summary(rows: 3, columns: 3).hasNonfinite)
  }

  @Test func `without finite values nothing is said of them`() {
    for values in [[], [.nan, .infinity]] as [[Float]] {
      let found = statistics(values, columns: 2)
      #expect(found.minimum == nil)
      #expect(found.maximum == nil)
      #expect(found.mean == nil)
      #expect(found.standardDeviation == nil)
      #expect(found.kurtosis == nil)
      #expect(found.amax == 0)
      #expect(found.amaxPlace == nil)
      #expect(found.summary(rows: 1, columns: 2).meanMagnitude == 0)
    }
  }

  @Test(arguments: [0, 0.1, -3, 1e38, .leastNonzeroMagnitude] as [Float])
  func `a constant tensor has itself as mean, no deviation and no kurtosis`(value: Float) {
    let found = statistics(Array(repeating: value, count: 3000), columns: 77)
    #expect(found.mean == Double(value))
    #expect(found.standardDeviation == 0)
    #expect(found.kurtosis == nil)
  }

  @Test func `the place of the amax is the first of its magnitude`() {
    var values = [Float](repeating: 0.5, count: 5 * 40)
    values[2 * 40 + 33] = -9
    values[3 * 40 + 1] = 9
    let found = statistics(values, columns: 40)
    #expect(found.amax == 9)
    #expect(found.amaxPlace == ValueStatistics.Place(row: 2, column: 33))
  }

  @Test func `the first of equal magnitudes wins between parts too`() {
    var merged = statistics([1, 8], columns: 2)
    merged.merge(statistics([-8, 8], columns: 2, firstRow: 1))
    #expect(merged.amaxPlace == ValueStatistics.Place(row: 0, column: 1))
  }

  @Test func `zeros have an amax place too`() {
    let found = statistics([.nan, 0, 0, 0], columns: 2)
    #expect(found.amax == 0)
    #expect(found.amaxPlace == ValueStatistics.Place(row: 0, column: 1))
  }

  @Test func `pieces of a row tell their columns`() {
    var found = ValueStatistics()
    found.add([Float](repeating: 1, count: 32).span, row: 7, column: 64)
    found.add([1, 1, .infinity, -2].span, row: 7, column: 96)
    #expect(found.amaxPlace == ValueStatistics.Place(row: 7, column: 99))
    #expect(found.firstNonfinite == ValueStatistics.Place(row: 7, column: 98))
  }

  @Test func `the summary is what formats may know`() {
    let summary = statistics([3, -5, 0, 0], columns: 2).summary(rows: 2, columns: 2)
    #expect(
      summary
        == TensorSummary(
          rows: 2, columns: 2, amax: 5, mean: -0.5, meanMagnitude: 2, hasNonfinite: false))
  }

  @Test(arguments: [1, 3, 8, 20])
  func `parts merge to the counts, places and bounds of the whole`(rows: Int) throws {
    var random = SplitMix64(seed: 0x57a7)
    var values = random.normals(24 * 100)
    for place in [555, 556, 1800] { values[place] = .nan }
    values[1300] = -.infinity
    values[700] = 0
    let whole = statistics(values, columns: 100)
    var merged = ValueStatistics()
    for first in stride(from: 0, to: 24, by: rows) {
      let part = Array(values[(first * 100)..<(min(first + rows, 24) * 100)])
      merged.merge(statistics(part, columns: 100, firstRow: first))
    }
    #expect(merged.count == whole.count)
    #expect(merged.zeroCount == whole.zeroCount)
    #expect(merged.nanCount == 3)
    #expect(merged.infiniteCount == 1)
    #expect(merged.firstNonfinite == ValueStatistics.Place(row: 5, column: 55))
    #expect(merged.minimum == whole.minimum)
    #expect(merged.maximum == whole.maximum)
    #expect(merged.amax == whole.amax)
    #expect(merged.amaxPlace == whole.amaxPlace)
    #expect(merged.histogram == whole.histogram)
    #expect(abs(merged.magnitudeSum - whole.magnitudeSum) < 1e-9)
    let deviations = (try #require(merged.standardDeviation), try #require(whole.standardDeviation))
    #expect(abs(deviations.0 - deviations.1) < 1e-12)
  }
}
