/// How the bytes of a block of ggml become numbers: the definition of one type.
///
/// Values are F32 and each operation is rounded on its own, in the order that ggml has and without contraction. What
/// a definition reads is little-endian; in a big-endian file the type's `wideFields` are the other way round, and
/// nothing else is: codes and scales of a byte or less stay where they are.
public protocol GGMLBlockDefinition: Sendable {
  /// The type with its sizes.
  var type: GGMLType { get }

  /// Writes the values of a block.
  ///
  /// - Parameters:
  ///   - block: The bytes of the block.
  ///   - values: Receives the values.
  ///   - start: Where the first one goes.
  func decode(_ block: Span<UInt8>, into values: inout MutableSpan<Float>, at start: Int)
}

/// The blocks of ggml that quantview decodes.
public enum GGMLDefinitions {
  /// Every definition; a new type is one file and one row.
  public static let all: [any GGMLBlockDefinition] = [
    GGMLBlock.q4_0, GGMLNibbles.q4_1, GGMLNibbles.q5_0, GGMLNibbles.q5_1, GGMLBlock.q8_0,
    GGMLQ2K(), GGMLQ3K(), GGMLSixBits.q4_K, GGMLSixBits.q5_K, GGMLQ6K(), GGMLUneven.nl,
    GGMLUneven.xs, GGMLTernary.base3, GGMLTernary.twoBits, GGMLBlock.mxfp4, GGMLBlock.nvfp4,
  ]

  /// The definition of a type; nil for one that can't be decoded.
  public static func of(_ type: GGMLType) -> (any GGMLBlockDefinition)? {
    all.first { $0.type == type }
  }
}

extension Span<UInt8> {
  /// The F16 number whose lower byte stands at an index.
  func half(at index: Int) -> Float {
    Binary16.decode(UInt16(self[index]) | UInt16(self[index + 1]) << 8)
  }
}
