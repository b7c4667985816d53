public import QuantCore

/// The type in which a file stores a tensor's elements, spelled as safetensors spells it.
///
/// Types that quantview cannot analyse are kept too, so that they can be listed with their sizes.
public struct StoredType: Sendable, Hashable, CustomStringConvertible {
  /// The name, such as `BF16` or `I64`.
  public let name: String
  /// The size of one element, in bits; 0 for ggml's blocks, for matrices of several parts, and for a type that
  /// quantview has never heard of.
  public let bits: Int
  /// How elements become F32; nil for a type that is listed but not analysed.
  public let encoding: FloatEncoding?

  /// Creates a type from its name, its size in bits and its encoding.
  public init(name: String, bits: Int, encoding: FloatEncoding?) {
    self.name = name
    self.bits = bits
    self.encoding = encoding
  }

  /// The name.
  public var description: String { name }

  /// IEEE 754 binary64; a finite value beyond F32's range counts as infinite.
  public static let f64 = StoredType(name: "F64", bits: 64, encoding: .f64)
  /// IEEE 754 binary32.
  public static let f32 = StoredType(name: "F32", bits: 32, encoding: .f32)
  /// IEEE 754 binary16.
  public static let f16 = StoredType(name: "F16", bits: 16, encoding: .f16)
  /// The upper half of binary32.
  public static let bf16 = StoredType(name: "BF16", bits: 16, encoding: .bf16)
  /// OCP FP8 E4M3 (no infinity, NaN at 0x7F and 0xFF).
  public static let f8e4m3 = StoredType(name: "F8_E4M3", bits: 8, encoding: .f8e4m3)
  /// OCP FP8 E5M2 (IEEE-like infinities and NaN).
  public static let f8e5m2 = StoredType(name: "F8_E5M2", bits: 8, encoding: .f8e5m2)

  /// Signed integers of 8 bits.
  public static let i8 = StoredType(name: "I8", bits: 8, encoding: nil)
  /// Unsigned integers of 16 bits.
  public static let u16 = StoredType(name: "U16", bits: 16, encoding: nil)
  /// Bytes.
  public static let u8 = StoredType(name: "U8", bits: 8, encoding: nil)
  /// Signed integers of 32 bits.
  public static let i32 = StoredType(name: "I32", bits: 32, encoding: nil)
  /// Signed integers of 64 bits.
  public static let i64 = StoredType(name: "I64", bits: 64, encoding: nil)

  /// Every type with a known size: the analysed ones first, then those that are only listed.
  public static let all: [StoredType] =
    [f64, f32, f16, bf16, f8e4m3, f8e5m2]
    + [
      ("I64", 64), ("I32", 32), ("I16", 16), ("I8", 8), ("U64", 64), ("U32", 32), ("U16", 16),
      ("U8", 8), ("BOOL", 8), ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8),
      ("F6_E2M3", 6), ("F6_E3M2", 6), ("F4", 4), ("C64", 64), ("C128", 128),
    ].map { StoredType(name: $0.0, bits: $0.1, encoding: nil) }

  /// A type of which only the name is known; a tensor of it can be listed.
  static func unknown(_ name: String) -> StoredType {
    StoredType(name: name, bits: 0, encoding: nil)
  }

  /// A type of ggml: one of the types above, or blocks by their name in ggml.
  ///
  /// Integers are numbers here, which can be read as such; elsewhere they are mostly codes.
  ///
  /// - Parameter type: The type.
  /// - Returns: The type, analysable where its blocks can be decoded.
  public static func ggml(_ type: GGMLType) -> StoredType {
    if type.blockElements == 1, let plain = named(type.name) {
      return StoredType(
        name: plain.name, bits: plain.bits, encoding: plain.encoding ?? .integer(bits: plain.bits))
    }
    return StoredType(
      name: type.name, bits: 0, encoding: GGMLDefinitions.of(type).map { _ in .ggml(type) })
  }

  /// Whether values are decoded from codes and scales.
  public var isQuantized: Bool {
    switch encoding {
    case .matrix, .ggml: true
    default: false
    }
  }

  /// The type with the given name, in either case; nil where no such type is known.
  public static func named(_ name: String) -> StoredType? {
    let upper = name.uppercased()
    return all.first { $0.name == upper }
  }
}

/// The encodings that a reader turns into F32.
public enum FloatEncoding: Sendable, Hashable {
  case f64, f32, f16, bf16, f8e4m3, f8e5m2
  /// Signed integers; beyond F32's 24 bits they are rounded to nearest, ties to even.
  case integer(bits: Int)
  /// Blocks of a type of ggml that has a definition.
  case ggml(GGMLType)
  /// A weight made of several stored tensors, which only a `MatrixSource` can read.
  case matrix
}
