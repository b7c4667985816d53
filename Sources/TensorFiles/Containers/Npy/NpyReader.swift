/// NumPy's npy, versions 1 to 3: one array behind a Python dictionary.
///
/// Bytes after the array are let pass, as NumPy does: its `save` can append arrays to one file, of which the first
/// is the one read.
struct NpyReader: ContainerReader {
  /// Far more than a header of 64 dimensions takes.
  static let headerLimit = 1 << 20

  let name = "npy"
  let suffixes = [".npy"]

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  func recognises(_ prefix: FilePrefix) -> Bool {
    prefix.has(Self.magic)
  }

  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents {
    let tensor = try Self.array(
      named: fileStem(of: file.path), in: file, within: 0..<file.byteCount)
    return ContainerContents(tensors: [tensor])
  }

  /// The array that begins at the start of a range of a file.
  ///
  /// - Parameters:
  ///   - name: What the array is called.
  ///   - file: The file, or what is unpacked of one.
  ///   - range: Where the array lies in it, header and all.
  /// - Returns: The array, which ends within the range.
  /// - Throws: A `TensorFileError` where the header is malformed or the range too short.
  static func array(
    named name: String, in file: some HeaderBytes, within range: Range<Int>
  ) throws(TensorFileError) -> TensorDescriptor {
    let header = try locateHeader(of: file, within: range)
    var scanner = HeaderScanner(
      try file.copy(header.count, at: header.lowerBound), path: file.path, start: header.lowerBound)
    let array = try NpyHeader(&scanner)
    let size = array.shape.byteCount(bits: array.type.bits)
    let available = range.upperBound - header.upperBound
    guard let size, size <= available else {
      let expected = size.map { "\($0)" } ?? "more than 2^63"
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: header.upperBound,
        "\(array.type) \(shapeText(array.shape.dimensions)) takes \(expected) bytes, "
          + "the file has \(available) left; is it cut short?")
    }
    return TensorDescriptor(
      name: name, type: array.type, shape: array.shape.dimensions,
      offset: header.upperBound, byteCount: size, order: array.order)
  }

  private static func locateHeader(
    of file: some HeaderBytes, within range: Range<Int>
  ) throws(TensorFileError) -> Range<Int> {
    let prefix = FilePrefix(
      bytes: try file.copy(min(12, range.count), at: range.lowerBound), byteCount: range.count)
    func malformed(_ offset: Int, _ detail: String) -> TensorFileError {
      TensorFileError(
        .malformed, path: file.path, byteOffset: range.lowerBound + offset, detail)
    }
    guard prefix.has(Self.magic) else {
      throw malformed(0, "an npy file begins with \\x93NUMPY; is this another kind of file?")
    }
    guard let major = prefix.number(1, at: 6), let minor = prefix.number(1, at: 7) else {
      throw malformed(6, "the file ends before the version of the npy format")
    }
    guard (1...3).contains(major), minor == 0 else {
      throw malformed(6, "npy version \(major).\(minor), expected 1.0, 2.0 or 3.0")
    }
    let lengthSize = major == 1 ? 2 : 4
    guard let length = prefix.number(lengthSize, at: 8) else {
      throw malformed(8, "the file ends before the length of the header")
    }
    let start = 8 + lengthSize
    guard length <= Self.headerLimit else {
      throw malformed(
        8, "the header claims \(length) bytes, at most \(Self.headerLimit) are expected")
    }
    guard Int(length) <= range.count - start else {
      throw malformed(
        8,
        "the header claims \(length) bytes, the file has \(range.count - start) left; is it "
          + "cut short?")
    }
    let first = range.lowerBound + start
    return first..<(first + Int(length))
  }
}
