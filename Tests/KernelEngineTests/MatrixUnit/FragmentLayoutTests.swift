import KernelEngine
import QuantCore
import Testing

/// Registers of `mma.sync`, against PTX ISA's formulas and single entries of its figures.
struct FragmentLayoutTests {
  static let cases = [MatrixInstruction.nvf4, .mxf4] + MatrixInstruction.all.suffix(5)

  @Test(arguments: cases, FragmentLayout.Operand.allCases)
  func `every element has one place and every place one element`(
    instruction: MatrixInstruction, operand: FragmentLayout.Operand
  ) throws {
    let layout = FragmentLayout(operand, of: instruction)
    #expect(layout.lines * layout.length == 32 * layout.registers * layout.elements)
    var seen: Set<FragmentLayout.Place> = []
    for line in 0..<layout.lines {
      for index in 0..<layout.length {
        let place = try #require(layout.place(line: line, index: index))
        let back = try #require(layout.element(at: place))
        #expect(back == (line, index))
        seen.insert(place)
      }
    }
    #expect(seen.count == layout.lines * layout.length)
    #expect(layout.place(line: layout.lines, index: 0) == nil)
    #expect(layout.place(line: 0, index: -1) == nil)
    #expect(layout.element(at: place(32, 0, 0)) == nil)
    #expect(layout.element(at: place(0, layout.registers, 0)) == nil)
  }

  /// PTX ISA writes a fragment as one run of elements a0…, whose row and column it gives by cases.
  @Test func `m16n8k64 is the ISA's for all elements of a lane's run`() throws {
    let a = FragmentLayout(.a, of: .nvf4)
    let b = FragmentLayout(.b, of: .nvf4)
    for lane in 0..<32 {
      let (group, thread) = (lane >> 2, lane % 4)
      for i in 0..<32 {
        let row = i < 8 || (16..<24).contains(i) ? group : group + 8
        let column = thread * 8 + (i & 7) + (i < 16 ? 0 : 32)
        #expect(try #require(a.element(at: place(lane, i / 8, i % 8))) == (row, column))
      }
      for i in 0..<16 {
        let row = thread * 8 + (i & 7) + (i < 8 ? 0 : 32)
        #expect(try #require(b.element(at: place(lane, i / 8, i % 8))) == (group, row))
      }
    }
  }

  @Test func `m16n8k32 is the ISA's for all elements of a lane's run`() throws {
    let instruction = try #require(MatrixInstruction.mxf8f6f4(a: .e4m3, b: .e2m1))
    let a = FragmentLayout(.a, of: instruction)
    let b = FragmentLayout(.b, of: instruction)
    let d = FragmentLayout(.d, of: instruction)
    for lane in 0..<32 {
      let (group, thread) = (lane >> 2, lane % 4)
      for i in 0..<16 {
        let row = i < 4 || (8..<12).contains(i) ? group : group + 8
        let column = thread * 4 + (i & 3) + (i < 8 ? 0 : 16)
        #expect(try #require(a.element(at: place(lane, i / 4, i % 4))) == (row, column))
      }
      for i in 0..<8 {
        let row = thread * 4 + (i & 3) + (i < 4 ? 0 : 16)
        #expect(try #require(b.element(at: place(lane, i / 4, i % 4))) == (group, row))
      }
      for i in 0..<4 {
        let row = i < 2 ? group : group + 8
        #expect(try #require(d.element(at: place(lane, i, 0))) == (row, thread * 2 + (i & 1)))
      }
    }
  }

  @Test func `single places, worked out by hand`() throws {
    let a = FragmentLayout(.a, of: .nvf4)
    // Lane 5 is group 1, thread 1: its a2 begins with row 1, column 8 + 32.
    #expect(try #require(a.element(at: place(5, 2, 0))) == (1, 40))
    #expect(a.place(line: 9, index: 63) == place(7, 3, 7))
    #expect(a.bits(position: 7) == 28..<32)
    let b = FragmentLayout(.b, of: .nvf4)
    #expect(b.place(line: 5, index: 20) == place(22, 0, 4))
    let d = FragmentLayout(.d, of: .nvf4)
    #expect(d.place(line: 15, index: 7) == place(31, 3, 0))
    #expect(d.bits(position: 0) == 0..<32)
  }

  @Test(arguments: [
    (MiniFloat.e4m3, 16..<24), (.e5m2, 16..<24), (.e2m3, 16..<22), (.e3m2, 16..<22),
    (.e2m1, 18..<22),
  ])
  func `containers hold FP6 at the bottom and FP4 in the middle`(
    type: MiniFloat, bits: Range<Int>
  ) throws {
    let instruction = try #require(MatrixInstruction.mxf8f6f4(a: type, b: type))
    let layout = FragmentLayout(.a, of: instruction)
    #expect(layout.bits(position: 2) == bits)
    let codes = [UInt32](repeating: 0xff, count: layout.lines * layout.length)
    let words = try #require(layout.registers(holding: codes))
    let mask = (0..<4).reduce(UInt32(0)) { word, position in
      layout.bits(position: position).reduce(word) { $0 | 1 << UInt32($1) }
    }
    #expect(words.allSatisfy { $0 == mask })
  }

  @Test(arguments: cases)
  func `scales: every one has a lane and byte, and other bytes have none`(
    instruction: MatrixInstruction
  ) throws {
    let vector = instruction.scaleVector
    for (operand, threads) in [(FragmentLayout.Operand.a, 2), (.b, 4)] {
      for thread in -1...4 {
        for byte in -1...4 {
          let selector = ScaleFragment.Selector(byte: byte, thread: thread)
          let layout = ScaleFragment(operand, of: instruction, selector: selector)
          let isAllowed =
            (0..<threads).contains(thread) && (0..<4).contains(byte) && byte % vector == 0
          #expect((layout != nil) == isAllowed)
          guard let layout else { continue }
          var read = 0
          for lane in 0..<32 {
            for byte in 0..<4 {
              guard let (line, block) = layout.scale(lane: lane, byte: byte) else { continue }
              #expect(try #require(layout.place(line: line, block: block)) == (lane, byte))
              read += 1
            }
          }
          #expect(read == layout.lines * layout.blocks)
        }
      }
    }
    #expect(ScaleFragment(.d, of: instruction) == nil)
  }

  @Test func `single scales, worked out by hand`() throws {
    let a = try #require(
      ScaleFragment(.a, of: .nvf4, selector: ScaleFragment.Selector(thread: 1)))
    // Row 13 is row 5 of the upper half: the odd lane of the upper pair of quad 5.
    #expect(try #require(a.place(line: 13, block: 2)) == (23, 2))
    let b = try #require(
      ScaleFragment(.b, of: .mxf4, selector: ScaleFragment.Selector(byte: 2, thread: 3)))
    #expect(try #require(b.place(line: 5, block: 1)) == (23, 3))
    #expect(b.scale(lane: 23, byte: 1) == nil && b.scale(lane: 22, byte: 3) == nil)
  }

  private func place(_ lane: Int, _ register: Int, _ position: Int) -> FragmentLayout.Place {
    FragmentLayout.Place(lane: lane, register: register, position: position)
  }
}
