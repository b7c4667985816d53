/// NumPy's npz: a zip archive of npy arrays, each under its name.
///
/// `numpy.savez` stores the arrays as they are, so they are read in place. `savez_compressed` packs them; that is
/// refused, since an array could only be seen after all of it was unpacked.
struct NpzReader: ContainerReader {
  let name = "npz"
  let suffixes = [".npz"]

  func recognises(_ prefix: FilePrefix) -> Bool {
    prefix.has([0x50, 0x4B, 3, 4]) && prefix.zipEntryName?.hasSuffix(".npy") == true
      // An archive without arrays is nothing but its end.
      || prefix.has([0x50, 0x4B, 5, 6]) && prefix.byteCount == 22
  }

  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents {
    let directory = try ZipDirectory(file)
    var tensors: [TensorDescriptor] = []
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
      let place = try directory.place(of: entry)
      guard entry.method == 0 else {
        throw TensorFileError(
          .unknownContainer, path: file.path, byteOffset: place.lowerBound,
          "\(PrintableName.quoted(entry.name)) is compressed, which quantview does not unpack; "
            + "numpy.savez writes it as it is")
      }
      tensors.append(try NpyReader.array(named: name, in: file, within: place))
    }
    return ContainerContents(tensors: try inDataOrder(tensors, path: file.path))
  }
}
