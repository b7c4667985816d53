/// What `torch.save` writes since PyTorch 1.6: a zip archive with a pickle and each storage as a file of its own.
struct PyTorchReader: ContainerReader {
  let name = "pytorch"
  let suffixes = [".pt", ".pth"]

  func recognises(_ prefix: FilePrefix) -> Bool {
    prefix.has([0x50, 0x4B, 3, 4]) && prefix.zipEntryName?.hasSuffix("data.pkl") == true
  }

  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents {
    let directory = try ZipDirectory(file)
    guard let index = directory.entries.first(where: { Self.isIndex($0.name) }) else {
      throw TensorFileError(
        .malformed, path: file.path, "the archive has no data.pkl; is it a PyTorch checkpoint?")
    }
    let folder = String(index.name.dropLast("data.pkl".count))
    let place = try self.place(of: index, in: directory, path: file.path)
    guard place.count <= Pickle.sizeLimit else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: place.lowerBound,
        "a pickle of \(place.count) bytes, at most \(Pickle.sizeLimit) are expected")
    }
    var pickle = Pickle(
      HeaderScanner(
        try file.copy(place.count, at: place.lowerBound), path: file.path, start: place.lowerBound))
    let root = try pickle.run()
    let found = try StateDictionary.tensors(
      of: root, heap: pickle.heap, stem: fileStem(of: file.path), scanner: pickle.scanner)
    let layout = TorchLayout(
      places: try places(in: directory, folder: folder, path: file.path),
      isBigEndian: try isBigEndian(directory, folder: folder, file: file), file: file)
    return ContainerContents(
      tensors: try layout.descriptors(of: found, heap: pickle.heap))
  }

  private static func isIndex(_ name: String) -> Bool {
    name == "data.pkl" || name.hasSuffix("/data.pkl")
  }

  /// Where the storages lie, each under the name by which the pickle knows it.
  private func places(
    in directory: ZipDirectory, folder: String, path: String
  ) throws(TensorFileError) -> [String: Range<Int>] {
    var places: [String: Range<Int>] = [:]
    let prefix = folder + "data/"
    for entry in directory.entries where entry.name.hasPrefix(prefix) {
      let key = String(entry.name.dropFirst(prefix.count))
      let place = try self.place(of: entry, in: directory, path: path)
      guard places.updateValue(place, forKey: key) == nil else {
        throw TensorFileError(
          .malformed, path: path, "the archive holds \(PrintableName.quoted(entry.name)) twice")
      }
    }
    try checkOverlaps(of: places, path: path)
    return places
  }

  /// Makes sure that no storage lies within another: views share storages, which are there once.
  private func checkOverlaps(
    of places: [String: Range<Int>], path: String
  ) throws(TensorFileError) {
    let sorted = places.filter { !$0.value.isEmpty }
      .sorted { ($0.value.lowerBound, $0.key) < ($1.value.lowerBound, $1.key) }
    for (place, next) in zip(sorted, sorted.dropFirst())
    where next.value.lowerBound < place.value.upperBound {
      throw TensorFileError(
        .malformed, path: path, byteOffset: next.value.lowerBound,
        "storages \(PrintableName.quoted(place.key)) and \(PrintableName.quoted(next.key)) overlap "
          + "in the archive")
    }
  }

  private func place(
    of entry: ZipDirectory.Entry, in directory: ZipDirectory, path: String
  ) throws(TensorFileError) -> Range<Int> {
    let place = try directory.place(of: entry)
    guard entry.method == 0 else {
      throw TensorFileError(
        .malformed, path: path, byteOffset: place.lowerBound,
        "\(PrintableName.quoted(entry.name)) is compressed; torch.save stores files as they are, was the "
          + "archive packed again?")
    }
    return place
  }

  private func isBigEndian(
    _ directory: ZipDirectory, folder: String, file: MappedFile
  ) throws(TensorFileError) -> Bool {
    guard let entry = directory.entries.first(where: { $0.name == folder + "byteorder" }) else {
      return false
    }
    let place = try self.place(of: entry, in: directory, path: file.path)
    let text = String(
      decoding: try file.copy(min(place.count, 16), at: place.lowerBound), as: UTF8.self)
    guard text == "little" || text == "big" else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: place.lowerBound,
        "byte order \(PrintableName.quoted(text)), expected little or big")
    }
    return text == "big"
  }
}
