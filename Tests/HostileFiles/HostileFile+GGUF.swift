internal import FileTargets

extension HostileFile {
  static let gguf: [HostileFile] = [
    gguf("2⁶³ tensors", tensors: .min, entries: 0, refused: "number of tensors") { [] },
    gguf("2⁶³ - 1 metadata", tensors: 0, entries: .max, refused: "number of metadata") { [] },
    gguf("a key of 2⁶² bytes", tensors: 0, entries: 1, refused: "metadata entries") {
      joined(littleEndian(1 << 62, bytes: 8), [0x61])
    },
    gguf("a text of 2⁶² bytes", tensors: 0, entries: 1, refused: "length of a text") {
      joined(text("t"), littleEndian(8, bytes: 4), littleEndian(1 << 62, bytes: 8))
    },
    gguf("an array of 2⁶² numbers", tensors: 0, entries: 1, refused: "length of an array") {
      joined(
        text("t"), littleEndian(9, bytes: 4), littleEndian(10, bytes: 4),
        littleEndian(1 << 62, bytes: 8))
    },
    gguf("arrays of arrays", tensors: 0, entries: 1, refused: "nested too deeply") {
      let level = joined(littleEndian(9, bytes: 4), littleEndian(1, bytes: 8))
      return joined(
        text("t"), littleEndian(9, bytes: 4), repeated(level, 200_000))
    },
    gguf("a million tensors", tensors: 1_000_000, entries: 0, refused: "at most 131072") {
      [UInt8](repeating: 0, count: 24_000_000)
    },
    gguf("as many tensors as may be", tensors: 131_072, entries: 0, refused: nil) {
      (0..<131_072).flatMap { tensor("blk.\($0).ffn_gate.weight") }
    },
    gguf("a million metadata", tensors: 0, entries: 1_000_000, refused: "metadata") {
      [UInt8](repeating: 0, count: 14_000_000)
    },
    gguf("two million short texts in an array", tensors: 0, entries: 1, refused: nil) {
      joined(
        text("tokenizer.ggml.tokens"), littleEndian(9, bytes: 4), littleEndian(8, bytes: 4),
        littleEndian(2_000_000, bytes: 8), repeated(text("a"), 2_000_000))
    },
    gguf("an overflowing shape", tensors: 1, entries: 0, refused: "more elements than any file") {
      joined(
        text("a"), littleEndian(2, bytes: 4), littleEndian(1 << 33, bytes: 8),
        littleEndian(1 << 33, bytes: 8), littleEndian(0, bytes: 12))
    },
  ]

  private static func text(_ text: String) -> [UInt8] {
    littleEndian(text.utf8.count, bytes: 8) + Array(text.utf8)
  }

  /// A tensor of one dimension and no elements.
  private static func tensor(_ name: String) -> [UInt8] {
    joined(text(name), littleEndian(1, bytes: 4), littleEndian(0, bytes: 20))
  }

  private static func gguf(
    _ description: String, tensors: Int, entries: Int, refused complaint: String?,
    _ rest: @escaping @Sendable () -> [UInt8]
  ) -> HostileFile {
    HostileFile(description, ".gguf", refused: complaint) {
      joined(
        Array("GGUF".utf8), littleEndian(3, bytes: 4), littleEndian(tensors, bytes: 8),
        littleEndian(entries, bytes: 8), rest())
    }
  }
}
