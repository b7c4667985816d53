/// Several files read as one checkpoint: their tensors one after the other, in the order of the files.
public struct CheckpointSource: TensorSource {
  /// The paths with a space between them, their sizes added up.
  public private(set) var description: SourceDescription
  /// The tensors of the first file, then those of the second, and so on.
  public let tensors: [TensorDescriptor]
  /// The sources that were joined, in the order given.
  public let parts: [any TensorSource]
  private let partOfName: [ByteName: Int]

  /// Joins sources that are already open.
  ///
  /// - Parameter parts: The sources in the order wanted, at least one.
  /// - Throws: A `TensorFileError` where two sources have a tensor of the same name.
  public init(_ parts: [any TensorSource]) throws(TensorFileError) {
    var partOfName: [ByteName: Int] = [:]
    for (index, part) in parts.enumerated() {
      for tensor in part.tensors {
        guard let earlier = partOfName.updateValue(index, forKey: ByteName(tensor.name)) else {
          continue
        }
        throw TensorFileError(
          .mismatch, path: part.description.path,
          "tensor \(PrintableName.quoted(tensor.name)) stands in "
            + "\(PrintableName.escaped(parts[earlier].description.path)) too; open the two files one by one"
        )
      }
    }
    self.parts = parts
    self.partOfName = partOfName
    tensors = parts.flatMap { $0.tensors }
    description = Self.describe(parts.map { $0.description })
  }

  /// Opens files as one source; a single file is that file's own source.
  ///
  /// - Parameters:
  ///   - paths: The files in the order wanted, at least one.
  ///   - request: What the user says about headerless files.
  /// - Returns: The tensors of all files.
  /// - Throws: A `TensorFileError` about the first file that can't be opened or whose tensors have names that
  ///   an earlier file has.
  public static func open(
    _ paths: [String], as request: RawLayout = RawLayout()
  ) throws(TensorFileError) -> any TensorSource {
    var parts: [any TensorSource] = []
    for path in paths { parts.append(try TensorFile.open(path, as: request)) }
    if parts.count == 1, let only = parts.first { return only }
    return try CheckpointSource(parts)
  }

  /// Opens the shards of a directory as one source.
  ///
  /// - Parameters:
  ///   - directory: The directory.
  ///   - request: What the user says about headerless files.
  /// - Throws: A `TensorFileError` about the first shard that can't be opened, or where two have a tensor of the
  ///   same name.
  init(_ directory: CheckpointDirectory, as request: RawLayout) throws(TensorFileError) {
    var parts: [any TensorSource] = []
    for path in directory.shards { parts.append(try TensorFile.open(path, as: request)) }
    var whole = try CheckpointSource(parts)
    let containers = Set(parts.map(\.description.container))
    if let only = containers.first, containers.count == 1 { whole.description.container = only }
    whole.description.path = directory.path
    whole.description.directory = directory
    whole.description.notes += try whole.notes(onIndexOf: directory)
    self = whole
  }

  /// Says which tensors the index names in shards that do not have them.
  private func notes(onIndexOf directory: CheckpointDirectory) throws(TensorFileError) -> [String] {
    guard let index = directory.index else { return [] }
    let absent = try ShardIndex(index).entries.filter { partOfName[ByteName($0.tensor)] == nil }
    guard let first = absent.first else { return [] }
    let rest = absent.count > 1 ? " and \(absent.count - 1) more" : ""
    return [
      "the index names tensor \(PrintableName.quoted(first.tensor)) in \(PrintableName.quoted(first.shard))"
        + "\(rest), which no shard has"
    ]
  }

  /// Decodes a region to F32, row-major, without gaps.
  public func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    part(of: tensor).read(region, of: tensor, into: &values)
  }

  /// Lends the tensor's content in pieces: row-major, little-endian, in its stored type.
  public func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    part(of: tensor).withContent(of: tensor, body)
  }

  /// Lends a part of the tensor's content in one piece.
  public func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    part(of: tensor).withBytes(of: tensor, in: range, body)
  }

  /// The metadata of the only file where it is a GGUF file.
  public var gguf: GGUFMetadata? { parts.count == 1 ? parts[0].gguf : nil }

  /// Checks every file.
  ///
  /// - Throws: A `TensorFileError` about the first file that changed.
  public func verify() throws(TensorFileError) {
    for part in parts { try part.verify() }
  }

  /// Says that a region will not be read again soon.
  public func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    part(of: tensor).release(region, of: tensor)
  }

  private func part(of tensor: TensorDescriptor) -> any TensorSource {
    guard let index = partOfName[ByteName(tensor.name)] else {
      preconditionFailure("a tensor of this checkpoint")
    }
    return parts[index]
  }

  private static func describe(_ parts: [SourceDescription]) -> SourceDescription {
    let guesses = parts.compactMap { part in part.guess.map { "\(part.path): \($0)" } }
    return SourceDescription(
      path: parts.map(\.path).joined(separator: " "), container: "files",
      byteCount: parts.reduce(0) { $0 &+ $1.byteCount },
      guess: guesses.isEmpty ? nil : guesses.joined(separator: " "),
      metadata: parts.reduce(into: [:]) { all, part in
        all.merge(part.metadata) { first, _ in first }
      }, notes: parts.flatMap(\.notes))
  }
}
