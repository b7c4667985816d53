/// A directory with a checkpoint in it: the shards and what lies beside them.
public struct CheckpointDirectory: Sendable, Hashable {
  /// The path of the directory as the user gave it, without a slash at its end.
  public let path: String
  /// The paths of the files that hold the tensors, sorted by name.
  public let shards: [String]
  /// The path of the index of shards; nil where there is none.
  public let index: String?
  /// The paths of the other files in the directory, sorted by name: configuration, tokenizer and the like.
  public let sideFiles: [String]

  /// The path of `config.json`; nil where there is none.
  public var configuration: String? { sideFiles.first { $0 == path + "/config.json" } }

  /// Looks into a directory.
  ///
  /// The shards are those that the index names, or else all `.safetensors` files, or else all `.gguf` files, or
  /// else PyTorch's; an index of safetensors goes before one of PyTorch's.
  ///
  /// - Parameters:
  ///   - path: The directory.
  ///   - index: The path of the index where the user named it; it lies in the directory.
  /// - Throws: A `TensorFileError` where the directory can't be read, holds no tensors, or lacks a shard.
  init(_ path: String, index: String? = nil) throws(TensorFileError) {
    let directory = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let names = try fileNames(inDirectory: path)
    let present = Set(names)
    let place = { (name: String) in directory == "/" ? "/" + name : directory + "/" + name }
    let found = index ?? Self.index(among: names).map(place)
    let shards: [String]
    if let found {
      shards = try ShardIndex(found).shards
      let missing = shards.filter { !present.contains($0) }
      guard missing.isEmpty else { throw Self.lacks(missing, of: shards.count, index: found) }
    } else {
      shards =
        Self.suffixes.lazy
        .map { suffix in names.filter { isPath($0, endingInOneOf: [suffix]) && !Self.isApart($0) } }
        .first { !$0.isEmpty } ?? []
    }
    guard !shards.isEmpty else {
      throw TensorFileError(
        .unknownContainer, path: path,
        "this directory has no \(Self.suffixes.joined(separator: ", ")) files; name the files to be read"
      )
    }
    let apart = Set(shards)
    self.path = directory
    self.shards = shards.map(place)
    self.index = found
    sideFiles = names.filter { !apart.contains($0) && place($0) != found }.map(place)
  }

  private static let suffixes = [".safetensors", ".gguf", ".bin", ".pt", ".pth"]

  private static func index(among names: [String]) -> String? {
    ShardIndex.suffixes.lazy.compactMap { suffix in names.first { $0.hasSuffix(suffix) } }.first
  }

  /// Whether a file stands beside the weights of a training run: its arguments, its optimizer, its random state.
  private static func isApart(_ name: String) -> Bool {
    [
      "training_args.bin", "optimizer.bin", "optimizer.pt", "scheduler.pt", "scheduler.bin",
      "rng_state.pth",
    ]
    .contains(name)
  }

  private static func lacks(
    _ missing: [String], of count: Int, index: String
  ) -> TensorFileError {
    let names = missing.prefix(3).map { PrintableName.quoted($0) }.joined(separator: ", ")
    let rest = missing.count > 3 ? " and \(missing.count - 3) more" : ""
    return TensorFileError(
      .unreadable, path: index,
      "\(missing.count) of \(count) shards are missing: \(names)\(rest); fetch them, or name the files "
        + "that are there")
  }
}
