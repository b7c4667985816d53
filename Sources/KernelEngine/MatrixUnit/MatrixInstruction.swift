public import QuantCore

/// A block-scaled multiply-accumulate of a tensor core: which types it multiplies, and how far a scale reaches.
///
/// ```
/// D[m, n] = C[m, n] + Σ over blocks s of  SA[m, s] · SB[s, n] · Σ over k in s of A[m, k] · B[k, n]
/// ```
///
/// D and C are F32. The same kinds exist twice: as `mma.sync … block_scale`, which a warp issues on registers
/// (sm_120), and as `tcgen05.mma … block_scale`, which one thread issues on shared and tensor memory (sm_100).
///
/// Source: PTX ISA 9, "Block Scaling for mma.sync" and "Block Scaling for tcgen05.mma". CUDA 13.0's assembler takes
/// all of `all`, and all 25 pairs of types of `mxf8f6f4`, for sm_120a; for sm_100a it refuses every one. The ISA's
/// table has E8M0 scales on 16 elements as well; that assembler refuses them, so they are left out here.
public struct MatrixInstruction: Sendable, Hashable {
  /// The kind in the instruction's name.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Any two of FP8, FP6 and FP4, each element in a container of 8 bits.
    case mxf8f6f4
    /// FP4 under powers of two.
    case mxf4
    /// FP4 under powers of two or under FP8 scales.
    case mxf4nvf4
  }

  /// The kind.
  public let kind: Kind
  /// The element type of A.
  public let a: MiniFloat
  /// The element type of B.
  public let b: MiniFloat
  /// E8M0 or E4M3; scales have no sign.
  public let scaleType: ScaleType
  /// Scales for each row of A and column of B: the number before the X in `scale_vec`.
  public let scaleVector: Int

  /// The element types of `mxf8f6f4`.
  public static let elementTypes: [MiniFloat] = [.e4m3, .e5m2, .e3m2, .e2m3, .e2m1]
  /// FP4, a power of two for 32 elements.
  public static let mxf4 = MatrixInstruction(.mxf4, .e2m1, .e2m1, .e8m0, 2)
  /// FP4, a power of two for 32 elements, by the kind that takes other scales too.
  public static let mxf4nvf4 = MatrixInstruction(.mxf4nvf4, .e2m1, .e2m1, .e8m0, 2)
  /// FP4, an E4M3 scale for 16 elements: NVFP4.
  public static let nvf4 = MatrixInstruction(.mxf4nvf4, .e2m1, .e2m1, .e4m3, 4)
  /// Every instruction whose A and B have one type.
  public static let all = [mxf4, mxf4nvf4, nvf4] + elementTypes.map { mxf8f6f4($0) }

  /// Elements of any of the five types in 8 bits each, a power of two for 32 of them; nil for other types.
  public static func mxf8f6f4(a: MiniFloat, b: MiniFloat) -> MatrixInstruction? {
    guard elementTypes.contains(a), elementTypes.contains(b) else { return nil }
    return MatrixInstruction(.mxf8f6f4, a, b, .e8m0, 1)
  }

  private static func mxf8f6f4(_ type: MiniFloat) -> MatrixInstruction {
    MatrixInstruction(.mxf8f6f4, type, type, .e8m0, 1)
  }

  private init(
    _ kind: Kind, _ a: MiniFloat, _ b: MiniFloat, _ scaleType: ScaleType, _ scaleVector: Int
  ) {
    self.kind = kind
    self.a = a
    self.b = b
    self.scaleType = scaleType
    self.scaleVector = scaleVector
  }

  /// The instructions that take a format's codes and scales as they are, both operands in it; the first one is made
  /// for it.
  ///
  /// A format's own scale for the tensor, and what it asks of a runtime beside it, stay outside the instruction.
  public static func taking(_ format: any QuantizationFormat) -> [MatrixInstruction] {
    let block = format.blockShape(rows: 1, columns: 128)
    return all.filter {
      format.element == ElementGrid($0.a) && format.scaleType == $0.scaleType
        && block == BlockShape(rows: 1, columns: $0.blockLength)
    }
  }

  /// Rows of A and D that `mma.sync` multiplies at once.
  public var rows: Int { 16 }
  /// Columns of B and D that `mma.sync` multiplies at once.
  public var columns: Int { 8 }
  /// Elements of K that are multiplied at once, by `mma.sync` and, as 32 bytes of an operand's row, by tcgen05.
  public var depth: Int { kind == .mxf8f6f4 ? 32 : 64 }
  /// Elements along K that share a scale.
  public var blockLength: Int { depth / scaleVector }
  /// The bits from one element of a register to the next.
  public var containerBits: Int { kind == .mxf8f6f4 ? 8 : 4 }
  /// The shape as in `m16n8k64`.
  public var shape: String { "m\(rows)n\(columns)k\(depth)" }

  /// The name of a warp's instruction in PTX.
  public var name: String {
    let types = "f32.\(a.name.lowercased()).\(b.name.lowercased()).f32.u\(scaleName)"
    return "mma.sync.aligned.\(shape).row.col.kind::\(kind.rawValue).block_scale"
      + ".scale_vec::\(scaleVector)X.\(types)"
  }

  private var scaleName: String { scaleType.rawValue.lowercased() }

  /// The value of a scale's code, exactly: NaN for the type's NaN, no sign.
  public func scale(_ code: UInt8) -> Float {
    scaleType == .e8m0 ? E8M0.decode(code) : MiniFloat.e4m3.decode(code & 0x7f)
  }
}
