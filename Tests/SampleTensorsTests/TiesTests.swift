import Testing

@testable import samplemaker

/// What SampleTensors/README.md says about `ties.npy`, computed from the committed file.
struct TiesTests {
  let header: String
  let values: [Float]

  init() throws {
    let bytes = try CommittedFile.bytes("ties.npy")
    #expect(bytes.prefix(8) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    let length = Int(littleEndian(bytes[8..<10], width: 2)[0])
    header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    values = floats(bytes[(10 + length)...])
    #expect((10 + length).isMultiple(of: 64))
  }

  private func row(_ index: Int) -> [Float] {
    Array(values[index * 128..<(index + 1) * 128])
  }

  private func amaxes(_ row: Int, block: Int) -> [Float] {
    stride(from: row * 128, to: (row + 1) * 128, by: block).map { start in
      values[start..<start + block].reduce(0) { max($0, $1.magnitude) }
    }
  }

  @Test func `the header says twelve rows of 128 in C order`() {
    #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (12, 128), }"))
    #expect(header.hasSuffix(" \n"))
    #expect(values.count == 12 * 128)
  }

  @Test func `NVFP4's tensor scale is exactly 1`() {
    #expect(values.reduce(0) { max($0, $1.magnitude) } == 2688)
  }

  @Test func `rows 0 to 3 hold E2M1's values, the midpoints and their two neighbours`() {
    let midpoints: [Float] = [0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5]
    #expect(Set(row(0).map(\.magnitude)) == [0, 0.5, 1, 1.5, 2, 3, 4, 6])
    #expect(Set(row(0).map(\.bitPattern)).count == 16)
    #expect(Set(row(1)) == Set((midpoints + [6]).flatMap { [$0, -$0] }))
    #expect(Set(row(2)) == Set((midpoints.map(\.nextDown) + [6]).flatMap { [$0, -$0] }))
    #expect(Set(row(3)) == Set((midpoints.map(\.nextUp) + [6]).flatMap { [$0, -$0] }))
  }

  @Test func `each NVFP4 block of row 4 has its scale halfway between two E4M3 values`() {
    let codes = (0..<0x7F).map { code -> Float in
      let (exponent, mantissa) = (code >> 3, Float(code & 7))
      return exponent == 0
        ? mantissa * 0x1p-9
        : (1 + mantissa / 8) * Float(sign: .plus, exponent: exponent - 7, significand: 1)
    }
    let midpoints = Set(zip(codes, codes.dropFirst()).map { ($0 + $1) / 2 })
    let scales = amaxes(4, block: 16).map { $0 / 6 }
    #expect(Set(scales).count == 8)
    #expect(scales.allSatisfy { midpoints.contains($0) })
  }

  @Test func `row 5 goes from NVFP4's largest scale to below its floor`() {
    let scales = amaxes(5, block: 16).map { $0 / 6 }
    #expect(scales == [448, 1, 0x1p-6, 0x1p-9, 0x1p-10, 0x1p-11, 0x1p-12, 0x1p-14])
  }

  @Test func `rows 6 and 7 tie in INT4's codes and in its F16 scale`() {
    #expect(Set(row(6)) == Set((0..<16).map { Float($0) - 7.5 }))
    #expect(amaxes(7, block: 128).map { $0 / 7.5 } == [1 + 0x1p-11])
    #expect(Array(row(7).dropFirst()) == Array(row(6).dropFirst()))
  }

  @Test func `rows 8 and 9 stand at the edges of MXFP4's scale rules`() {
    #expect(amaxes(8, block: 32) == [Float(4).nextDown, 4, Float(4).nextUp, Float(8).nextDown])
    #expect(amaxes(9, block: 32) == [6, Float(6).nextUp, Float(7).nextDown, 7])
  }

  @Test func `row 10 is subnormal in three blocks of four`() {
    #expect(amaxes(10, block: 32) == [0x1p-144, 0x1p-135, 0x1p-127, 0x1p-125])
    #expect(row(10).prefix(96).allSatisfy { $0.isSubnormal })
  }

  @Test func `row 11 has zeros of both signs and a single 1`() {
    #expect(row(11).filter { $0 != 0 } == [1])
    #expect(row(11).prefix(32).allSatisfy { $0.sign == .plus })
    #expect(row(11).dropFirst(32).prefix(32).allSatisfy { $0.sign == .minus })
    #expect(Set(row(11).dropFirst(64).prefix(32).map(\.sign)).count == 2)
  }
}
