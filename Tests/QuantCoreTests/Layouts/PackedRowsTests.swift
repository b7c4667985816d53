import QuantCore
import Testing

struct PackedRowsTests {
  /// The codes of a row of hexadecimal digits.
  private func codes(_ text: String) -> [UInt8] {
    text.compactMap { $0.hexDigitValue.map { UInt8($0) } }
  }

  /// The bytes of pairs of hexadecimal digits.
  private func bytes(_ text: String) -> [UInt8] {
    let digits = codes(text)
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private func packed(_ codes: [UInt8], _ packing: CodePacking, columns: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    packing.append(codes.span, columns: columns, to: &bytes)
    return bytes
  }

  // The rows of formats.md §12, made with another implementation.
  @Test(arguments: [
    ("8012223444566677889AAABCCCDEEEFF", "082122434465667788a9aacbccedeeff"),
    ("8001112222344456888999AAAABCCCDD", "0810112222434465889899aaaacbccdd"),
    ("092B3C5D5E6E7F7F1223445556666777", "90b2c3d5e5e6f7f72132445565667677"),
  ])
  func `nibbles go low first`(row: String, expected: String) {
    #expect(packed(codes(row), .nibblePairs, columns: 32) == bytes(expected))
  }

  @Test func `an odd row ends in half a byte, and each row begins a byte`() {
    #expect(packed([1, 2, 3, 4, 5, 6], .nibblePairs, columns: 3) == [0x21, 0x03, 0x54, 0x06])
    #expect(packed([1, 2, 3], .bytes, columns: 3) == [1, 2, 3])
  }

  @Test(arguments: 1...8)
  func `words are one stream of bits for each row`(bits: Int) {
    let columns = 45
    var state: UInt32 = 7
    let codes = (0..<(3 * columns)).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24) & UInt8((1 << bits) - 1)
    }
    let bytes = packed(codes, .words(bits: bits), columns: columns)
    let rowBytes = (columns * bits + 31) / 32 * 4
    #expect(bytes.count == 3 * rowBytes)
    for row in 0..<3 {
      for bit in 0..<(rowBytes * 8) {
        let (column, place) = (bit / bits, bit % bits)
        let expected = column < columns ? codes[row * columns + column] >> UInt8(place) & 1 : 0
        #expect(bytes[row * rowBytes + bit / 8] >> UInt8(bit % 8) & 1 == expected)
      }
    }
  }

  @Test func `zero points are packed down the columns`() {
    // Ten rows of three groups: two words of four bits each for a column, word after word row-major.
    let codes = (0..<30).map { UInt8($0 % 16) }
    let bytes = CodePacking.words(bits: 4).packedAlongRows(codes.span, columns: 3)
    #expect(bytes.count == 2 * 3 * 4)
    for row in 0..<10 {
      for column in 0..<3 {
        let byte = bytes[(row / 8 * 3 + column) * 4 + row % 8 / 2]
        #expect(byte >> UInt8(row % 2 * 4) & 15 == codes[row * 3 + column])
      }
    }
  }

  // ggml's own blocks of the same 32 numbers, formats.md §12.
  @Test(arguments: [
    (
      GGMLBlock.mxfp4, "0011223344556677" + "0099AABBCCDDEEFF", UInt32(0x7F),
      "7f00009191a2a2b3b3c4c4d5d5e6e6f7f7"
    ),
    (
      .q4_0, "8877776665543210" + "888999AABBBCDEEF", 0xBB00,
      "00bb888887979797a6a6b6b5b5c4d3e2e1f0"
    ),
  ])
  func `blocks of ggml have halves of a run side by side`(
    block: GGMLBlock, row: String, scale: UInt32, expected: String
  ) {
    var bytes: [UInt8] = []
    block.append(codes(row).span, scales: [scale].span, to: &bytes)
    #expect(bytes == self.bytes(expected))
  }

  @Test(arguments: [GGMLBlock.q4_0, .q8_0, .mxfp4, .nvfp4])
  func `what is packed into blocks is read back`(block: GGMLBlock) {
    let elements = block.type.blockElements
    let mask: UInt8 = block == .q8_0 ? 255 : 15
    let codes = (0..<(2 * elements)).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 5) & mask }
    let scales = (0..<(2 * elements / block.runLength)).map { UInt32(0x38 + $0) }
    var bytes: [UInt8] = []
    block.append(codes.span, scales: scales.span, to: &bytes)
    #expect(bytes.count == 2 * block.type.blockBytes)
    for index in codes.indices {
      let start = index / elements * block.type.blockBytes
      let one = bytes.span.extracting(start..<(start + block.type.blockBytes))
      let stored = block.code(at: index % elements, in: one)
      #expect((block == .q8_0 ? stored ^ 0x80 : stored) == codes[index])
    }
  }
}
