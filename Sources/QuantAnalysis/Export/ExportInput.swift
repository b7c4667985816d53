public import TensorFiles

/// What is exported: files of tensors, and what lies beside them.
public struct ExportInput: Sendable {
  /// One file of tensors.
  public struct File: Sendable {
    /// Its name within the directory.
    public let name: String
    /// Its tensors.
    public let source: any TensorSource

    /// Creates a file.
    public init(name: String, source: any TensorSource) {
      self.name = name
      self.source = source
    }
  }

  /// The files of tensors.
  public let files: [File]
  /// The directory that they lie in, where it is exported as a whole.
  public let folder: String?
  /// What else lies in the directory, as relative paths.
  public let sideFiles: [String]
  /// All tensors together.
  public let checkpoint: any TensorSource

  /// Joins files.
  ///
  /// - Throws: A `TensorFileError` where two files have a tensor of the same name.
  public init(
    files: [File], folder: String? = nil, sideFiles: [String] = []
  ) throws(TensorFileError) {
    self.files = files
    self.folder = folder
    self.sideFiles = sideFiles
    checkpoint =
      files.count == 1 ? files[0].source : try CheckpointSource(files.map(\.source))
  }

  /// Opens a file, several, or a directory of safetensors files.
  ///
  /// A directory's files of tensors are those that its index names; without an index, all that end in
  /// `.safetensors`. An index stands for its directory.
  ///
  /// - Parameters:
  ///   - paths: The files, or one directory.
  ///   - request: What the user says about headerless files.
  /// - Throws: A `TensorFileError` about what can't be opened.
  public static func open(
    _ paths: [String], as request: RawLayout = RawLayout()
  ) throws(TensorFileError) -> ExportInput {
    if paths.count == 1, let path = paths.first {
      if FolderContent.isFolder(path) { return try open(folder: path) }
      if path.hasSuffix(".safetensors.index.json") {
        let slash = path.lastIndex(of: "/")
        return try open(folder: slash.map { String(path[..<$0]) } ?? ".")
      }
    }
    var files: [File] = []
    for path in paths {
      if FolderContent.isFolder(path) {
        throw TensorFileError(.mismatch, path: path, "a directory stands alone, without other files")
      }
      let source = try TensorFile.open(path, as: request)
      files.append(File(name: String(path.split(separator: "/").last ?? ""), source: source))
    }
    return try ExportInput(files: files)
  }

  private static func open(folder: String) throws(TensorFileError) -> ExportInput {
    let all = FolderContent.files(in: folder)
    let names = try ShardIndex.find(among: all, in: folder)?.files ?? all.filter(isTopLevelShard)
    guard !names.isEmpty else {
      throw TensorFileError(
        .unknownContainer, path: folder,
        "no .safetensors file lies in this directory; name the files themselves")
    }
    var files: [File] = []
    for name in names {
      files.append(File(name: name, source: try TensorFile.open(folder + "/" + name)))
    }
    let shards = Set(names)
    return try ExportInput(
      files: files, folder: folder, sideFiles: all.filter { !shards.contains($0) })
  }

  private static func isTopLevelShard(_ name: String) -> Bool {
    name.hasSuffix(".safetensors") && !name.contains("/")
  }
}
