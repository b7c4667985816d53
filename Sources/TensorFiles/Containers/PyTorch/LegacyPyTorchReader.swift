/// What `torch.save` wrote before PyTorch 1.6: five pickles one after the other, then the storages.
///
/// The pickles are a magic number, the version 1001, facts of the machine, the object, and the names of the
/// storages in the order in which they follow; each storage is its count of elements in 8 bytes and the elements,
/// lowest byte first on every machine.
struct LegacyPyTorchReader: ContainerReader {
  let name = "pytorch-legacy"
  let suffixes: [String] = []

  /// The magic number as a pickle of one long integer.
  private static let magic: [UInt8] = [
    0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
  /// How the protocols begin whose integers look so; from the fourth on, what follows is in a frame of some length.
  private static let protocols: [[UInt8]] = [
    [0x80, 2], [0x80, 3], [0x80, 4] + frame, [0x80, 5] + frame,
  ]
  private static let frame = [0x95] + littleEndian(UInt64(magic.count))
  private static let version: Int32 = 1001
  /// Enough for nearly every file, so that not much more is read than is needed.
  private static let firstLook = 1 << 20

  func recognises(_ prefix: FilePrefix) -> Bool {
    Self.protocols.contains { prefix.has($0 + Self.magic) }
  }

  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents {
    do {
      return try contents(of: file, within: Self.firstLook)
    } catch {
      guard file.byteCount > Self.firstLook else { throw error }
      return try contents(of: file, within: Pickle.sizeLimit)
    }
  }

  private func contents(
    of file: MappedFile, within limit: Int
  ) throws(TensorFileError) -> ContainerContents {
    var pickle = Pickle(
      HeaderScanner(try file.copy(limit, at: 0), path: file.path, start: 0))
    _ = try pickle.run()
    let versionPlace = pickle.scanner.position
    guard case .integer(Self.version) = try pickle.run() else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: versionPlace,
        "this is no version of PyTorch's older format, expected \(Self.version)")
    }
    _ = try pickle.run()
    let found = try StateDictionary.tensors(
      of: try pickle.run(), heap: pickle.heap, stem: fileStem(of: file.path),
      scanner: pickle.scanner)
    let keysPlace = pickle.scanner.position
    let keys = try pickle.run()
    guard let values = pickle.heap.sequence(keys),
      case let names = values.compactMap(pickle.heap.text),
      names.count == values.count
    else {
      throw TensorFileError(
        .malformed, path: file.path, byteOffset: keysPlace,
        "expected the names of the storages here")
    }
    let layout = TorchLayout(
      places: try places(
        of: names, storages: pickle.heap.storages, in: file, from: pickle.scanner.position),
      isBigEndian: false, file: file)
    return ContainerContents(
      tensors: try layout.descriptors(of: found, heap: pickle.heap))
  }

  private func places(
    of names: [String], storages: [TorchStorage], in file: MappedFile, from start: Int
  ) throws(TensorFileError) -> [String: Range<Int>] {
    var sizes: [String: Int] = [:]
    for storage in storages { sizes[storage.key] = (storage.type?.bits ?? 8) / 8 }
    var places: [String: Range<Int>] = [:]
    var position = start
    for name in names {
      let length = FilePrefix(bytes: try file.copy(8, at: position), byteCount: file.byteCount)
      let available = max(0, file.byteCount - position - 8)
      guard let size = sizes[name], let count = length.number(8, at: 0),
        count <= UInt64(available / size)
      else {
        throw TensorFileError(
          .malformed, path: file.path, byteOffset: position,
          "expected storage \(PrintableName.quoted(name)) here, with its count of elements; is the file "
            + "cut short?")
      }
      position += 8
      guard
        places.updateValue(position..<position + Int(count) * size, forKey: name) == nil
      else {
        throw TensorFileError(
          .malformed, path: file.path, byteOffset: position,
          "storage \(PrintableName.quoted(name)) is there twice")
      }
      position += Int(count) * size
    }
    return places
  }
}
