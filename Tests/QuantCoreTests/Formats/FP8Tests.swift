import QuantCore
import Testing

struct FP8Tests {
  @Test func `tiles reach across rows and stop at the edges`() {
    var values = [Float](repeating: 0.5, count: 130 * 200)
    let last = values.count - 1
    values[0] = 448
    values[last] = 896
    let encoding = Encoding(values, columns: 200, as: FP8Block(id: id, extent: .tile))
    let halves: Float = 0.5 / 448
    #expect(encoding.scales.map(\.value) == [1, halves, halves, 2])
    #expect(encoding.values[0] == 448 && encoding.values[last] == 896)
    #expect(encoding.scaleCodes[0] == Float(1).bitPattern)
  }

  @Test func `an activation's amax counts as at least 1e-4`() {
    let group = FP8Block(id: id, extent: .g128)
    let floor = Float(1e-4) / 448
    #expect(Encoding([0, 0], as: group).scales.map(\.value) == [floor])
    #expect(Encoding([1e-5, -1e-6], as: group).scales.map(\.value) == [floor])
    #expect(Encoding([44.8, 1], as: group).scales.map(\.value) == [0.1])
    let shape = group.blockShape(rows: 5, columns: 300)
    #expect(shape == BlockShape(rows: 1, columns: 128))
  }

  @Test func `magnitudes beyond 448 saturate and are counted`() {
    // A scale in F16 can be smaller than amax/448, one for the tensor belongs to finite values only.
    let tensor = FP8Tensor()
    let summary = TensorSummary(
      rows: 1, columns: 3, amax: 448, meanMagnitude: 0, hasNonfinite: false)
    let encoding = Encoding([449, -448, 1], as: tensor, summary: summary)
    #expect(encoding.values == [448, -448, 1])
    #expect(encoding.saturated == [1])
    #expect(encoding.tensorScale == 1)
  }

  @Test func `a scale that underflows gives code and value zero`() {
    let tiny = Float.leastNonzeroMagnitude
    let encoding = Encoding([tiny, -tiny], as: FP8Block(id: id, extent: .row))
    #expect(encoding.codes == [0, 0])
    #expect(encoding.values == [0, 0])
  }

  @Test(arguments: [("f16", 16), ("bf16", 16), ("f32", 32)])
  func `the scale's type is counted in the bits`(option: String, bits: Int) throws {
    for (name, elements) in [("fp8-128x128", 128 * 128), ("fp8-g128", 128), ("int8-32x32", 1024)] {
      let format = try FormatRegistry.format(named: "\(name)+\(option)")
      let perWeight = try #require(format.bitsPerWeight(rows: 1024, columns: 1024))
      #expect(perWeight == 8 + Double(bits) / Double(elements))
    }
  }

  @Test func `JetFire's tiles are INT8 of amax over 127`() {
    var values = [Float](repeating: 0, count: 40 * 40)
    values[0] = -127
    values[31 * 40 + 31] = 2.5
    values[39 * 40 + 39] = 254
    let encoding = Encoding(values, columns: 40, as: TileInteger())
    #expect(encoding.scales.map(\.value) == [1, 0, 0, 2])
    #expect(encoding.values[0] == -127)
    #expect(encoding.values[31 * 40 + 31] == 2)
    #expect(encoding.values[39 * 40 + 39] == 254)
  }

  private let id = FormatID(name: "fp8")
}
