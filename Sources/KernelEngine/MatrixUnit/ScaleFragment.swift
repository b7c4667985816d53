internal import QuantCore

/// Which lane and byte of `mma.sync`'s scale operands holds the scale of which row of A or column of B.
///
/// All 32 lanes give a register of four bytes for A and one for B; the instruction reads only some of them. Of every
/// four lanes it reads a pair for A and one for B, as the selector's thread says; of those lanes' registers the bytes
/// from the selector's byte on, one for each block, the first block of K lowest:
///
/// ```
/// A  lane 4·(m % 8) + 2·thread + m / 8     byte + block     thread 0…1
/// B  lane 4·n + thread                     byte + block     thread 0…3
///                                          byte: 0…3 with 1X, 0 or 2 with 2X, 0 with 4X
/// ```
///
/// Source: PTX ISA, "Block Scaling for mma.sync", which names the lanes and bytes that are read; CUDA 13.0's assembler
/// takes exactly these selectors. That within a pair of lanes the odd one holds rows 8…15 is drawn in a figure of the
/// ISA that was not at hand; CUTLASS's layout for sm_120 and others' probes of a device say so. It was not measured here.
public struct ScaleFragment: Sendable, Hashable {
  /// Which of a quad's lanes, and from which byte on.
  public struct Selector: Sendable, Hashable {
    /// `byte-id-a` or `byte-id-b`.
    public let byte: Int
    /// `thread-id-a` or `thread-id-b`.
    public let thread: Int

    /// Creates a selector.
    public init(byte: Int = 0, thread: Int = 0) {
      self.byte = byte
      self.thread = thread
    }
  }

  /// A or B.
  public let operand: FragmentLayout.Operand
  /// Rows of A or columns of B.
  public let lines: Int
  /// Scales of a line.
  public let blocks: Int
  /// What is read.
  public let selector: Selector

  /// Creates the layout of an instruction's scales; nil for D and for selectors that the ISA does not allow.
  public init?(
    _ operand: FragmentLayout.Operand, of instruction: MatrixInstruction,
    selector: Selector = Selector()
  ) {
    let vector = instruction.scaleVector
    guard operand != .d, (0..<4).contains(selector.byte), selector.byte.isMultiple(of: vector),
      (0..<(operand == .a ? 2 : 4)).contains(selector.thread)
    else { return nil }
    self.operand = operand
    lines = operand == .a ? instruction.rows : instruction.columns
    blocks = vector
    self.selector = selector
  }

  /// Where the scale of a line's block is read; nil outside the operand.
  public func place(line: Int, block: Int) -> (lane: Int, byte: Int)? {
    guard (0..<lines).contains(line), (0..<blocks).contains(block) else { return nil }
    let lane =
      operand == .a
      ? 4 * (line % 8) + 2 * selector.thread + line / 8 : 4 * line + selector.thread
    return (lane, selector.byte + block)
  }

  /// Whose scale a lane's byte is; nil where it is not read.
  public func scale(lane: Int, byte: Int) -> (line: Int, block: Int)? {
    let block = byte - selector.byte
    guard (0..<FragmentLayout.lanes).contains(lane), (0..<blocks).contains(block) else {
      return nil
    }
    let thread = lane % 4
    switch operand {
    case .a where thread / 2 == selector.thread: return (lane / 4 + 8 * (thread % 2), block)
    case .b where thread == selector.thread: return (lane / 4, block)
    default: return nil
    }
  }

  /// The scale register of each lane.
  ///
  /// - Parameter scales: The codes, `[lines, blocks]`.
  /// - Returns: 32 words, 0 where nothing is read; nil where the number of scales is another.
  public func registers(holding scales: [UInt8]) -> [UInt32]? {
    guard scales.count == lines * blocks else { return nil }
    var words = [UInt32](repeating: 0, count: FragmentLayout.lanes)
    for line in 0..<lines {
      for block in 0..<blocks {
        guard let (lane, byte) = place(line: line, block: block) else { continue }
        words[lane] |= UInt32(scales[line * blocks + block]) << UInt32(8 * byte)
      }
    }
    return words
  }
}
