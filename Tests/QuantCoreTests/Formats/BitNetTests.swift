import QuantCore
import TestSupport
import Testing

struct BitNetTests {
  @Test func `ternary is the sign times the mean magnitude, or zero`() {
    let values: [Float] = [2, -2, 0.5, -0.5, 0.75, 0.25]
    // The mean magnitude is 1; halves are ties, to even, and 2 lies beyond 1.
    let encoding = Encoding(values, as: Ternary())
    #expect(encoding.tensorScale == 1)
    #expect(encoding.codes == [2, 0, 1, 1, 2, 1])
    #expect(encoding.values == [1, -1, 0, 0, 1, 0])
    #expect(encoding.saturated == [2])
  }

  @Test func `ternary's scale is at least 1e-5`() {
    let encoding = Encoding([1e-7, -1e-7, 0], as: Ternary())
    #expect(encoding.tensorScale == 1e-5)
    #expect(encoding.values == [0, 0, 0])
  }

  @Test func `ternary takes log2 3 bits a weight`() throws {
    let format = Ternary()
    #expect(format.storedBits(rows: 1, columns: 5) == 8 + 32)
    #expect(format.storedBits(rows: 10, columns: 10) == 159 + 32)
    let bits = try #require(format.bitsPerWeight(rows: 4096, columns: 4096))
    #expect(abs(bits - 1.5849625) < 1e-5)
  }

  @Test func `binary is the sign about the mean`() {
    // The mean is 1, the mean magnitude 2.
    let encoding = Encoding([5, -2, 1, 0], as: Binary())
    #expect(encoding.tensorScale == 2)
    #expect(encoding.codes == [1, 0, 1, 0])
    #expect(encoding.values == [2, -2, 2, -2])
    #expect(encoding.saturated == [0])
    #expect(Binary().storedBits(rows: 3, columns: 5) == 15 + 32)
  }

  @Test(arguments: [Float(3), -3, 0, 1e-30])
  func `binary keeps a tensor of equal values`(_ value: Float) {
    let encoding = Encoding([value, value, value], as: Binary())
    #expect(encoding.values.allSatisfy { $0 == value })
  }

  @Test(arguments: ["ternary", "binary", "fp8-tensor"])
  func `of a whole tensor only the values that are not finite are left out`(id: String) throws {
    let format = try FormatRegistry.format(named: id)
    var values = SplitMix64(seed: 7).gaussian(96)
    let summary = summarize(values, columns: 48)
    var band = EncodedBand()
    format.codec(for: summary).encode(
      values.span, columns: 48, mayHoldNonfinite: true, into: &band)
    let whole = band
    values[5] = .nan
    values[50] = -.infinity
    format.codec(for: summary).encode(
      values.span, columns: 48, mayHoldNonfinite: true, into: &band)
    for index in values.indices {
      #expect(band.decoded[index].isNaN == !values[index].isFinite)
      #expect(!values[index].isFinite || band.decoded[index] == whole.decoded[index])
    }
    #expect(band.isPiece && band.blockCount == 1)
  }

  @Test func `a closed form gives binary's error on a Gaussian`() throws {
    let values = SplitMix64(seed: 0xb1).gaussian(1 << 18)
    let found = TileTests.statistics(values, columns: 1024, format: Binary()).errors
    #expect(abs(try #require(found.slope) - 2 / Double.pi) < 0.003)
    #expect(abs(try #require(found.relativeFrobenius) - (1 - 2 / Double.pi).squareRoot()) < 0.003)
  }

  @Test(arguments: ["ternary", "binary"])
  func `its family says that it is a format to train in`(id: String) throws {
    let family = try #require(FormatRegistry.family(of: FormatID(name: id)))
    #expect(family.remark?.contains("train") == true)
  }
}

extension SplitMix64 {
  /// Numbers from the normal distribution with mean 0 and variance 1.
  fileprivate func gaussian(_ count: Int) -> [Float] {
    var copy = self
    return copy.normals(count)
  }
}
