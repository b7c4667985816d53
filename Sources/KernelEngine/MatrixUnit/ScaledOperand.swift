public import QuantCore

/// A multiplicand as it is stored: rows of A or columns of B, each a line of codes along K with its scales.
public struct ScaledOperand: Sendable, Hashable {
  /// The element type.
  public let type: MiniFloat
  /// Rows of A or columns of B.
  public let lines: Int
  /// Elements of K in a line.
  public let depth: Int
  /// Elements that share a scale.
  public let blockLength: Int
  /// The code of each element, `[lines, depth]`.
  public let codes: [UInt8]
  /// The code of each block's scale, `[lines, depth / blockLength]`.
  public let scales: [UInt8]

  /// Creates an operand; nil where the numbers of codes, blocks and scales do not belong together.
  public init?(
    type: MiniFloat, lines: Int, depth: Int, blockLength: Int, codes: [UInt8], scales: [UInt8]
  ) {
    guard lines > 0, depth > 0, blockLength > 0, depth.isMultiple(of: blockLength),
      lines < 1 << 24, depth < 1 << 24, codes.count == lines * depth,
      scales.count == lines * (depth / blockLength)
    else { return nil }
    self.type = type
    self.lines = lines
    self.depth = depth
    self.blockLength = blockLength
    self.codes = codes
    self.scales = scales
  }

  /// Blocks in a line.
  public var blocks: Int { depth / blockLength }

  /// The value of an element without its scale.
  public func element(_ line: Int, _ k: Int) -> Float { type.decode(codes[line * depth + k]) }
}
