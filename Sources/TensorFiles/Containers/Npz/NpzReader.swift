/// NumPy's npz: a zip archive of npy arrays, each under its name.
///
/// `numpy.savez` stores the arrays as they are, so they are read in place; `savez_compressed` packs them.
struct NpzReader: ContainerReader {
  let name = "npz"
  let suffixes = [".npz"]

  func recognises(_ prefix: FilePrefix) -> Bool {
    prefix.has([0x50, 0x4B, 3, 4]) && prefix.zipEntryName?.hasSuffix(".npy") == true
      // An archive without arrays is nothing but its end.
      || prefix.has([0x50, 0x4B, 5, 6]) && prefix.byteCount == 22
  }

  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents {
    try arrays(of: file).contents
  }

  func source(of file: MappedFile) throws(TensorFileError) -> any TensorSource {
    let (contents, packed) = try arrays(of: file)
    let archive = MappedSource(file, container: name, contents: contents)
    return packed.isEmpty ? archive : PackedSource(archive, arrays: packed)
  }

  private func arrays(
    of file: MappedFile
  ) throws(TensorFileError) -> (contents: ContainerContents, packed: [ByteName: PackedArray]) {
    var tensors: [TensorDescriptor] = []
    var packed: [ByteName: PackedArray] = [:]
    for member in try members(of: file) {
      switch member.entry.method {
      case 0:
        tensors.append(
          try NpyReader.array(named: member.name, in: file, within: member.place))
      case 8:
        let array = try PackedArray(
          named: member.name, PackedEntry(member.entry, at: member.place, of: file))
        packed[ByteName(member.name)] = array
        tensors.append(array.tensor)
      default:
        throw TensorFileError(
          .unknownContainer, path: file.path, byteOffset: member.place.lowerBound,
          "\(PrintableName.quoted(member.entry.name)) is compressed by method "
            + "\(member.entry.method), which quantview does not unpack; numpy.savez and "
            + "savez_compressed write what it reads")
      }
    }
    return (ContainerContents(tensors: tensors), packed)
  }

  /// An array's file in the archive.
  private struct Member {
    /// What the array is called.
    let name: String
    let entry: ZipDirectory.Entry
    /// Where it lies.
    let place: Range<Int>
  }

  /// The files of arrays in the order of their places, of which no two overlap.
  ///
  /// Checked before any of them is looked into: the same bytes could be unpacked under a hundred thousand names.
  private func members(of file: MappedFile) throws(TensorFileError) -> [Member] {
    let directory = try ZipDirectory(file)
    var members: [Member] = []
    var names: Set<ByteName> = []
    for entry in directory.entries where entry.name.hasSuffix(".npy") {
      let name = String(entry.name.dropLast(4))
      guard name.utf8.count <= TensorLimits.nameBytes else {
        throw TensorFileError(.malformed, path: file.path, TensorLimits.tooLong(name))
      }
      guard names.insert(ByteName(name)).inserted else {
        throw TensorFileError(
          .malformed, path: file.path,
          "the archive holds \(PrintableName.quoted(entry.name)) twice")
      }
      members.append(Member(name: name, entry: entry, place: try directory.place(of: entry)))
    }
    return try inDataOrder(
      members, path: file.path, name: { $0.name }, place: { $0.place })
  }
}
