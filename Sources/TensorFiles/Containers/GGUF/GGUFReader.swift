/// GGUF, versions 2 and 3, little-endian: counts, metadata, descriptions of tensors, aligned data.
///
/// Offsets are checked one by one and against each other. ggml also wants the tensors to follow one another without
/// holes; a reader has no need of that. A type that ggml does not have is listed by its number.
struct GGUFReader: ContainerReader {
  static let magic = Array("GGUF".utf8)

  let name = "gguf"
  let suffixes = [".gguf"]

  func recognises(_ prefix: FilePrefix) -> Bool {
    prefix.has(Self.magic)
  }

  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents {
    let prefix = FilePrefix(
      bytes: try file.copy(Self.magic.count, at: 0), byteCount: file.byteCount)
    guard prefix.has(Self.magic) else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: 0,
        "a GGUF file begins with GGUF; is this another kind of file?")
    }
    let header = try GGUFHeader(of: file)
    let texts = header.metadata.entries.map { ($0.key, $0.value.description) }
    return ContainerContents(
      tensors: header.tensors,
      metadata: Dictionary(texts) { first, _ in first }, gguf: header.metadata)
  }
}
