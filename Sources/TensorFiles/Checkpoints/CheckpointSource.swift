/// Several files read as one checkpoint: their tensors one after the other, in the order of the files.
public struct CheckpointSource: TensorSource {
  /// The paths with a space between them, their sizes added up.
  public internal(set) var description: SourceDescription
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
    let names = PartNames(parts)
    if let double = names.doubles.first {
      throw TensorFileError(
        .mismatch, path: parts[double.later].description.path,
        "tensor \(PrintableName.quoted(double.name)) stands in "
          + "\(PrintableName.escaped(parts[double.earlier].description.path)) too; open the two files one by one"
      )
    }
    self.init(parts, names: names)
  }

  /// Joins sources of which some have tensors of the same name; each is read where `names` has it.
  init(_ parts: [any TensorSource], names: PartNames) {
    self.parts = parts
    partOfName = names.parts
    tensors =
      names.doubles.isEmpty
      ? parts.flatMap { $0.tensors }
      : parts.enumerated().flatMap { index, part in
        part.tensors.filter { names.parts[ByteName($0.name)] == index }
      }
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
    let files = CheckpointFiles(paths, as: request)
    if let error = files.errors.first { throw error }
    if files.parts.count == 1, let only = files.parts.first { return only }
    return try CheckpointSource(files.parts)
  }

  /// Opens the shards of a directory as one source: those that are there and can be read.
  ///
  /// What is missing, broken, or elsewhere than the index says is told in the description's faults.
  ///
  /// - Parameters:
  ///   - directory: The directory.
  ///   - request: What the user says about headerless files.
  ///   - watch: Told of the first shards while the others are being opened; nil for nobody.
  /// - Throws: A `TensorFileError` where no shard can be opened, or where two files that are not numbered as shards
  ///   have a tensor of the same name.
  init(
    _ directory: CheckpointDirectory, as request: RawLayout, watch: OpeningWatch? = nil
  ) throws(TensorFileError) {
    let set = ShardSet(path: directory.index ?? directory.path, shards: directory.expected)
    let count = set.shards.count
    var told: (@Sendable ([ShardSet.Part], Int) -> Void)?
    if let watch {
      told = { parts, opened in
        watch.tell(opened, of: count) { Self.beginning(of: directory, parts.map(\.source)) }
      }
    }
    let (opened, fault) = try set.open(progress: told) { path throws(TensorFileError) in
      try TensorFile.openShard(path, as: request)
    }
    let parts = opened.map(\.source)
    var whole: CheckpointSource
    var faults = [fault].compactMap(\.self)
    if directory.isOneSet {
      var names = PartNames(parts)
      let check = IndexCheck(directory, of: set, opened: opened.map(\.index))
      faults += check.faults(settling: &names)
      whole = CheckpointSource(parts, names: names)
    } else {
      whole = try CheckpointSource(parts)
    }
    let containers = Set(parts.map(\.description.container))
    if let only = containers.first, containers.count == 1 { whole.description.container = only }
    whole.description.path = directory.path
    whole.description.directory = directory
    whole.description.directory?.shards = opened.map { set.shards[$0.index].path }
    whole.description.notes += [directory.note].compactMap(\.self)
    faults +=
      directory.isOneSet
      ? GGUFSplit.faults(in: opened, of: set, isWhole: fault == nil)
      : GGUFParts.faults(among: parts)
    if let path = directory.configuration {
      do throws(TensorFileError) {
        whole.description.model = try ModelConfiguration(path)
      } catch {
        faults.append(error)
      }
    }
    whole.description.faults += faults
    self = whole
  }

  /// The first shards of a directory while the others are being opened; what is wrong is told in the end.
  private static func beginning(
    of directory: CheckpointDirectory, _ parts: [any TensorSource]
  ) -> CheckpointSource {
    var first = CheckpointSource(parts, names: PartNames(parts))
    let containers = Set(parts.map(\.description.container))
    if let only = containers.first, containers.count == 1 { first.description.container = only }
    first.description.path = directory.path
    first.description.directory = directory
    first.description.model = directory.configuration.flatMap { try? ModelConfiguration($0) }
    return first
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

  /// The metadata of the only file where it is a GGUF file, or of the first part of a split one.
  public var gguf: GGUFMetadata? {
    if parts.count == 1 { return parts[0].gguf }
    return parts.lazy.map(\.gguf).first { GGUFSplit($0)?.number == 1 } ?? nil
  }

  /// Checks every file.
  ///
  /// - Throws: A `TensorFileError` about the first file that changed.
  public func verify() throws(TensorFileError) {
    for part in parts { try part.verify() }
  }

  /// Checks the file that a tensor is in; there may be hundreds.
  ///
  /// - Throws: A `TensorFileError` where it changed.
  public func verify(_ tensor: TensorDescriptor) throws(TensorFileError) {
    try part(of: tensor).verify(tensor)
  }

  /// Says that a region will not be read again soon.
  public func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    part(of: tensor).release(region, of: tensor)
  }

  /// Says whether only scattered parts of a tensor will be read from now on.
  public func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {
    part(of: tensor).expectScatteredReads(of: tensor, isScattered)
  }

  /// What the tensor's values depend on in its file.
  public func identity(of tensor: TensorDescriptor) -> TensorIdentity? {
    part(of: tensor).identity(of: tensor)
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
      metadata: parts.reduce(into: [:]) { all, part in all.merge(part.metadata) },
      notes: parts.flatMap(\.notes), faults: parts.flatMap(\.faults),
      model: parts.lazy.compactMap(\.model).first)
  }
}
