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
    let directory = try ZipDirectory(file)
    var tensors: [(tensor: TensorDescriptor, place: Range<Int>)] = []
    var names: Set<ByteName> = []
    var packed: [ByteName: PackedArray] = [:]
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
      let place = try directory.place(of: entry)
      switch entry.method {
      case 0:
        let array = try NpyReader.array(named: name, in: file, within: place)
        tensors.append((array, array.offset..<(array.offset + array.byteCount)))
      case 8:
        let array = try PackedArray(named: name, PackedEntry(entry, at: place, of: file))
        packed[ByteName(name)] = array
        tensors.append((array.tensor, place))
      default:
        throw TensorFileError(
          .unknownContainer, path: file.path, byteOffset: place.lowerBound,
          "\(PrintableName.quoted(entry.name)) is compressed by method \(entry.method), which "
            + "quantview does not unpack; numpy.savez and savez_compressed write what it reads")
      }
    }
    return (ContainerContents(tensors: try inDataOrder(tensors, path: file.path)), packed)
  }
}
