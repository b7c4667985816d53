/// A tensor type of ggml: its number in GGUF files, its name, and the size of its blocks.
///
/// Source: ggml's `ggml.h` and `ggml-common.h`. Numbers that are missing belong to types that were removed.
public struct GGMLType: Sendable, Hashable {
  /// The number by which GGUF names the type.
  public let id: UInt32
  /// The name, such as `Q4_0`.
  public let name: String
  /// The elements of a block; a row has a whole number of blocks.
  public let blockElements: Int
  /// The bytes of a block.
  public let blockBytes: Int

  init(_ id: UInt32, _ name: String, _ blockElements: Int, _ blockBytes: Int) {
    self.id = id
    self.name = name
    self.blockElements = blockElements
    self.blockBytes = blockBytes
  }

  /// Signed 4-bit integers, 32 to a block, an F16 scale.
  public static let q4_0 = GGMLType(2, "Q4_0", 32, 18)
  /// Signed 8-bit integers, 32 to a block, an F16 scale.
  public static let q8_0 = GGMLType(8, "Q8_0", 32, 34)
  /// E2M1 elements, 32 to a block, an E8M0 scale.
  public static let mxfp4 = GGMLType(39, "MXFP4", 32, 17)
  /// E2M1 elements, four runs of 16 to a block, an E4M3 scale for each run.
  public static let nvfp4 = GGMLType(40, "NVFP4", 64, 36)

  /// Every type that files may hold, by number.
  public static let all: [GGMLType] = [
    GGMLType(0, "F32", 1, 4), GGMLType(1, "F16", 1, 2),
    q4_0, GGMLType(3, "Q4_1", 32, 20), GGMLType(6, "Q5_0", 32, 22), GGMLType(7, "Q5_1", 32, 24),
    q8_0, GGMLType(9, "Q8_1", 32, 36),
    GGMLType(10, "Q2_K", 256, 84), GGMLType(11, "Q3_K", 256, 110), GGMLType(12, "Q4_K", 256, 144),
    GGMLType(13, "Q5_K", 256, 176), GGMLType(14, "Q6_K", 256, 210), GGMLType(15, "Q8_K", 256, 292),
    GGMLType(16, "IQ2_XXS", 256, 66), GGMLType(17, "IQ2_XS", 256, 74),
    GGMLType(18, "IQ3_XXS", 256, 98), GGMLType(19, "IQ1_S", 256, 50),
    GGMLType(20, "IQ4_NL", 32, 18), GGMLType(21, "IQ3_S", 256, 110),
    GGMLType(22, "IQ2_S", 256, 82), GGMLType(23, "IQ4_XS", 256, 136),
    GGMLType(24, "I8", 1, 1), GGMLType(25, "I16", 1, 2), GGMLType(26, "I32", 1, 4),
    GGMLType(27, "I64", 1, 8), GGMLType(28, "F64", 1, 8), GGMLType(29, "IQ1_M", 256, 56),
    GGMLType(30, "BF16", 1, 2), GGMLType(34, "TQ1_0", 256, 54), GGMLType(35, "TQ2_0", 256, 66),
    mxfp4, nvfp4, GGMLType(41, "Q1_0", 128, 18), GGMLType(42, "Q2_0", 64, 18),
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
