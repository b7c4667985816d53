import TestSupport
import Testing

@testable import QuantCore

struct NVFP4RuleTests {
  private func nvfp4(_ rule: NVFP4.Rule) -> NVFP4 {
    NVFP4(id: FormatID(name: "nvfp4", rule: rule.rawValue), rule: rule)
  }

  @Test(arguments: [NVFP4.Rule.torchao, .compressedTensors])
  func `libraries agree on the golden blocks`(_ rule: NVFP4.Rule) throws {
    let encoding = Encoding(NVFP4Tests.twoBlocks, as: nvfp4(rule))
    #expect(encoding.scaleCodes == [0x50, 0x7e])
    #expect(encoding.digits == "092B3C5D5E6E7F7F1223445556666777")
    #expect(abs(try #require(encoding.tensorScale) - 1 / 336) < 1e-9)
  }

  @Test func `four over six leaves room below 448`() {
    let encoding = Encoding(NVFP4Tests.twoBlocks, as: nvfp4(.fourOverSix))
    #expect(encoding.tensorScale?.bitPattern == 0x3baa_aaab)
    // The golden scales are 0x4a and 0x78 for 6; for 4 they are half as much again.
    let ordinary = Encoding(NVFP4Tests.twoBlocks, as: NVFP4())
    #expect(encoding.scaleCodes.allSatisfy { [0x4a, 0x4e, 0x78, 0x7c].contains($0) })
    #expect(
      encoding.meanSquaredError(against: NVFP4Tests.twoBlocks)
        <= ordinary.meanSquaredError(against: NVFP4Tests.twoBlocks) * 1.001)
  }

  @Test func `four over six takes four where the values lie on its grid`() {
    // Tensor scale 1. 4, 3, 2, 1 are exact as they stand; stretched to 6, 3 and 2 are not.
    let values: [Float] = [1536] + Array(repeating: 0, count: 15) + [4, 3, 2, 1]
    let encoding = Encoding(values, as: nvfp4(.fourOverSix))
    #expect(encoding.tensorScale == 1)
    #expect(encoding.scaleCodes == [0x78, 0x38], "256 keeps 6 on the tie, 1 takes 4")
    #expect(encoding.values == values)
  }

  @Test func `scales stop where each library stops`() {
    let values = Array(repeating: Float(1), count: 16) + [0x1p20]
    #expect(Encoding(values, as: nvfp4(.torchao)).scaleCodes == [0x08, 0x7e])
    #expect(Encoding(values, as: nvfp4(.compressedTensors)).scaleCodes == [0x20, 0x7e])
    #expect(Encoding(values, as: nvfp4(.fourOverSix)).scaleCodes[0] == 0)
    #expect(Encoding(values, as: nvfp4(.sweep)).scaleCodes[0] == 1)
  }

  @Test(
    arguments: [
      (NVFP4.Rule.modelopt, UInt32(0x38)), (.torchao, 0x08), (.compressedTensors, 0x20),
      (.fourOverSix, 0), (.sweep, 1),
    ])
  func `a zero block has the scale of its rule`(rule: NVFP4.Rule, code: UInt32) {
    let block = Encoding(Array(repeating: 0, count: 16) + [1], as: nvfp4(rule))
    #expect(block.scaleCodes[0] == code)
    let tensor = Encoding([0, -0.0], as: nvfp4(rule))
    #expect(tensor.scaleCodes == [code])
    #expect(tensor.tensorScale == 1)
    #expect(tensor.values == [0, 0])
  }

  @Test(arguments: NVFP4.Rule.allCases)
  func `amax so small that reciprocals overflow brings no NaN`(_ rule: NVFP4.Rule) {
    for exponent in -149 ... -100 {
      let amax = Float(sign: .plus, exponent: exponent, significand: 1)
      let encoding = Encoding([amax, -amax / 8, 0, amax / 3], as: nvfp4(rule))
      #expect(encoding.values.allSatisfy { $0.magnitude <= 2 * amax })
      #expect(encoding.values[2] == 0)
      #expect(encoding.scales.allSatisfy { $0.value.isFinite })
    }
  }

  @Test func `the sweep finds what trying every scale finds`() {
    var random = SplitMix64(seed: 0x5eeb)
    var blocks = (0..<2000).map { index in
      random.normals(1 + index % 16, deviation: index % 3 == 0 ? 1 : 0.01)
    }
    blocks += (0..<300).map { _ in random.laplaces(16) }
    // Values on the grid and on ties, blocks of one value, all alike, far apart, tiny.
    blocks += (1...40).map { step in (0..<16).map { Float(step * $0 % 13) * 0.25 } }
    blocks += (0..<100).map { _ in
      (0..<16).map { _ in Float(random.normal()) * (random.next() & 7 == 0 ? 30 : 0.001) }
    }
    blocks += [[1], [1, 1, 1], [0, 0, 2.5], [1e-6, 40], [-0.5, 0.25, 1e-30]]
    for amax: Float in [40, 2688, 1e-37, 0x1p-140, 3e38] {
      let codec = ScaleSweepCodec(amax: amax)
      let factor = min(1, amax / 40)
      for block in blocks {
        let values = block.map { $0 * factor }
        let found = codec.scale(for: values.span).code
        #expect(found == exhaustive(values, global: amax / 2688))
      }
    }
  }

  private func exhaustive(_ values: [Float], global: Float) -> UInt32 {
    var best: (code: UInt8, error: Double) = (0, .infinity)
    for code in UInt8(1)...126 {
      let scale = BlockScale(e4m3: code, tensorScale: global)
      let error = E2M1.squaredError(values.span, multiplier: scale.multiplier)
      if error < best.error { best = (code, error) }
    }
    return UInt32(best.code)
  }

  @Test func `rounding without a code equals encoding and decoding`() {
    var random = SplitMix64(seed: 0x2e1)
    let edges: [Float] = [0, 0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5, 6, .infinity]
    let near = edges.flatMap { [$0, $0.nextUp, $0.nextDown] }.filter { !$0.isNaN }
    let values = near + near.map { -$0 } + (0..<100_000).map { _ in Float(random.normal()) * 3 }
    for value in values {
      #expect(
        E2M1.rounded(value).bitPattern == E2M1.values[Int(E2M1.encode(value))].bitPattern)
    }
  }
}
