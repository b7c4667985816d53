/// Reads one kind of container: a new kind is one file and one row in `ContainerRegistry`.
protocol ContainerReader: Sendable {
  /// The container's short name, such as `npy`.
  var name: String { get }
  /// How names of such files end, with the dot: decides only for content that nothing recognises.
  var suffixes: [String] { get }

  /// Whether a file that begins so is of this kind.
  func recognises(_ prefix: FilePrefix) -> Bool

  /// Reads and checks the header; the tensors that come back lie within the file.
  func contents(of file: MappedFile) throws(TensorFileError) -> ContainerContents

  /// Opens a file: its contents as they lie in it, where nothing else is said.
  func source(of file: MappedFile) throws(TensorFileError) -> any TensorSource
}

extension ContainerReader {
  func source(of file: MappedFile) throws(TensorFileError) -> any TensorSource {
    MappedSource(file, container: name, contents: try contents(of: file))
  }
}

/// The containers that quantview reads.
enum ContainerRegistry {
  static let all: [any ContainerReader] = [
    SafetensorsReader(), GGUFReader(), NpyReader(), NpzReader(), PyTorchReader(),
    LegacyPyTorchReader(),
  ]
}

/// What a container's header says.
struct ContainerContents {
  /// The tensors in the order of the file.
  var tensors: [TensorDescriptor]
  /// What had to be guessed, as in `SourceDescription`.
  var guess: String?
  /// What the file says about itself.
  var metadata = MetadataTable()
  /// The metadata of a GGUF file as stored.
  var gguf: GGUFMetadata?
}

/// The first bytes of a file, by which its kind is recognised.
struct FilePrefix {
  /// How many bytes are looked at.
  static let length = 512

  /// Those bytes; fewer where the file is shorter.
  let bytes: [UInt8]
  /// The size of the file, in bytes.
  let byteCount: Int

  /// Whether `pattern` stands at `offset`.
  func has(_ pattern: [UInt8], at offset: Int = 0) -> Bool {
    bytes.dropFirst(offset).starts(with: pattern)
  }

  /// Whether the ASCII text stands at `offset`.
  func has(_ text: String, at offset: Int = 0) -> Bool {
    has(Array(text.utf8), at: offset)
  }

  /// The little-endian number of `count` bytes at `offset`, or nil where the file ends before.
  func number(_ count: Int, at offset: Int) -> UInt64? {
    guard bytes.count >= offset + count else { return nil }
    return bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
