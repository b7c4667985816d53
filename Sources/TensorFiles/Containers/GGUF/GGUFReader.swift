/// GGUF, versions 2 and 3, in either byte order: counts, metadata, descriptions of tensors, aligned data.
///
/// A big-endian file has every number of the header the other way round, each element of plain tensors, and of
/// blocks the fields that `GGMLType.wideFields` names; texts, the magic bytes, codes, and scales of a byte are the
/// same. That is what ggml writes and reads on a big-endian machine.
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
    return ContainerContents(
      tensors: header.tensors, metadata: MetadataTable(header.metadata), gguf: header.metadata)
  }
}
