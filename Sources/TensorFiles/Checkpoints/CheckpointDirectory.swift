/// A directory with a checkpoint in it: the shards and what lies beside them.
public struct CheckpointDirectory: Sendable, Hashable {
  /// The path of the directory as the user gave it, without a slash at its end.
  public let path: String
  /// The paths of the files that the tensors are read from, sorted by name.
  public internal(set) var shards: [String]
  /// The path of the index of shards; nil where there is none.
  public let index: String?
  /// The paths of the other files in the directory, sorted by name: configuration, tokenizer and the like.
  public let sideFiles: [String]
  /// What else was found that holds weights and is not read, in one line; nil where nothing was.
  let note: String?
  /// The files that should be there; a missing one may lie elsewhere.
  var expected: [ShardSet.Shard]
  /// The shard of each tensor as the index has it.
  let entries: [ShardIndex.Entry]
  /// Whether the files are of one set by their index or by their numbers, and so can't be two checkpoints.
  let isOneSet: Bool

  /// The path of `config.json`; nil where there is none.
  public var configuration: String? { sideFiles.first { $0 == path + "/config.json" } }

  /// Looks into a directory.
  ///
  /// The shards are those that an index of safetensors names, or else all `.safetensors` files, or else those of an
  /// index of PyTorch's, or else all `.gguf` files, or else PyTorch's. Where one of the files has the name that
  /// libraries give to the weights of a model, the others are not read; where it is all that is left of an index whose
  /// shards were joined, the index is passed over. NumPy's archives are read where there is nothing else.
  ///
  /// - Parameters:
  ///   - path: The directory.
  ///   - index: The path of the index where the user named it; it lies in the directory.
  /// - Throws: A `TensorFileError` where the directory can't be read or has no file of tensors, or where its index
  ///   is malformed.
  init(_ path: String, index: String? = nil) throws(TensorFileError) {
    let directory = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let names = try fileNames(inDirectory: path)
    let place = { (name: String) in directory == "/" ? "/" + name : directory + "/" + name }
    var choice = index == nil ? WeightFiles(among: names) : nil
    var found = index ?? choice?.index.map(place)
    var listed = try found.map { (path) throws(TensorFileError) in try ShardIndex(path) }
    let present = Set(names)
    var stale: String?
    if let left = choice?.index, let shards = listed?.shards,
      !shards.contains(where: { present.contains($0.name) }),
      let whole = WeightFiles(among: names, without: left), let name = whole.model(insteadOf: left)
    {
      let count = shards.count == 1 ? "1 shard that is" : "\(shards.count) shards that are"
      stale =
        "\(PrintableName.quoted(left)) names \(count) not there; "
        + (whole.note ?? "read: \(PrintableName.quoted(name))")
      (choice, found, listed) = (whole, nil, nil)
    }
    if let listed {
      entries = listed.entries
      expected = listed.shards.map { shard in
        ShardSet.Shard(
          path: place(shard.name), isPresent: present.contains(shard.name),
          tensorCount: shard.tensorCount)
      }
      choice?.leaveOut(Set(listed.shards.map(\.name)))
      isOneSet = true
    } else {
      entries = []
      expected = (choice?.files ?? []).map {
        ShardSet.Shard(path: place($0.name), isPresent: $0.isPresent)
      }
      isOneSet = choice?.isOneSet ?? true
    }
    guard !expected.isEmpty else {
      throw TensorFileError(
        .unknownContainer, path: path,
        "this directory has no \(WeightFiles.suffixes.joined(separator: ", ")) files; "
          + Self.advice(in: directory))
    }
    let apart = Set(expected.map(\.path))
    self.path = directory
    self.index = found
    note = stale ?? choice?.note
    shards = expected.filter(\.isPresent).map(\.path)
    sideFiles = names.map(place).filter { !apart.contains($0) && $0 != found }
  }

  /// What to open instead: the folders within that have weights.
  private static func advice(in directory: String) -> String {
    let folders = ((try? folderNames(inDirectory: directory)) ?? []).prefix(64).filter { name in
      let names = (try? fileNames(inDirectory: directory + "/" + name)) ?? []
      return WeightFiles(among: names) != nil
    }
    guard !folders.isEmpty else { return "name the files to be read" }
    let names = folders.prefix(3).map { PrintableName.quoted($0) }.joined(separator: ", ")
    return "its folders have some: \(names)\(folders.count > 3 ? " and more" : "")"
  }
}
