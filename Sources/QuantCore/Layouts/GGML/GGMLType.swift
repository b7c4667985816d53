/// A tensor type of ggml: its number in GGUF files, its name, and the size of its blocks.
///
/// Source: ggml's `ggml.h` and `ggml-common.h`, for removed types as they were before.
public struct GGMLType: Sendable, Hashable {
  /// The number by which GGUF names the type.
  public let id: UInt32
  /// The name, such as `Q4_0`.
  public let name: String
  /// The elements of a block; a row has a whole number of blocks.
  public let blockElements: Int
  /// The bytes of a block.
  public let blockBytes: Int
  /// The numbers of several bytes in a block: what has another byte order in a big-endian file.
  ///
  /// Nil where quantview does not know what ggml writes there.
  public let wideFields: [Range<Int>]?
  /// Whether ggml had the type once and has it no more; other programs gave some of these numbers to types of theirs.
  public let isRemoved: Bool

  init(
    _ id: UInt32, _ name: String, _ blockElements: Int, _ blockBytes: Int,
    wide wideFields: [Range<Int>]? = nil, isRemoved: Bool = false
  ) {
    self.id = id
    self.name = name
    self.blockElements = blockElements
    self.blockBytes = blockBytes
    self.wideFields = wideFields
    self.isRemoved = isRemoved
  }

  /// A type whose elements stand alone.
  private init(_ id: UInt32, _ name: String, byteCount: Int) {
    self.init(id, name, 1, byteCount, wide: byteCount == 1 ? [] : [0..<byteCount])
  }

  /// Signed 4-bit integers, 32 to a block, an F16 scale.
  public static let q4_0 = GGMLType(2, "Q4_0", 32, 18, wide: [0..<2])
  /// 4-bit integers, 32 to a block, an F16 scale and minimum.
  public static let q4_1 = GGMLType(3, "Q4_1", 32, 20, wide: [0..<2, 2..<4])
  /// Signed 5-bit integers, 32 to a block, an F16 scale.
  public static let q5_0 = GGMLType(6, "Q5_0", 32, 22, wide: [0..<2, 2..<6])
  /// 5-bit integers, 32 to a block, an F16 scale and minimum.
  public static let q5_1 = GGMLType(7, "Q5_1", 32, 24, wide: [0..<2, 2..<4, 4..<8])
  /// Signed 8-bit integers, 32 to a block, an F16 scale.
  public static let q8_0 = GGMLType(8, "Q8_0", 32, 34, wide: [0..<2])
  /// 2-bit integers, 16 runs of 16, each with a scale and a minimum of four bits.
  public static let q2_K = GGMLType(10, "Q2_K", 256, 84, wide: [80..<82, 82..<84])
  /// Signed 3-bit integers, 16 runs of 16, each with a scale of six bits.
  public static let q3_K = GGMLType(11, "Q3_K", 256, 110, wide: [108..<110])
  /// 4-bit integers, 8 runs of 32, each with a scale and a minimum of six bits.
  public static let q4_K = GGMLType(12, "Q4_K", 256, 144, wide: [0..<2, 2..<4])
  /// 5-bit integers, 8 runs of 32, each with a scale and a minimum of six bits.
  public static let q5_K = GGMLType(13, "Q5_K", 256, 176, wide: [0..<2, 2..<4])
  /// Signed 6-bit integers, 16 runs of 16, each with a scale of eight bits.
  public static let q6_K = GGMLType(14, "Q6_K", 256, 210, wide: [208..<210])
  /// Sixteen uneven values, 32 to a block, an F16 scale.
  public static let iq4_NL = GGMLType(20, "IQ4_NL", 32, 18, wide: [0..<2])
  /// The same values, 8 runs of 32, each with a scale of six bits.
  public static let iq4_XS = GGMLType(23, "IQ4_XS", 256, 136, wide: [0..<2, 2..<4])
  /// -1, 0, 1, five to a byte, an F16 scale.
  public static let tq1_0 = GGMLType(34, "TQ1_0", 256, 54, wide: [52..<54])
  /// -1, 0, 1, four to a byte, an F16 scale.
  public static let tq2_0 = GGMLType(35, "TQ2_0", 256, 66, wide: [64..<66])
  /// E2M1 elements, 32 to a block, an E8M0 scale.
  public static let mxfp4 = GGMLType(39, "MXFP4", 32, 17, wide: [])
  /// E2M1 elements, four runs of 16 to a block, an E4M3 scale for each run.
  public static let nvfp4 = GGMLType(40, "NVFP4", 64, 36, wide: [])

  /// Every type that ggml has or had, by number.
  public static let all: [GGMLType] = [
    GGMLType(0, "F32", byteCount: 4), GGMLType(1, "F16", byteCount: 2),
    q4_0, q4_1,
    GGMLType(4, "Q4_2", 16, 10, wide: [0..<2], isRemoved: true),
    GGMLType(5, "Q4_3", 16, 12, wide: [0..<2, 2..<4], isRemoved: true),
    q5_0, q5_1, q8_0, GGMLType(9, "Q8_1", 32, 36, wide: [0..<2, 2..<4]),
    q2_K, q3_K, q4_K, q5_K, q6_K,
    GGMLType(15, "Q8_K", 256, 292, wide: [0..<4] + (0..<16).map { 260 + 2 * $0..<262 + 2 * $0 }),
    GGMLType(16, "IQ2_XXS", 256, 66), GGMLType(17, "IQ2_XS", 256, 74),
    GGMLType(18, "IQ3_XXS", 256, 98), GGMLType(19, "IQ1_S", 256, 50), iq4_NL,
    GGMLType(21, "IQ3_S", 256, 110), GGMLType(22, "IQ2_S", 256, 82), iq4_XS,
    GGMLType(24, "I8", byteCount: 1), GGMLType(25, "I16", byteCount: 2),
    GGMLType(26, "I32", byteCount: 4), GGMLType(27, "I64", byteCount: 8),
    GGMLType(28, "F64", byteCount: 8), GGMLType(29, "IQ1_M", 256, 56),
    GGMLType(30, "BF16", byteCount: 2),
    GGMLType(31, "Q4_0_4_4", 32, 18, isRemoved: true),
    GGMLType(32, "Q4_0_4_8", 32, 18, isRemoved: true),
    GGMLType(33, "Q4_0_8_8", 32, 18, isRemoved: true),
    tq1_0, tq2_0,
    GGMLType(36, "IQ4_NL_4_4", 32, 18, isRemoved: true),
    GGMLType(37, "IQ4_NL_4_8", 32, 18, isRemoved: true),
    GGMLType(38, "IQ4_NL_8_8", 32, 18, isRemoved: true),
    mxfp4, nvfp4, GGMLType(41, "Q1_0", 128, 18, wide: [0..<2]),
    GGMLType(42, "Q2_0", 64, 18, wide: [0..<2]),
  ]

  /// The type with the given number; nil where none is known.
  public static func numbered(_ id: UInt32) -> GGMLType? {
    all.first { $0.id == id }
  }

  /// The type with the given name; nil where none is known.
  public static func named(_ name: String) -> GGMLType? {
    all.first { $0.name == name }
  }

  /// The bytes of one row.
  ///
  /// - Parameter columns: The elements of the row.
  /// - Returns: The bytes; nil where the columns are no whole number of blocks or the size overflows.
  public func byteCount(columns: Int) -> Int? {
    guard columns >= 0, columns % blockElements == 0 else { return nil }
    let (bytes, overflowed) = (columns / blockElements).multipliedReportingOverflow(by: blockBytes)
    return overflowed ? nil : bytes
  }
}
