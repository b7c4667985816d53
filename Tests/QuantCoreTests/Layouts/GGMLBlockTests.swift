import QuantCore
import Testing

struct GGMLBlockTests {
  private func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.filter { $0 != " " }.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private func decode(_ block: GGMLBlock, _ bytes: [UInt8]) -> [Float] {
    var values = [Float](repeating: .nan, count: block.type.blockElements)
    var span = values.mutableSpan
    block.decode(bytes.span, into: &span)
    return values
  }

  @Test func `an MXFP4 block that ggml wrote`() {
    let values = decode(.mxfp4, bytes("7f 00009191a2a2b3b3c4c4d5d5e6e6f7f7"))
    let steps: [Float] = [0, 0, 0.5, 0.5, 1, 1, 1.5, 1.5, 2, 2, 3, 3, 4, 4, 6, 6]
    #expect(values == steps + steps.map { -$0 })
    // Code 8 would be -0; ggml has +0 in its table and so have its zeros.
    #expect(
      decode(.mxfp4, [127] + [UInt8](repeating: 0x88, count: 16)).allSatisfy { $0.sign == .plus })
  }

  @Test func `a Q4_0 block that ggml wrote`() {
    let values = decode(.q4_0, bytes("00bb 888887979797a6a6b6b5b5c4d3e2e1f0"))
    let codes: [Float] = [
      8, 8, 7, 7, 7, 7, 6, 6, 6, 5, 5, 4, 3, 2, 1, 0, 8, 8, 8, 9, 9, 9, 10, 10, 11, 11, 11, 12, 13,
      14,
      14, 15,
    ]
    #expect(values == codes.map { ($0 - 8) * -0.875 })
  }

  @Test func `a Q8_0 block has signed codes`() {
    let codes: [Int8] = (0..<32).map { Int8($0 * 8 - 128) }
    let values = decode(.q8_0, [0x00, 0x38] + codes.map { UInt8(bitPattern: $0) })
    #expect(values == codes.map { Float($0) * 0.5 })
  }

  @Test func `an NVFP4 block has four runs with a scale each`() {
    let codes = [UInt8](repeating: 0x21, count: 8)
    let values = decode(.nvfp4, [0x38, 0x40, 0x00, 0x7f] + codes + codes + codes + codes)
    let run: [Float] = [Float](repeating: 0.5, count: 8) + [Float](repeating: 1, count: 8)
    #expect(values == run + run.map { $0 * 2 } + run.map { $0 * 0 } + run.map { $0 * 0 })
  }

  @Test func `scales of ggml are half of what their bytes stand for`() {
    for code in UInt8(1)...254 { #expect(GGMLBlock.halfE8M0(code) == E8M0.decode(code) / 2) }
    #expect(GGMLBlock.halfE8M0(0) == 0x1p-128 && GGMLBlock.halfE8M0(255) == 0x1p127)
    for code in UInt8(0)..<0x7f {
      #expect(GGMLBlock.halfE4M3(code) == MiniFloat.e4m3.decode(code) / 2)
    }
    #expect(GGMLBlock.halfE4M3(0x7f) == 0)
    #expect(GGMLBlock.halfE4M3(0x80) == 0 && GGMLBlock.halfE4M3(0xb8) == 0.5)
    #expect(GGMLBlock.halfE4M3(0xff) == 240)
  }

  @Test func `numbers and names of types are unique and rows are whole blocks`() {
    #expect(Set(GGMLType.all.map(\.id)).count == GGMLType.all.count)
    #expect(Set(GGMLType.all.map(\.name)).count == GGMLType.all.count)
    #expect(GGMLType.numbered(39) == .mxfp4 && GGMLType.named("Q8_0") == .q8_0)
    #expect(
      GGMLType.q4_0.byteCount(columns: 96) == 54 && GGMLType.q4_0.byteCount(columns: 33) == nil)
    #expect(GGMLType.named("F64")?.byteCount(columns: Int.max) == nil)
  }
}
