/// Opens files of tensors.
public enum TensorFile {
  /// Opens one file, whatever container its content shows it to be.
  ///
  /// A directory is one checkpoint, and so are an index of shards and a part of a split GGUF file; what it lacks is told in the description's faults.
  /// A container that quantview reads is recognised by its first bytes, then by its suffix. Known content that it
  /// does not read is refused by name. What is left is headerless if it is called `.bin`, `.raw` or `.dat` or if
  /// its type was asked for. A request of type, shape and offset together reads any file's bytes as they are.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - request: What the user says about a headerless file.
  /// - Returns: The file's tensors; only its header was read.
  /// - Throws: A `TensorFileError` that says in one line what is wrong.
  public static func open(
    _ path: String, as request: RawLayout = RawLayout()
  ) throws(TensorFileError) -> any TensorSource {
    try open(path, as: request, besides: [])
  }

  /// Opens a file; of other files that are named with it some may be parts of it.
  static func open(
    _ path: String, as request: RawLayout, besides others: [String], watch: OpeningWatch? = nil
  ) throws(TensorFileError) -> any TensorSource {
    try GGUFParts.whole(of: try openAlone(path, as: request, watch: watch), besides: others)
  }

  /// Opens a file that is a shard of something: it can be no checkpoint of its own, or it could hold itself.
  static func openShard(
    _ path: String, as request: RawLayout
  ) throws(TensorFileError) -> any TensorSource {
    if !MappedFile.isDirectory(path), isPath(path, endingInOneOf: ShardIndex.suffixes) {
      throw TensorFileError(
        .malformed, path: path, "this is an index of shards, expected a shard with tensors")
    }
    return try openAlone(path, as: request, isShard: true)
  }

  /// Opens a file, of a split one no other part.
  static func openAlone(
    _ path: String, as request: RawLayout, isShard: Bool = false, watch: OpeningWatch? = nil
  ) throws(TensorFileError) -> any TensorSource {
    if !isShard, MappedFile.isDirectory(path) {
      return try CheckpointSource(CheckpointDirectory(path), as: request, watch: watch)
    }
    let file = try MappedFile(path)
    let prefix = FilePrefix(
      bytes: try file.copy(FilePrefix.length, at: 0), byteCount: file.byteCount)
    if request.isComplete { return try openHeaderless(file, as: request) }
    if let reader = ContainerRegistry.all.first(where: { $0.recognises(prefix) }) {
      return try open(file, with: reader, as: request)
    }
    if isPath(path, endingInOneOf: ShardIndex.suffixes) {
      let directory = try CheckpointDirectory(directory(of: path), index: path)
      return try CheckpointSource(directory, as: request, watch: watch)
    }
    if let kind = ForeignContent.kind(of: prefix) { throw refusal(of: kind, path: path) }
    if let reader = ContainerRegistry.all.first(where: { isNamed(path, as: $0) }),
      request.dtype == nil
    {
      try refuseNothing(in: file, expected: reader.name)
      return try open(file, with: reader, as: request)
    }
    guard request.dtype != nil || HeaderlessReader.isNamedSo(path) else {
      try refuseNothing(in: file, expected: readable)
      throw TensorFileError(
        .unknownContainer, path: path,
        "this is none of \(readable) by its content; --dtype reads it as headerless values")
    }
    return try openHeaderless(file, as: request)
  }

  /// Of a file without a byte there is no more to say than that.
  private static func refuseNothing(
    in file: MappedFile, expected: String
  ) throws(TensorFileError) {
    guard file.byteCount == 0 else { return }
    throw TensorFileError(
      .malformed, path: file.path,
      "the file is empty, 0 bytes, expected \(expected); was it written or fetched in full?")
  }

  private static let readable =
    ContainerRegistry.all.map(\.name).joined(separator: ", ") + ", .bin, .raw, .dat"

  private static func isNamed(_ path: String, as reader: any ContainerReader) -> Bool {
    isPath(path, endingInOneOf: reader.suffixes)
  }

  private static func open(
    _ file: MappedFile, with reader: any ContainerReader, as request: RawLayout
  ) throws(TensorFileError) -> any TensorSource {
    guard request.isEmpty else {
      throw TensorFileError(
        .mismatch, path: file.path,
        "this is \(reader.name), whose header says what --dtype, --shape and --offset would; leave out "
          + "\(request.options), or give all three to read its bytes as they are")
    }
    return try reader.source(of: file)
  }

  private static func openHeaderless(
    _ file: MappedFile, as request: RawLayout
  ) throws(TensorFileError) -> any TensorSource {
    let reader = HeaderlessReader(request: request)
    return MappedSource(
      file, container: HeaderlessReader.name, contents: try reader.contents(of: file))
  }

  private static func refusal(of kind: ForeignContent.Kind, path: String) -> TensorFileError {
    TensorFileError(
      .unknownContainer, path: path,
      "this is \(kind.name), which quantview does not read"
        + (kind.advice.isEmpty ? "" : "; \(kind.advice)"))
  }
}
