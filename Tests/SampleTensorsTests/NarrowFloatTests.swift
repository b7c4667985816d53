import Testing

@testable import samplemaker

struct NarrowFloatTests {
  @Test func `every finite BF16 pattern is its own code`() {
    for code in UInt16.min...UInt16.max {
      let value = Float(bitPattern: UInt32(code) << 16)
      guard !value.isNaN else { continue }
      #expect(NarrowFloat.bfloat16.code(Double(value)) == code)
    }
  }

  #if !(os(macOS) && arch(x86_64))
  @Test func `F16 codes are those of Float16`() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<50_000 {
      let value = Double(Float(bitPattern: UInt32(truncatingIfNeeded: random.next())))
      guard !value.isNaN else { continue }
      #expect(NarrowFloat.half.code(value) == Float16(value).bitPattern, "\(value)")
    }
    for code in UInt16.min...UInt16.max where !Float16(bitPattern: code).isNaN {
      #expect(NarrowFloat.half.code(Double(Float16(bitPattern: code))) == code)
    }
  }
  #endif

  @Test(
    arguments: [
      (0, 0x00), (-0.0, 0x80), (1, 0x38), (448, 0x7E), (464, 0x7E), (1e9, 0x7E), (-1e9, 0xFE),
      (0x1p-9, 0x01), (0x1p-10, 0x00), (0x1.8p-9, 0x02), (1.0625, 0x38), (1.1875, 0x3A),
      (.nan, 0x7F),
    ] as [(Double, UInt16)])
  func `E4M3 rounds ties to even and saturates`(value: Double, code: UInt16) {
    #expect(NarrowFloat.e4m3.code(value) == code)
  }
}
