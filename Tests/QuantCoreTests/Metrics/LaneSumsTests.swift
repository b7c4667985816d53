import TestSupport
import Testing

@testable import QuantCore

struct LaneSumsTests {
  @Test(arguments: [0, 1, 15, 16, 17, 31, 32, 100, 1000])
  func `sums follow one fixed tree of sixteen lanes`(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let values = (0..<count).map { _ in random.normal() * 1e3 }
    var sums = LaneSums()
    for (index, value) in values.enumerated() { sums.add(value, lane: index) }
    #expect(sums.total.bitPattern == literalTotal(values).bitPattern)
  }

  @Test func `the order can be told from another`() {
    // 1 is lost beside 2^53 unless it meets -2^53's lane last: lanes 0 and 8 cancel first.
    var values = [Double](repeating: 0, count: 16)
    values[0] = 0x1p53
    values[8] = -0x1p53
    values[1] = 1
    var sums = LaneSums()
    for (index, value) in values.enumerated() { sums.add(value, lane: index) }
    #expect(sums.total == 1)
    values[8] = 0
    values[4] = 1
    values[1] = -0x1p53
    sums = LaneSums()
    for (index, value) in values.enumerated() { sums.add(value, lane: index) }
    #expect(sums.total == 0, "lane 4 joins lane 0 before lane 1 does")
  }

  /// The contract's order, spelled out.
  private func literalTotal(_ values: [Double]) -> Double {
    var l = [Double](repeating: 0, count: 16)
    for (index, value) in values.enumerated() { l[index % 16] += value }
    let (a0, a1, a2, a3) = (l[0] + l[8], l[1] + l[9], l[2] + l[10], l[3] + l[11])
    let (a4, a5, a6, a7) = (l[4] + l[12], l[5] + l[13], l[6] + l[14], l[7] + l[15])
    let (b0, b1, b2, b3) = (a0 + a4, a1 + a5, a2 + a6, a3 + a7)
    let (c0, c1) = (b0 + b2, b1 + b3)
    return c0 + c1
  }
}
