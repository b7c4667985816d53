import QuantCore
import Testing

struct CodePackingTests {
  @Test func `the even column is in the low nibble`() {
    let bytes: [UInt8] = [0x21, 0x43, 0x05]
    #expect(
      (0..<5).map { CodePacking.nibblePairs.code(at: $0, in: bytes.span) } == [1, 2, 3, 4, 5])
    #expect(CodePacking.nibblePairs.byteCount(columns: 5) == 3)
  }

  @Test func `words of 4-bit codes are the same stream in whole words`() {
    // The word 0x87654321, least significant byte first.
    let bytes: [UInt8] = [0x21, 0x43, 0x65, 0x87]
    #expect((0..<8).map { CodePacking.words(bits: 4).code(at: $0, in: bytes.span) } == Array(1...8))
    #expect(CodePacking.words(bits: 4).byteCount(columns: 9) == 8)
    #expect(CodePacking.words(bits: 3).byteCount(columns: 128) == 48)
    #expect(CodePacking.words(bits: 3).byteCount(columns: Int.max) == nil)
  }

  @Test(arguments: 1...8)
  func `what is put comes back`(bits: Int) throws {
    let packing = CodePacking.words(bits: bits)
    let codes = (0..<67).map { UInt8(truncatingIfNeeded: $0 * 37 % (1 << bits)) }
    var row = [UInt8](repeating: 0, count: try #require(packing.byteCount(columns: codes.count)))
    var span = row.mutableSpan
    for (column, code) in codes.enumerated() { packing.put(code, at: column, in: &span) }
    #expect(codes.indices.map { packing.code(at: $0, in: row.span) } == codes)
    let stream = row.flatMap { byte in (0..<8).map { byte >> $0 & 1 } }
    #expect((0..<bits).map { stream[5 * bits + $0] } == (0..<bits).map { codes[5] >> $0 & 1 })
  }

  @Test func `scales lie in tiles of 128 rows and four`() {
    let swizzle = ScaleSwizzle(rows: 130, columns: 5)
    #expect(swizzle.paddedRows == 256 && swizzle.paddedColumns == 8 && swizzle.byteCount == 2048)
    let places = [(0, 0, 0), (32, 0, 4), (1, 0, 16), (0, 3, 3), (0, 4, 512), (128, 0, 1024)]
    for (row, column, offset) in places {
      #expect(swizzle.offset(row: row, column: column) == offset)
    }
    let all = (0..<256).flatMap { row in (0..<8).map { swizzle.offset(row: row, column: $0) } }
    #expect(Set(all) == Set(0..<2048))
  }

  @Test func `a weight's name is what is left of its parts' names`() {
    #expect(PartName.weight(of: "q.weight_packed", without: PartName.packed) == "q.weight")
    #expect(PartName.weight(of: "_packed", without: PartName.packed) == nil)
    #expect(PartName.weight(of: "q.weight", without: PartName.packed) == nil)
    #expect(
      PartName.ggmlScales(of: "blk.0.ffn_up.weight")
        == ["blk.0.ffn_up.scale", "blk.0.ffn_up.weight.scale"])
  }

  @Test func `integers are stored from the lowest`() {
    #expect(CodedElement.integer(bits: 4).values == (-8...7).map { Float($0) })
    #expect(CodedElement.e2m1.values[7] == 6 && CodedElement.e4m3.values[0x7e] == 448)
  }
}
