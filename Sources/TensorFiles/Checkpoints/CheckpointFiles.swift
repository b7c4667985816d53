/// Several files, directories and indexes as a command line names them.
public struct CheckpointFiles: Sendable {
  /// What could be opened, in the order given.
  public private(set) var parts: [any TensorSource] = []
  /// What could not be opened at all, in the order given.
  public private(set) var errors: [TensorFileError] = []

  /// Opens files that may be shards of one checkpoint.
  ///
  /// A shard that is named beside its index or its directory is read once; one that lies elsewhere takes the place of
  /// the one that its directory lacks.
  ///
  /// - Parameters:
  ///   - paths: The files in the order wanted.
  ///   - request: What the user says about headerless files.
  ///   - watch: Told of the first files of a checkpoint while the others are being opened; nil for nobody.
  public init(
    _ paths: [String], as request: RawLayout = RawLayout(), watch: OpeningWatch? = nil
  ) {
    // Of several checkpoints the first tensors of one are not those of all.
    let watch = paths.count == 1 ? watch : nil
    var directories: [Int: CheckpointDirectory] = [:]
    var taken: Set<Int> = []
    if paths.count > 1 {
      for (index, path) in paths.enumerated() {
        do throws(TensorFileError) {
          directories[index] = try Self.directory(path)
        } catch {
          errors.append(error)
          taken.insert(index)
        }
      }
      for index in directories.keys.sorted() {
        for (other, path) in paths.enumerated() where directories[other] == nil {
          if directories[index]?.takeIn(path) == true { taken.insert(other) }
        }
      }
    }
    // Naming one part of a split file opens the others.
    var read: Set<FileIdentity> = []
    for (index, path) in paths.enumerated() where !taken.contains(index) {
      do throws(TensorFileError) {
        if let directory = directories[index] {
          parts.append(try CheckpointSource(directory, as: request))
        } else {
          if let identity = FileIdentity(path), read.contains(identity) { continue }
          let source = try TensorFile.open(path, as: request, besides: paths, watch: watch)
          read.formUnion(source.description.parts.compactMap { FileIdentity($0) })
          parts.append(source)
        }
      } catch {
        errors.append(error)
      }
    }
  }

  private static func directory(_ path: String) throws(TensorFileError) -> CheckpointDirectory? {
    if MappedFile.isDirectory(path) { return try CheckpointDirectory(path) }
    guard isPath(path, endingInOneOf: ShardIndex.suffixes), MappedFile.exists(path) else {
      return nil
    }
    return try CheckpointDirectory(TensorFiles.directory(of: path), index: path)
  }
}

extension CheckpointDirectory {
  /// Takes a file for one of the shards where it is one, or where it has the name of one that is missing.
  ///
  /// - Parameter path: The file.
  /// - Returns: Whether it was taken.
  fileprivate mutating func takeIn(_ path: String) -> Bool {
    guard let identity = FileIdentity(path) else { return false }
    if expected.contains(where: { $0.isPresent && FileIdentity($0.path) == identity }) {
      return true
    }
    let name = { (path: String) in path.split(separator: "/").last }
    guard let place = expected.firstIndex(where: { !$0.isPresent && name($0.path) == name(path) })
    else { return false }
    expected[place].path = path
    expected[place].isPresent = true
    return true
  }
}
