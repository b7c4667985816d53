internal import QuantCore

/// Where an operand of `tcgen05.mma` lies in shared memory: K-major, as core matrices of 8 lines and 16 bytes.
///
/// Sixteen bytes hold 32 FP4 elements of `mxf4` and `mxf4nvf4`, two to a byte, the even element in the low half. Under
/// `mxf8f6f4` they hold 16 elements of any type, so that each takes a byte's room: FP6 fills 12 of the bytes and FP4
/// eight, the rest is padding. With c the number of a line's chunk of 16 bytes, and offsets from the operand's start:
///
/// ```
/// none   (line / 8)·stride + c·leading + 16·(line % 8)          leading 128, stride 128 · chunks of a line
/// W      (16c / W)·W·lines + W·line + 16c % W,                  stride 8·W; W = 32, 64, 128
///        then bits 4… of the offset XOR bits 7…                 one bit for 32, two for 64, three for 128
/// ```
///
/// The ISA lets a descriptor say `leading` and `stride`; here core matrices lie without gaps, those of a line next to
/// one another. The start must be aligned to 1024 bytes.
///
/// Source: PTX ISA, "Canonical Layouts" (`Swizzle<0…3,4,3>` of CuTe), "Strides", "Shared Memory Descriptor" and
/// "Packing formats of elements in Tensor and Shared memory". That FP6 lies lowest bits first was not confirmed.
public struct SharedOperandLayout: Sendable, Hashable {
  /// How far the 16-byte chunks of a line are permuted, by the bytes of a pattern's line.
  public enum Swizzle: Int, Sendable, Hashable, CaseIterable {
    case none = 0
    case bytes32 = 32
    case bytes64 = 64
    case bytes128 = 128

    /// The field of the shared memory descriptor, bits 61…63.
    public var descriptorField: Int {
      switch self {
      case .none: 0
      case .bytes128: 2
      case .bytes64: 4
      case .bytes32: 6
      }
    }
  }

  /// Where an element's code lies.
  public struct Place: Sendable, Hashable {
    /// The first byte with bits of it, counted from the operand's start.
    public let byte: Int
    /// The lowest bit of it in that byte.
    public let bit: Int
    /// The core matrix: which eight lines.
    public let group: Int
    /// The core matrix: which 16 bytes along K.
    public let chunk: Int
  }

  /// Rows of A or columns of B, a multiple of 8.
  public let lines: Int
  /// Chunks of 16 bytes in a line.
  public let chunks: Int
  /// How chunks are permuted.
  public let swizzle: Swizzle
  /// The bits of a code.
  public let elementBits: Int
  /// Elements in 16 bytes.
  public let chunkElements: Int

  /// Creates the layout of an operand; nil unless lines come in eights and a line fills whole patterns.
  ///
  /// - Parameters:
  ///   - operand: A or B, which says the element type.
  ///   - instruction: What multiplies it.
  ///   - lines: Rows of A or columns of B, a multiple of 8.
  ///   - depth: Elements of K that lie there at once, a multiple of the instruction's.
  ///   - swizzle: How chunks are permuted.
  public init?(
    _ operand: FragmentLayout.Operand, of instruction: MatrixInstruction, lines: Int, depth: Int,
    swizzle: Swizzle
  ) {
    chunkElements = instruction.kind == .mxf8f6f4 ? 16 : 32
    let bytes = depth / chunkElements * 16
    guard operand != .d, lines > 0, lines.isMultiple(of: 8), depth > 0,
      depth.isMultiple(of: instruction.depth), bytes.isMultiple(of: max(16, swizzle.rawValue)),
      lines < 1 << 20, depth < 1 << 20
    else { return nil }
    self.lines = lines
    chunks = bytes / 16
    self.swizzle = swizzle
    elementBits = (operand == .a ? instruction.a : instruction.b).bits
  }

  /// The bytes of the operand.
  public var byteCount: Int { lines * chunks * 16 }
  /// The descriptor's leading dimension byte offset; swizzled layouts do not use it.
  public var leadingOffset: Int { swizzle == .none ? 128 : 16 }
  /// The descriptor's stride dimension byte offset: from eight lines to the next.
  public var strideOffset: Int { swizzle == .none ? 128 * chunks : 8 * swizzle.rawValue }

  /// Where a line's chunk of 16 bytes begins.
  public func offset(line: Int, chunk: Int) -> Int {
    guard swizzle != .none else {
      return line / 8 * strideOffset + chunk * leadingOffset + line % 8 * 16
    }
    let width = swizzle.rawValue
    return permuted(chunk * 16 / width * width * lines + width * line + chunk * 16 % width)
  }

  /// Where an element lies; nil outside the operand.
  public func place(line: Int, index: Int) -> Place? {
    guard (0..<lines).contains(line), (0..<chunks * chunkElements).contains(index) else {
      return nil
    }
    let chunk = index / chunkElements
    let bit = index % chunkElements * elementBits
    return Place(
      byte: offset(line: line, chunk: chunk) + bit / 8, bit: bit % 8, group: line / 8,
      chunk: chunk)
  }

  /// The element whose code begins at a bit; nil in padding, between beginnings and outside.
  public func element(byte: Int, bit: Int) -> (line: Int, index: Int)? {
    guard (0..<byteCount).contains(byte), (0..<8).contains(bit) else { return nil }
    let place = (byte % 16) * 8 + bit
    guard place.isMultiple(of: elementBits), place / elementBits < chunkElements else {
      return nil
    }
    let start = byte / 16 * 16
    let line: Int
    let chunk: Int
    if swizzle == .none {
      line = start / strideOffset * 8 + start % 128 / 16
      chunk = start % strideOffset / leadingOffset
    } else {
      let width = swizzle.rawValue
      let plain = permuted(start)
      line = plain % (width * lines) / width
      chunk = plain / (width * lines) * (width / 16) + plain % width / 16
    }
    return (line, chunk * chunkElements + place / elementBits)
  }

  /// Bits 4… of an offset XOR bits 7…; doing it twice gives the offset back.
  private func permuted(_ offset: Int) -> Int {
    offset ^ (offset >> 3 & (swizzle.rawValue / 16 - 1) << 4)
  }
}
