/// Safetensors: eight bytes of header length, a JSON header, the data.
///
/// Offsets are checked one by one and against each other. The reference implementation also refuses holes between
/// tensors and bytes after the last; they do no harm to a reader and files have them (aligned data, appended
/// signatures), so they are let pass. Overlaps are refused. Types that are unknown are listed with 0 bits.
struct SafetensorsReader: ContainerReader {
  /// The longest header, as in the reference implementation.
  static let headerLimit = 100_000_000

  let name = "safetensors"
  let suffixes = [".safetensors"]

  func recognises(_ prefix: FilePrefix) -> Bool {
    guard let length = prefix.number(8, at: 0) else { return false }
    return length >= 2 && length <= Self.headerLimit && prefix.has("{", at: 8)
  }

  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents {
    let length = try headerLength(of: file)
    var header = SafetensorsHeader(
      scanner: HeaderScanner(
        try file.copy(length, at: 8), path: file.path, start: 8),
      dataStart: 8 + length, byteCount: file.byteCount)
    try header.scan()
    return ContainerContents(
      tensors: try header.inFileOrder(), metadata: MetadataTable(texts: header.metadata))
  }

  private func headerLength(of file: MappedFile) throws(TensorFileError) -> Int {
    let prefix = FilePrefix(bytes: try file.copy(9, at: 0), byteCount: file.byteCount)
    guard let length = prefix.number(8, at: 0) else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: 0,
        "a safetensors file begins with 8 bytes of header length, found \(file.byteCount) in all; is it cut short, or another kind of file?"
      )
    }
    guard length <= Self.headerLimit else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: 0,
        "the header claims \(length) bytes, at most \(Self.headerLimit) are expected; is this another kind of file?"
      )
    }
    guard Int(length) <= file.byteCount - 8 else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: 0,
        "the header claims \(length) bytes, the file has \(file.byteCount - 8) left; is it cut short?"
      )
    }
    guard prefix.has("{", at: 8) else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: 8,
        "a safetensors header begins with \"{\"; is this another kind of file?")
    }
    return Int(length)
  }
}
