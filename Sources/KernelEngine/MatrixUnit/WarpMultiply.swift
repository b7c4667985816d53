internal import QuantCore

/// The registers of a warp that `mma.sync … block_scale` reads, lane by lane.
public struct WarpOperands: Sendable, Hashable {
  /// A's registers, `[32, 4]`.
  public var a: [UInt32]
  /// B's registers, `[32, 2]`.
  public var b: [UInt32]
  /// C's registers, `[32, 4]`, F32 bits.
  public var c: [UInt32]
  /// `scale-a-data` of each lane.
  public var scaleA: [UInt32]
  /// `scale-b-data` of each lane.
  public var scaleB: [UInt32]
  /// Which of A's scale bytes are read.
  public var selectA = ScaleFragment.Selector()
  /// Which of B's scale bytes are read.
  public var selectB = ScaleFragment.Selector()

  /// Creates the operands from their registers.
  public init(
    a: [UInt32], b: [UInt32], c: [UInt32], scaleA: [UInt32], scaleB: [UInt32]
  ) {
    self.a = a
    self.b = b
    self.c = c
    self.scaleA = scaleA
    self.scaleB = scaleB
  }
}

extension MatrixInstruction {
  /// What a warp's registers of D hold after the instruction: `multiply` through the layouts of the fragments.
  ///
  /// - Parameter warp: What the lanes hold before.
  /// - Returns: `[32, 4]`, F32 bits; nil where there are too few registers or a selector is not allowed.
  public func multiply(_ warp: WarpOperands) -> [UInt32]? {
    let layouts = FragmentLayout.Operand.allCases.map { FragmentLayout($0, of: self) }
    guard let scalesOfA = ScaleFragment(.a, of: self, selector: warp.selectA),
      let scalesOfB = ScaleFragment(.b, of: self, selector: warp.selectB),
      warp.a.count == 32 * layouts[0].registers, warp.b.count == 32 * layouts[1].registers,
      warp.c.count == 32 * layouts[2].registers, warp.scaleA.count == 32, warp.scaleB.count == 32
    else { return nil }
    var result = warp.c
    for index in result.indices {
      let place = FragmentLayout.Place(lane: index / 4, register: index % 4, position: 0)
      guard let (row, column) = layouts[2].element(at: place) else { continue }
      var sum = ExactSum()
      sum.add(Float(bitPattern: warp.c[index]))
      for k in 0..<depth {
        sum.add(
          a.decode(UInt8(truncatingIfNeeded: layouts[0].code(line: row, index: k, in: warp.a))),
          b.decode(UInt8(truncatingIfNeeded: layouts[1].code(line: column, index: k, in: warp.b))),
          scale(scalesOfA.code(line: row, block: k / blockLength, in: warp.scaleA)),
          scale(scalesOfB.code(line: column, block: k / blockLength, in: warp.scaleB)))
      }
      result[index] = sum.rounded.bitPattern
    }
    return result
  }
}

extension ScaleFragment {
  /// The code of a scale in the registers of all lanes.
  fileprivate func code(line: Int, block: Int, in words: [UInt32]) -> UInt8 {
    guard let (lane, byte) = place(line: line, block: block) else { return 0 }
    return UInt8(truncatingIfNeeded: words[lane] >> UInt32(8 * byte))
  }
}
