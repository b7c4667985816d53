import QuantCore
import TestSupport
import Testing

struct NormalFloatTests {
  private static let table = NormalFloat4().element.values

  @Test func `the table has sixteen rising values from -1 to 1, an exact zero among them`() {
    #expect(Self.table.count == 16)
    #expect(Self.table == Self.table.sorted() && Set(Self.table).count == 16)
    #expect(Self.table.first == -1 && Self.table.last == 1 && Self.table[7] == 0)
  }

  @Test func `every value of the table encodes to its code and back`() {
    let encoding = Encoding(Self.table.map { $0 * 4 }, as: NormalFloat4())
    #expect(encoding.codes == (0..<16).map { UInt8($0) })
    #expect(encoding.values == Self.table.map { $0 * 4 })
    #expect(encoding.scales[0].value == 4)
    #expect(encoding.saturated == [0])
  }

  @Test func `a tie takes the lower value`() {
    // Half of a neighbour of 0 is exact.
    let above = Self.table[8] / 2
    let below = Self.table[6] / 2
    let values = [1, above, above.nextUp, above.nextDown, below, below.nextUp, below.nextDown]
    #expect(Encoding(values, as: NormalFloat4()).codes == [15, 7, 8, 7, 6, 7, 6])
  }

  @Test func `the error on a Gaussian is bitsandbytes'`() {
    var random = SplitMix64(seed: 0x4f4)
    let weights = random.normals(1 << 20, deviation: 0.02)
    let encoding = Encoding(weights, columns: 4096, as: NormalFloat4())
    #expect(abs(encoding.meanSquaredError(against: weights) / 3.384e-06 - 1) < 0.005)
  }

  @Test func `zeros stay zeros in a block of zeros`() {
    let encoding = Encoding([0, -0.0], as: NormalFloat4())
    #expect(encoding.codes == [7, 7])
    #expect(encoding.values == [0, 0])
  }
}
