import KernelEngine
import QuantCore
import TestSupport
import Testing

/// The block-scaled multiply-accumulate itself.
struct MatrixInstructionTests {
  /// Pairs of formats that one instruction takes.
  static let pairs = [
    ("nvfp4", "nvfp4"), ("mxfp4", "mxfp4"), ("mxfp8-e4m3", "mxfp4"), ("mxfp6-e2m3", "mxfp8-e5m2"),
    ("mxfp6-e3m2", "mxfp6-e2m3"), ("mxfp8-e5m2", "mxfp8-e5m2"), ("nvfp4:sweep", "nvfp4"),
    ("mxfp4:rceil", "mxfp4:even"),
  ]

  @Test(arguments: pairs)
  func `products of encoded blocks are the decoded operands' sums, rounded once`(
    left: String, right: String
  ) throws {
    let (a, b) = (try operand(left, lines: 16, seed: 1), try operand(right, lines: 8, seed: 2))
    let instruction = try #require(
      MatrixInstruction.all.first {
        $0.a == a.type && $0.b == b.type && $0.blockLength == a.blockLength
      } ?? .mxf8f6f4(a: a.type, b: b.type))
    let depth = instruction.depth
    let (left, right) = (try #require(a.part(depth)), try #require(b.part(depth)))
    var random = SplitMix64(seed: 4)
    let c = (0..<128).map { _ in Float(random.normal()) }
    let d = try #require(instruction.multiply(left, right, adding: c))
    for m in 0..<16 {
      for n in 0..<8 {
        // Every product has at most 16 bits and the exponents lie close together: F64 sums them exactly.
        var sum = Double(c[m * 8 + n])
        for k in 0..<depth {
          let block = k / instruction.blockLength
          let sa = instruction.scale(left.scales[m * left.blocks + block])
          let sb = instruction.scale(right.scales[n * right.blocks + block])
          sum +=
            Double(left.element(m, k)) * Double(sa) * Double(right.element(n, k)) * Double(sb)
        }
        #expect(d[m * 8 + n] == Float(sum), "[\(m),\(n)]")
      }
    }
  }

  @Test(arguments: pairs)
  func `a warp's registers give the same D`(left: String, right: String) throws {
    let (a, b) = (try operand(left, lines: 16, seed: 5), try operand(right, lines: 8, seed: 6))
    let instruction = try #require(
      MatrixInstruction.all.first {
        $0.a == a.type && $0.b == b.type && $0.blockLength == a.blockLength
      } ?? .mxf8f6f4(a: a.type, b: b.type))
    let (left, right) = (
      try #require(a.part(instruction.depth)), try #require(b.part(instruction.depth))
    )
    let c = (0..<128).map { Float($0) / 64 - 1 }
    let expected = try #require(instruction.multiply(left, right, adding: c))
    let layouts = FragmentLayout.Operand.allCases.map { FragmentLayout($0, of: instruction) }
    for thread in 0..<2 {
      let selector = ScaleFragment.Selector(
        byte: instruction.scaleVector == 1 ? 3 : 0, thread: thread)
      let scalesA = try #require(ScaleFragment(.a, of: instruction, selector: selector))
      let scalesB = try #require(ScaleFragment(.b, of: instruction, selector: selector))
      var warp = WarpOperands(
        a: try #require(layouts[0].registers(holding: left.codes.map { UInt32($0) })),
        b: try #require(layouts[1].registers(holding: right.codes.map { UInt32($0) })),
        c: try #require(layouts[2].registers(holding: c.map(\.bitPattern))),
        scaleA: try #require(scalesA.registers(holding: left.scales)),
        scaleB: try #require(scalesB.registers(holding: right.scales)))
      warp.selectA = selector
      warp.selectB = selector
      let d = try #require(instruction.multiply(warp))
      for m in 0..<16 {
        for n in 0..<8 {
          let found = Float(bitPattern: layouts[2].code(line: m, index: n, in: d))
          #expect(found == expected[m * 8 + n], "[\(m),\(n)]")
        }
      }
    }
  }

  @Test func `sums that cancel keep their last bits`() throws {
    // 2^127 · 2^127 · 6 · 6 minus the same, plus 1: no float type holds the middle.
    let scales: [UInt8] = [254, 127]
    let a = try one(codes: [7, 7] + [UInt8](repeating: 0, count: 30) + [2], scales: scales)
    let b = try one(codes: [7, 15] + [UInt8](repeating: 0, count: 30) + [2], scales: scales)
    #expect(MatrixInstruction.mxf4.multiply(a, b, adding: [0]) == [1])
    #expect(MatrixInstruction.mxf4.multiply(a, b, adding: [-0x1p-149]) == [1])
  }

  @Test func `ties go to even, subnormals are kept, and what is too large is infinite`() throws {
    let one = try one(codes: [2], scales: [127, 127])
    for (c, d) in [
      (Float(0x1p24), Float(0x1p24)), (0x1.000002p24, 0x1.000004p24), (-1, 0),
      (-0x1p24, -0x1.fffffep23), (.greatestFiniteMagnitude, .greatestFiniteMagnitude),
    ] {
      #expect(MatrixInstruction.mxf4.multiply(one, one, adding: [c]) == [d])
    }
    // 2^-127 · 2^-22 · 1 · 1 is the smallest F32; half of it is a tie with zero.
    let (tiny, small) = (
      try self.one(codes: [2], scales: [0, 127]), try self.one(codes: [2], scales: [105, 127])
    )
    #expect(MatrixInstruction.mxf4.multiply(tiny, small, adding: [0]) == [0x1p-149])
    let half = try self.one(codes: [1], scales: [105, 127])
    #expect(MatrixInstruction.mxf4.multiply(tiny, half, adding: [0]) == [0])
    #expect(MatrixInstruction.mxf4.multiply(tiny, half, adding: [0x1p-149]) == [0x1p-148])
    let large = try self.one(codes: [7], scales: [254, 127])
    #expect(MatrixInstruction.mxf4.multiply(large, large, adding: [0]) == [.infinity])
    let negative = try self.one(codes: [15], scales: [254, 127])
    #expect(MatrixInstruction.mxf4.multiply(large, negative, adding: [0]) == [-.infinity])
  }

  @Test func `an E8M0 or E4M3 scale that is NaN makes its sums NaN, others not`() throws {
    let nan = try one(codes: [0], scales: [127, 255])
    let plain = try one(codes: [2], scales: [127, 127])
    #expect(MatrixInstruction.mxf4.multiply(nan, plain, adding: [3])?[0].isNaN == true)
    #expect(MatrixInstruction.mxf4.multiply(plain, plain, adding: [3]) == [4])
    let codes = [UInt8](repeating: 2, count: 64)
    let first = try #require(
      ScaledOperand(
        type: .e2m1, lines: 1, depth: 64, blockLength: 16, codes: codes,
        scales: [0x38, 0x7f, 0x38, 0x38]))
    let second = try #require(
      ScaledOperand(
        type: .e2m1, lines: 1, depth: 64, blockLength: 16, codes: codes,
        scales: [0x38, 0xb8, 0x38, 0x38]))
    #expect(MatrixInstruction.nvf4.multiply(first, second, adding: [0])?[0].isNaN == true)
    // UE4M3 has no sign: the top bit does not count.
    #expect(MatrixInstruction.nvf4.multiply(second, second, adding: [0]) == [64])
  }

  @Test func `NaN and infinite elements follow IEEE 754`() throws {
    let instruction = try #require(MatrixInstruction.mxf8f6f4(a: .e5m2, b: .e4m3))
    func product(_ a: [UInt8], _ b: [UInt8], adding c: Float = 0) throws -> Float {
      let pad = [UInt8](repeating: 0, count: 32)
      let left = ScaledOperand(
        type: .e5m2, lines: 1, depth: 32, blockLength: 32, codes: Array((a + pad).prefix(32)),
        scales: [127])
      let right = ScaledOperand(
        type: .e4m3, lines: 1, depth: 32, blockLength: 32, codes: Array((b + pad).prefix(32)),
        scales: [127])
      let d = instruction.multiply(try #require(left), try #require(right), adding: [c])
      return try #require(d)[0]
    }
    #expect(try product([0x3c], [0x7f]).isNaN)
    #expect(try product([0x7f], [0x38]).isNaN)
    #expect(try product([0x7c], [0x38]) == .infinity)
    #expect(try product([0x7c], [0xb8]) == -.infinity)
    #expect(try product([0x7c], [0x00]).isNaN)
    #expect(try product([0x7c, 0x7c], [0x38, 0xb8]).isNaN)
    #expect(try product([0x7c], [0x38], adding: -.infinity).isNaN)
    #expect(try product([0x3c], [0x38], adding: -.infinity) == -.infinity)
    #expect(try product([0x3c], [0x38], adding: .nan).isNaN)
  }

  @Test func `operands that are not the instruction's are refused`() throws {
    let short = try one(codes: [2], scales: [127, 127])
    #expect(MatrixInstruction.nvf4.multiply(short, short, adding: [0]) == nil)
    #expect(MatrixInstruction.mxf4.multiply(short, short, adding: []) == nil)
    #expect(
      MatrixInstruction.mxf8f6f4(a: .e4m3, b: .e2m1)?.multiply(short, short, adding: [0]) == nil)
    #expect(
      ScaledOperand(type: .e2m1, lines: 1, depth: 64, blockLength: 32, codes: [], scales: []) == nil
    )
    let warp = WarpOperands(a: [], b: [], c: [], scaleA: [], scaleB: [])
    #expect(MatrixInstruction.mxf4.multiply(warp) == nil)
    let int8 = MiniFloat(
      name: "E3M4", exponentBits: 3, mantissaBits: 4, bias: 3, specials: .none)
    #expect(MatrixInstruction.mxf8f6f4(a: int8, b: .e4m3) == nil)
  }

  @Test(arguments: [
    ("mxfp4", ["mxf4", "mxf4nvf4", "mxf8f6f4"]), ("mxfp4:mse", ["mxf4", "mxf4nvf4", "mxf8f6f4"]),
    ("nvfp4", ["mxf4nvf4"]), ("nvfp4:4over6", ["mxf4nvf4"]), ("mxfp8-e5m2", ["mxf8f6f4"]),
    ("mxfp6-e2m3", ["mxf8f6f4"]), ("mxint8", []), ("int4-g128", []), ("fp8-row", []),
    ("q4_0", []), ("nf4-b64", []), ("vq2-d2", []),
  ])
  func `a format knows the instructions that take its codes`(id: String, kinds: [String]) throws {
    let format = try FormatRegistry.format(named: id)
    #expect(MatrixInstruction.taking(format).map(\.kind.rawValue) == kinds)
  }

  @Test func `names are PTX's`() {
    #expect(
      MatrixInstruction.nvf4.name
        == "mma.sync.aligned.m16n8k64.row.col.kind::mxf4nvf4.block_scale.scale_vec::4X.f32.e2m1.e2m1.f32.ue4m3"
    )
    #expect(
      MatrixInstruction.mxf8f6f4(a: .e3m2, b: .e5m2)?.name
        == "mma.sync.aligned.m16n8k32.row.col.kind::mxf8f6f4.block_scale.scale_vec::1X.f32.e3m2.e5m2.f32.ue8m0"
    )
  }

  /// A line of FP4 with two scales, zeros after the codes.
  private func one(codes: [UInt8], scales: [UInt8]) throws -> ScaledOperand {
    let padded = codes + [UInt8](repeating: 0, count: 64 - codes.count)
    return try #require(
      ScaledOperand(
        type: .e2m1, lines: 1, depth: 64, blockLength: 32, codes: padded, scales: scales))
  }

  /// Normal values as a format encodes them, 64 to a line.
  private func operand(_ id: String, lines: Int, seed: UInt64) throws -> ScaledOperand {
    let format = try FormatRegistry.format(named: id)
    var random = SplitMix64(seed: seed)
    let values = random.normals(lines * 64)
    var known = ValueStatistics()
    known.add(values.span, row: 0, column: 0)
    var band = EncodedBand()
    format.codec(for: known.summary(rows: lines, columns: 64)).encode(
      values.span, columns: 64, mayHoldNonfinite: false, into: &band)
    let type = try #require(
      MatrixInstruction.elementTypes.first { ElementGrid($0) == format.element })
    return try #require(
      ScaledOperand(
        type: type, lines: lines, depth: 64,
        blockLength: format.blockShape(rows: lines, columns: 64).columns,
        codes: Array(band.codes.prefix(lines * 64)),
        scales: band.scaleCodes.prefix(band.blockCount).map { UInt8(truncatingIfNeeded: $0) }))
  }
}

extension ScaledOperand {
  /// The first elements of each line, whole blocks of them.
  fileprivate func part(_ depth: Int) -> ScaledOperand? {
    let blocks = depth / blockLength
    return ScaledOperand(
      type: type, lines: lines, depth: depth, blockLength: blockLength,
      codes: (0..<lines).flatMap { codes[$0 * self.depth..<$0 * self.depth + depth] },
      scales: (0..<lines).flatMap { scales[$0 * self.blocks..<$0 * self.blocks + blocks] })
  }
}
