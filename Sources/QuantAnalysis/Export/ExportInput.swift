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
  /// The name of the index of its files; nil where there is none.
  public let index: String?
  /// What else lies in the directory, the index too, as relative paths.
  public let sideFiles: [String]
  /// All tensors together.
  public let checkpoint: any TensorSource

  /// Joins files.
  ///
  /// - Throws: A `TensorFileError` where two files have a tensor of the same name.
  public init(files: [File]) throws(TensorFileError) {
    self.files = files
    folder = nil
    index = nil
    sideFiles = []
    checkpoint =
      files.count == 1 ? files[0].source : try CheckpointSource(files.map(\.source))
  }

  /// Opens a file, several, or a directory of safetensors files; an index stands for its directory.
  ///
  /// - Parameters:
  ///   - paths: The files, or one directory.
  ///   - request: What the user says about headerless files.
  /// - Returns: The files and what lies beside them.
  /// - Throws: A `TensorFileError` about what can't be opened, and about what a directory lacks.
  public static func open(
    _ paths: [String], as request: RawLayout = RawLayout()
  ) throws(TensorFileError) -> ExportInput {
    var files: [File] = []
    for path in paths {
      let source = try TensorFile.open(path, as: request)
      if let directory = source.description.directory, let whole = source as? CheckpointSource {
        guard paths.count == 1 else {
          throw TensorFileError(
            .mismatch, path: path, "a directory stands alone, without other files")
        }
        try refuse(
          source, "a directory is quantized whole, so name the files to quantize these alone")
        return ExportInput(directory, whole: whole)
      }
      try refuse(source, "a split file is quantized whole")
      let name = path == StandardInput.path ? "stdin" : fileName(of: path)
      files.append(File(name: name, source: source))
    }
    return try ExportInput(files: files)
  }

  /// Refuses a source that is not whole: what runtimes load is the whole checkpoint; half of one would look like it.
  private static func refuse(
    _ source: any TensorSource, _ advice: String
  ) throws(TensorFileError) {
    guard let fault = source.description.faults.first else { return }
    throw TensorFileError(
      fault.kind, path: fault.path, byteOffset: fault.byteOffset, "\(fault.detail); \(advice)")
  }

  private init(
    _ directory: CheckpointDirectory, whole: CheckpointSource
  ) {
    let files = zip(directory.shards, whole.parts).map { path, source in
      File(name: Self.fileName(of: path), source: source)
    }
    let shards = Set(files.map(\.name))
    self.files = files
    folder = directory.path
    index = directory.index.map { Self.fileName(of: $0) }
    sideFiles = FolderContent.files(in: directory.path).filter { !shards.contains($0) }
    checkpoint = whole
  }

  private static func fileName(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }
}
