import KernelEngine
import QuantCore
import Testing

/// Operands of tcgen05 in shared memory and scales in tensor memory.
struct TensorCoreMemoryTests {
  static let cases =
    [MatrixInstruction.nvf4] + MatrixInstruction.all.filter { $0.kind == .mxf8f6f4 }

  @Test(arguments: cases, SharedOperandLayout.Swizzle.allCases)
  func `every element has bits of its own, and every beginning its element`(
    instruction: MatrixInstruction, swizzle: SharedOperandLayout.Swizzle
  ) throws {
    let depth = 8 * instruction.depth
    let layout = try #require(
      SharedOperandLayout(.b, of: instruction, lines: 24, depth: depth, swizzle: swizzle))
    #expect(layout.byteCount == 24 * 8 * 32)
    var used = [Bool](repeating: false, count: 8 * layout.byteCount)
    for line in 0..<24 {
      for index in 0..<depth {
        let place = try #require(layout.place(line: line, index: index))
        #expect(try #require(layout.element(byte: place.byte, bit: place.bit)) == (line, index))
        for bit in 0..<layout.elementBits {
          let bit = 8 * place.byte + place.bit + bit
          #expect(!used[bit])
          used[bit] = true
        }
      }
    }
    #expect(used.count { $0 } == 24 * depth * instruction.b.bits)
    #expect(layout.place(line: 24, index: 0) == nil && layout.place(line: 0, index: depth) == nil)
  }

  @Test func `no swizzle puts eight lines of 16 bytes side by side`() throws {
    let layout = try #require(
      SharedOperandLayout(.b, of: .nvf4, lines: 128, depth: 256, swizzle: .none))
    // Column 13, element 77: the third chunk (elements 64…95), its byte 6, the upper half.
    let place = try #require(layout.place(line: 13, index: 77))
    #expect(place.byte == 1 * 1024 + 2 * 128 + 5 * 16 + 6)
    #expect(place.bit == 4 && place.group == 1 && place.chunk == 2)
    #expect(layout.leadingOffset == 128 && layout.strideOffset == 1024)
  }

  /// PTX ISA draws the patterns; these are CuTe's `Swizzle<3,4,3>`, `<2,4,3>` and `<1,4,3>` worked out by hand.
  @Test(arguments: [
    (SharedOperandLayout.Swizzle.bytes128, 5, 3, 5 * 128 + (3 ^ 5) * 16),
    (.bytes128, 15, 7, 15 * 128 + (7 ^ 7) * 16),
    (.bytes64, 5, 3, 5 * 64 + (3 ^ 2) * 16),
    (.bytes64, 5, 6, 128 * 64 + 5 * 64 + (2 ^ 2) * 16),
    (.bytes32, 5, 1, 5 * 32 + (1 ^ 1) * 16),
    (.bytes32, 3, 1, 3 * 32 + 16),
  ])
  func `swizzles permute the chunks of a line`(
    swizzle: SharedOperandLayout.Swizzle, line: Int, chunk: Int, offset: Int
  ) throws {
    let layout = try #require(
      SharedOperandLayout(.a, of: .mxf4, lines: 128, depth: 256, swizzle: swizzle))
    #expect(layout.offset(line: line, chunk: chunk) == offset)
    #expect(layout.strideOffset == 8 * swizzle.rawValue)
  }

  @Test(arguments: [(MiniFloat.e4m3, 21, 0), (.e3m2, 19, 6), (.e2m1, 18, 4)])
  func `under mxf8f6f4 16 elements take 16 bytes, their codes without gaps`(
    type: MiniFloat, byte: Int, bit: Int
  ) throws {
    let instruction = try #require(MatrixInstruction.mxf8f6f4(a: type, b: .e4m3))
    let layout = try #require(
      SharedOperandLayout(.a, of: instruction, lines: 8, depth: 32, swizzle: .none))
    // Row 1 begins at byte 16; its element 5 after five codes.
    let place = try #require(layout.place(line: 1, index: 5))
    #expect(place.byte == byte && place.bit == bit)
    #expect(layout.element(byte: 31, bit: 4).map { $0.index } == nil)
  }

  @Test func `what does not fill core matrices and patterns is refused`() {
    let none = SharedOperandLayout.Swizzle.none
    #expect(SharedOperandLayout(.a, of: .mxf4, lines: 12, depth: 64, swizzle: none) == nil)
    #expect(SharedOperandLayout(.a, of: .mxf4, lines: 8, depth: 96, swizzle: none) == nil)
    #expect(SharedOperandLayout(.a, of: .mxf4, lines: 8, depth: 64, swizzle: .bytes128) == nil)
    #expect(SharedOperandLayout(.d, of: .mxf4, lines: 8, depth: 64, swizzle: none) == nil)
    #expect(SharedOperandLayout(.a, of: .mxf4, lines: 0, depth: .max, swizzle: none) == nil)
  }

  @Test(arguments: [1, 2, 4, 5, 16])
  func `scales fill 32 lanes, four columns a tile, and have one place each`(
    blocks: Int
  ) throws {
    let layout = TensorMemoryLayout(of: .nvf4, blocks: blocks)
    #expect(layout.columnCount == (blocks + 3) / 4 * 4)
    var seen: Set<TensorMemoryLayout.Place> = []
    for line in 0..<128 {
      for block in 0..<blocks {
        let place = try #require(layout.place(line: line, block: block))
        #expect(place.lane < 32)
        for lane in place.lanes {
          let copy = TensorMemoryLayout.Place(
            lane: lane, column: place.column, byte: place.byte)
          #expect(try #require(layout.scale(at: copy)) == (line, block))
        }
        // formats.md §4.5, for the tile in shared memory: 512 bytes, 16 to each of 32 lines.
        let offset = block / 4 * 512 + line % 32 * 16 + line / 32 * 4 + block % 4
        #expect(layout.sharedOffset(line: line, block: block) == offset)
        #expect(
          512 * (place.column / 4) + 16 * place.lane + 4 * (place.column % 4) + place.byte == offset
        )
        seen.insert(place)
      }
    }
    #expect(seen.count == 128 * blocks)
    #expect(layout.place(line: 128, block: 0) == nil && layout.place(line: 0, block: -1) == nil)
  }

  @Test func `single places in tensor memory, worked out by hand`() {
    let layout = TensorMemoryLayout(of: .mxf4, blocks: 8)
    let place = layout.place(line: 77, block: 6)
    #expect(place == TensorMemoryLayout.Place(lane: 13, column: 4 + 2, byte: 2))
    #expect(place?.lanes == [13, 45, 77, 109])
  }

  @Test func `the scale factor ID steps by as many bytes as an instruction reads`() throws {
    let narrow = try #require(MatrixInstruction.mxf8f6f4(a: .e4m3, b: .e4m3))
    for (instruction, ids) in [
      (narrow, [0, 1, 2, 3, 0, 1]), (.mxf4, [0, 0, 2, 2, 0, 0]), (.nvf4, [0, 0, 0, 0, 0, 0]),
    ] {
      let layout = TensorMemoryLayout(of: instruction, blocks: 8)
      #expect((0..<6).map { layout.scaleID(block: $0) } == ids)
    }
  }
}
