import QuantCore
import Testing

struct NVFP4Tests {
  /// 0.01·i·(-1)^i, then ½, 1, … 8: a small block beside a large one.
  static let twoBlocks: [Float] = {
    let small = (0..<16).map { index in
      let magnitude = Float(0.01 * Double(index))
      return index % 2 == 0 ? magnitude : -magnitude
    }
    let large = (1...16).map { 0.5 * Float($0) }
    return small + large
  }()

  @Test func `two blocks have the golden scales and codes`() {
    let encoding = Encoding(Self.twoBlocks, as: NVFP4())
    #expect(encoding.tensorScale?.bitPattern == 0x3b43_0c31)
    #expect(encoding.scaleCodes == [0x50, 0x7e])
    #expect(encoding.scales.map(\.value) == [8, 448])
    #expect(encoding.digits == "092B3C5D5E6E7F7F1223445556666777")
    // The reference took the mean in F32, where a step is 1.5e-8.
    #expect(abs(encoding.meanSquaredError(against: Self.twoBlocks) - 0.12504047) < 1.5e-8)
  }

  @Test func `what is multiplied by is the product of both scales in F32`() {
    let encoding = Encoding(Self.twoBlocks, as: NVFP4())
    let global = Float(bitPattern: 0x3b43_0c31)
    #expect(encoding.scales.map(\.multiplier) == [8 * global, 448 * global])
    #expect(encoding.values[31] == 6 * (448 * global))
  }

  @Test func `a zero block has scale 1`() {
    let encoding = Encoding(Array(repeating: 0, count: 16) + [1], as: NVFP4())
    #expect(encoding.scaleCodes == [0x38, 0x7e])
    #expect(encoding.codes[..<16].allSatisfy { $0 == 0 })
    #expect(encoding.values[..<16].allSatisfy { $0 == 0 })
  }

  @Test func `a zero tensor has tensor scale 1`() {
    let encoding = Encoding([0, -0.0, 0], as: NVFP4())
    #expect(encoding.tensorScale == 1)
    #expect(encoding.scaleCodes == [0x38])
    #expect(encoding.codes == [0, 8, 0])
    #expect(encoding.values == [0, 0, 0])
  }

  @Test func `block scales stop at the smallest E4M3 value`() {
    // Amax of the small block is 2^-20 of the tensor's: its scale would be 448 · 2^-20.
    let encoding = Encoding(Array(repeating: 1, count: 16) + [0x1p20], as: NVFP4())
    #expect(encoding.scaleCodes == [0x01, 0x7e])
    #expect(encoding.scales[0].value == 0x1p-9)
  }

  @Test func `block scales round to the even E4M3 code`() {
    // With a tensor amax of 2688 the tensor scale is 1 and a block's scale is amax/6.
    let quotients: [Float] = [0.0009, 0.00195, 0.0152, 0.53125, 200, 248, 300, 430]
    let rows = quotients.map { 6 * $0 } + [2688]
    let encoding = Encoding(rows, columns: 1, as: NVFP4())
    #expect(encoding.tensorScale == 1)
    let expected: [Float] = [
      0x1p-9, 0x1p-9, 0.015625, 0.5, 192, 256, 288, 416, 448,
    ]
    #expect(encoding.scales.map(\.value) == expected)
  }

  @Test func `a tensor scale that underflows gives code and value zero`() {
    let tiny = Float.leastNonzeroMagnitude
    let encoding = Encoding([tiny, -tiny, 0], as: NVFP4())
    #expect(encoding.tensorScale == 0)
    #expect(encoding.codes == [0, 0, 0])
    #expect(encoding.values == [0, 0, 0])
    #expect(encoding.saturated == [0])
  }

  @Test func `a product of scales that underflows gives code and value zero`() {
    // The tensor scale is 2^-149; the second block's scale of 2^-9 leaves nothing of it.
    let smallest = Float.leastNonzeroMagnitude
    let large = Array(repeating: 2688 * smallest, count: 16)
    let encoding = Encoding(large + [0.5 * smallest, smallest], as: NVFP4())
    #expect(encoding.tensorScale == smallest)
    #expect(encoding.values[0] == 2688 * smallest)
    #expect(encoding.codes[16...] == [0, 0])
    #expect(encoding.values[16...] == [0, 0])
  }

  @Test func `the largest floats keep their signs and the smallest vanish`() {
    let largest = Float.greatestFiniteMagnitude
    let encoding = Encoding([largest, -largest, 1, .leastNonzeroMagnitude], as: NVFP4())
    #expect(encoding.scaleCodes == [0x7e])
    #expect(encoding.codes == [7, 15, 0, 0])
    #expect(encoding.values[1] == -encoding.values[0])
    #expect(encoding.values[0] > 0x1.ffp127)
  }
}
