import QuantCore
import TestSupport
import Testing

struct MicroscalingTests {
  private func encoding(_ values: [Float], as id: String) throws -> Encoding {
    Encoding(values, as: try FormatRegistry.format(named: id))
  }

  @Test func `the grids are those of OCP`() throws {
    let e2m3 = ElementGrid(.e2m3).values
    let steps: [(Range<Int>, Float)] = [(0..<16, 0.125), (8..<16, 0.25), (8..<16, 0.5)]
    let expected = steps.flatMap { range, step in range.map { Float($0) * step } }
    #expect(Array(e2m3[..<32]) == expected)
    let e3m2 = ElementGrid(.e3m2).values
    #expect(e3m2[1] == 0.0625 && e3m2[4] == 0.25 && e3m2[20] == 4 && e3m2[31] == 28)
    #expect(MiniFloat.e2m3.largestExponent == 2)
    #expect(MiniFloat.e3m2.largestExponent == 4)
  }

  @Test func `MXINT8 counts its codes from -127 and leaves the lowest unused`() throws {
    let grid = try FormatRegistry.format(named: "mxint8").element
    #expect(grid.codeCount == 255)
    #expect(grid.values.first == -127 / 64 && grid.values.last == 127 / 64)
    // Scale 1; 1.9921875 is the tie between 127 and 128, which is even.
    let found = try encoding(
      [1.9921875, -1.9921875, -1.99, 1.984375, 0.0234375, -0.0078125], as: "mxint8")
    #expect(found.scaleCodes == [127])
    #expect(found.codes == [254, 0, 0, 254, 129, 127])
    #expect(found.saturated == [2], "what rounds to 128 or -128")
    #expect(found.values[4] == 0.03125)
  }

  @Test(arguments: [("floor", 127), ("ceil", 128), ("rceil", 128), ("even", 128)])
  func `MXINT8 takes the scale that its range asks for`(rule: String, byte: UInt32) throws {
    // 1.9921875 = 255/128 lies above 127/64 and ties in seven significant bits.
    #expect(try encoding([1.9921875, 1], as: "mxint8:\(rule)").scaleCodes == [byte])
    #expect(try encoding([1.984375], as: "mxint8:rceil").scaleCodes == [127])
    #expect(try encoding([Float(1.9921875).nextDown], as: "mxint8:even").scaleCodes == [127])
  }

  @Test func `mse takes the lower power where both err the same`() throws {
    // rceil's scale is 1: 6 and 5 become 6 and 4. Under ½, 6 becomes 3; worse.
    #expect(try encoding([6, 5], as: "mxfp4:mse").scaleCodes == [127])
    // 4 and 2 are exact under 1 (rceil's, for 4 > 3) and under 1 only; 3 is exact under ½ and 1.
    #expect(try encoding([4, 2], as: "mxfp4:mse").scaleCodes == [127])
    #expect(try encoding([4, 3, 1], as: "mxfp4:mse").scaleCodes == [127])
    #expect(try encoding([3, 1.5, 1], as: "mxfp4:mse").scaleCodes == [126])
    // Under 1, 3.25 and 1.75 become 3 and 2: ⅛. Under ½, 3 and 1.5 or 2: the same.
    let tie = try encoding([3.25, 1.75], as: "mxfp4:mse")
    #expect(tie.scaleCodes == [126])
    #expect(tie.saturated == [1])
  }

  @Test func `mse errs no more than either power that it tries`() throws {
    var random = SplitMix64(seed: 0x35e)
    for _ in 0..<500 {
      let values = random.normals(32, deviation: 0.02)
      let chosen = try encoding(values, as: "mxfp4:mse").meanSquaredError(against: values)
      for rule in ["rceil", "even", "floor"] {
        #expect(
          try chosen <= encoding(values, as: "mxfp4:\(rule)").meanSquaredError(against: values))
      }
    }
  }

  @Test func `the factor brings a run's largest value to six times a power of two`() {
    #expect(MantissaScaledCodec.mantissa(amax: 6) == 0)
    #expect(MantissaScaledCodec.mantissa(amax: 4) == 128)
    #expect(MantissaScaledCodec.mantissa(amax: 0) == 0)
    #expect(MantissaScaledCodec.factor(255) == 1.99609375)
    var random = SplitMix64(seed: 0xb5)
    for _ in 0..<10_000 {
      let amax = abs(Float(random.normal()))
      let scaled = amax * MantissaScaledCodec.factor(MantissaScaledCodec.mantissa(amax: amax))
      #expect((1.49...1.5).contains((scaled * (1 - 0x1p-23)).significand))
    }
  }

  @Test func `a run's four blocks share a factor and the next has its own`() throws {
    // 4 asks for a factor of 1.5: 4, 2 and 8/3 become 6, 3 and 4.
    var values = [Float](repeating: 0, count: 160)
    values[0] = 4
    values[100] = 2
    values[101] = Float(8) / 3
    values[128] = 6
    values[129] = 1.5
    let found = try encoding(values, as: "mxfp4:mbs")
    #expect(found.scaleCodes == [127, 0, 0, 127, 127])
    #expect(found.values == values)
    #expect(found.codes[0] == 7 && found.codes[128] == 7 && found.codes[129] == 3)
    #expect(found.scales[0].multiplier == Float(1) / 1.5)
    let format = try FormatRegistry.format(named: "mxfp4:mbs")
    #expect(format.storedBits(rows: 3, columns: 160) == 3 * (160 * 4 + 5 * 8 + 2 * 8))
  }

  @Test func `a block with NaN is left out of its run's factor`() throws {
    var values = [Float](repeating: 1, count: 64)
    values[3] = .nan
    values[4] = 100
    values[40] = 4
    let format = try FormatRegistry.format(named: "mxfp4:mbs")
    var band = EncodedBand()
    format.codec(for: .unknown(rows: 1, columns: 64))
      .encode(values.span, columns: 64, mayHoldNonfinite: true, into: &band)
    #expect(band.saturated[0] == EncodedBand.excluded)
    #expect(band.decoded[40] == 4)
    #expect(band.scale(1).multiplier == Float(1) / 1.5)
  }
}
