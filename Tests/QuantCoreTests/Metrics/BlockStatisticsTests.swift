import QuantCore
import Testing

struct BlockStatisticsTests {
  private let one = BlockScale(code: 127, value: 1, multiplier: 1)

  private func coded() -> BlockStatistics {
    BlockStatistics(element: ElementGrid(.e2m1), scaleType: .e8m0)
  }

  private func add(
    _ original: [Float], _ decoded: [Float], codes: [UInt8], scale: BlockScale? = nil,
    saturated: Int = 0, to statistics: inout BlockStatistics
  ) {
    var encoded = EncodedBand()
    encoded.reserve(
      rows: 1, columns: original.count, shape: BlockShape(rows: 1, columns: original.count))
    encoded.codes = codes
    encoded.set(scale ?? one, saturated: saturated, of: 0)
    statistics.add(encoded, values: original.span, decoded: decoded.span)
  }

  @Test func `codes, scales, clipping and energies are counted by block`() throws {
    let half = BlockScale(code: 126, value: 0.5, multiplier: 0.5)
    var found = coded()
    add([1, 2], [1, 1], codes: [2, 2], to: &found)
    add([7, 0], [6, 0], codes: [7, 0], saturated: 1, to: &found)
    add([9, -9, 1], [6, -6, 1], codes: [7, 15, 2], saturated: 2, to: &found)
    add([0.5], [0.5], codes: [2], scale: half, to: &found)
    #expect(found.count == 4)
    #expect(found.clippedCount == 2)
    #expect(found.saturatedCount == 3)
    #expect(found.zeroCount == 0)
    #expect(found.codeCounts == [1, 0, 4, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(found.scaleCodeCounts.count == 256)
    #expect(found.scaleCodeCounts[126...127] == [1, 3])
    #expect(found.clippedByScaleCode[126...127] == [0, 2])
    #expect(found.scaleCodeCounts.reduce(0, +) == 4)
    #expect(found.energyByScaleCode[127].signal == 5 + 49 + 163)
    #expect(found.energyByScaleCode[127].noise == 1 + 1 + 18)
    #expect(found.energyByScaleCode[126].noise == 0)
    #expect(found.energyByScaleCode[126].signalToNoise == nil, "exact")
    let pooled = try #require(found.energyByScaleCode[127].signalToNoise)
    #expect(abs(pooled - 10.354297381845) < 1e-9)
    #expect(found.scaleValues == LogHistogram())
  }

  @Test func `zero blocks are counted with their codes and without their scale`() {
    var found = coded()
    add([0, -0.0], [0, 0], codes: [0, 8], to: &found)
    add([0, 1], [0, 1], codes: [0, 2], to: &found)
    #expect(found.count == 2)
    #expect(found.zeroCount == 1)
    #expect(found.codeCounts[0] == 2)
    #expect(found.codeCounts[8] == 1)
    #expect(found.scaleCodeCounts.reduce(0, +) == 1)
    #expect(found.decibels.decibels(atShare: 0.5) == nil, "zero and exact blocks have no ratio")
  }

  @Test func `a block of the smallest floats is not a zero block`() {
    var found = coded()
    add([.leastNonzeroMagnitude], [0], codes: [0], to: &found)
    #expect(found.zeroCount == 0)
    #expect(found.scaleCodeCounts[127] == 1)
  }

  @Test func `blocks with NaN are counted and nothing else`() {
    var found = coded()
    found.addNonfinite()
    found.addNonfinite()
    #expect(found.count == 2)
    #expect(found.nonfiniteCount == 2)
    #expect(found.zeroCount == 0)
    #expect(found.codeCounts.reduce(0, +) == 0)
    #expect(found.codeEntropy == nil)
  }

  @Test func `float scales are counted by value`() {
    var found = BlockStatistics(element: ElementGrid(.e2m1), scaleType: .f16)
    add([3], [3], codes: [9], scale: BlockScale(code: 0x3c00, value: 1, multiplier: 1), to: &found)
    add([3], [3], codes: [9], scale: BlockScale(code: 0, value: 2.5, multiplier: 1), to: &found)
    add([0], [0], codes: [8], scale: BlockScale(code: 0, value: 0, multiplier: 0), to: &found)
    #expect(found.scaleCodeCounts.isEmpty)
    #expect(found.clippedByScaleCode.isEmpty)
    #expect(found.energyByScaleCode.isEmpty)
    #expect(found.scaleValues.bins.map(\.low) == [1, 2.5])
    #expect(found.zeroCount == 1)
  }

  @Test func `the ratios of blocks are kept apart, not pooled`() throws {
    var found = coded()
    add([10], [9], codes: [7], to: &found)
    add([10], [0], codes: [7], to: &found)
    add([3e38], [.infinity], codes: [7], to: &found)
    #expect(found.decibels.decibels(atShare: 1 / 3) == nil, "the overflow is the worst")
    #expect(abs(try #require(found.decibels.decibels(atShare: 2 / 3)) - 0) < 1e-9)
    #expect(abs(try #require(found.decibels.decibels(atShare: 1)) - 20) < 1e-9)
    #expect(found.energyByScaleCode[127].signalToNoise == nil)
  }

  @Test(
    arguments: [
      ([0, 0, 0, 0], 0), ([0, 1, 2, 3], 2), ([0, 0, 1, 1], 1), ([0, 0, 0, 1], 0.8112781244591328),
      (Array(0..<16), 4),
    ] as [([UInt8], Double)])
  func `the entropy of the codes is in bits`(codes: [UInt8], bits: Double) throws {
    var found = coded()
    let values = [Float](repeating: 1, count: codes.count)
    add(values, values, codes: codes, to: &found)
    #expect(abs(try #require(found.codeEntropy) - bits) < 1e-14)
  }

  @Test func `parts merge to the whole`() {
    let small = BlockScale(code: 3, value: 0.25, multiplier: 0.25)
    var whole = coded()
    var left = coded()
    var right = coded()
    add([1, 5], [1, 4], codes: [2, 6], saturated: 1, to: &whole)
    add([1, 5], [1, 4], codes: [2, 6], saturated: 1, to: &left)
    add([0, 0], [0, 0], codes: [0, 0], to: &whole)
    add([0, 0], [0, 0], codes: [0, 0], to: &right)
    add([2], [1.5], codes: [5], scale: small, to: &whole)
    add([2], [1.5], codes: [5], scale: small, to: &right)
    whole.addNonfinite()
    right.addNonfinite()
    left.merge(right)
    #expect(left == whole)
  }
}
