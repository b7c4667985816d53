internal import TensorFiles

/// A file with one of the suffixes, recognised by what it holds.
struct ContainerTarget: FuzzTarget {
  let name: String
  private let suffix: String

  init(_ name: String, suffix: String) {
    self.name = name
    self.suffix = suffix
  }

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    try ReaderProbe().open(try scratch.write(bytes, to: "input" + suffix))
  }
}

/// A safetensors header that always has the length that the file claims.
///
/// The input is the JSON, up to a zero byte if there is one; what follows that are the data, and then zeros.
struct SafetensorsHeaderTarget: FuzzTarget {
  let name = "safetensors-header"
  /// Room for the tensors of any seed.
  private static let room = 1 << 20

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    let header = bytes.prefix { $0 != 0 }
    let file = littleEndian(header.count, bytes: 8) + header + bytes.dropFirst(header.count + 1)
    return try ReaderProbe().open(
      try scratch.write(file, to: "input.safetensors", room: Self.room))
  }
}

/// A pickle within an archive that is as it should be.
struct PickleTarget: FuzzTarget {
  let name = "pickle"
  /// As many storages, and as large ones, as the seeds speak of.
  private static let storages = 22
  private static let storageBytes = 512

  func run(_ bytes: [UInt8], in scratch: ScratchDirectory) throws -> Bool {
    var archive = StoredZip()
    archive.add("input/data.pkl", bytes)
    let storage = [UInt8](repeating: 0x3C, count: Self.storageBytes)
    for key in 0..<Self.storages { archive.add("input/data/\(key)", storage) }
    return try ReaderProbe().open(try scratch.write(archive.bytes, to: "input.pt"))
  }
}
