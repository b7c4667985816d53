internal import ArgumentParser
internal import CommandKit
internal import TensorFiles

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Which files, which of their tensors, and how to read those without a header.
struct SourceOptions: ParsableArguments {
  @Argument(
    help:
      ArgumentHelp(
        "Tensor files (.safetensors, .gguf, .pt, .npy, .npz, .bin), a directory or an index; several are one checkpoint. - is standard input.",
        valueName: "FILE"),
    completion: .file())
  var file: [String]

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "Only tensors with this name; * ? [a-z] match. May be given again.",
      valueName: "NAME|GLOB"))
  var tensor: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Headerless files: F64, F32, F16, BF16, F8_E4M3 or F8_E5M2.", valueName: "DTYPE"),
    completion: .list(StoredType.all.filter { $0.encoding != nil }.map(\.name)))
  var dtype: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Headerless files: the shape, such as 4096x14336.", valueName: "RxC"))
  var shape: String?

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp("Headerless files: where the values begin.", valueName: "BYTES"))
  var offset: Int?

  @OptionGroup var configurationOptions: ConfigurationOptions

  /// What is said about headerless files.
  func layout() throws(Failure) -> RawLayout {
    var layout = RawLayout()
    if let dtype {
      let analysable = StoredType.all.filter { $0.encoding != nil }
      guard let type = StoredType.named(dtype), type.encoding != nil else {
        let names = analysable.map(\.name).joined(separator: ", ")
        throw Failure(
          status: ExitStatus.usage,
          "--dtype \(PrintableName.quoted(dtype)): no such type; there are \(names)")
      }
      layout.dtype = type
    }
    if let shape {
      guard let dimensions = RawLayout.shape(shape) else {
        throw Failure(
          status: ExitStatus.usage,
          "--shape \(PrintableName.quoted(shape)): expected whole numbers, as in 4096x14336")
      }
      layout.shape = dimensions
    }
    if let offset {
      guard offset >= 0 else {
        throw Failure(status: ExitStatus.usage, "--offset \(offset): expected 0 or more bytes")
      }
      layout.offset = offset
    }
    return layout
  }

  /// Opens the files and selects the tensors.
  ///
  /// - Parameters:
  ///   - troubles: Told of files that can't be opened while others can, and of what checkpoints lack.
  ///   - sideBySide: Whether tensors of the same name in several files are told apart by their files, to be
  ///     compared; else they are refused, as parts of one checkpoint.
  /// - Returns: The tensors asked for, and those of them that were asked for by name.
  /// - Throws: `Failure` or an error that it can be made from.
  func open(
    noting troubles: inout Troubles, sideBySide: Bool = false
  ) throws -> OpenedSource {
    try Environment.readStandardInput(for: file)
    return try request(sideBySide: sideBySide).open(noting: &troubles)
  }

  /// What is opened.
  func request(sideBySide: Bool = false) throws(Failure) -> SourceRequest {
    SourceRequest(files: file, patterns: tensor, layout: try layout(), sideBySide: sideBySide)
  }
}

/// Which files to open, and how: enough to open them again.
struct SourceRequest: Sendable {
  let files: [String]
  let patterns: [String]
  let layout: RawLayout
  let sideBySide: Bool

  /// Opens the files and selects the tensors, as `SourceOptions` says; `watch` is told what is open meanwhile.
  func open(noting troubles: inout Troubles, watch: OpeningWatch? = nil) throws -> OpenedSource {
    let files = CheckpointFiles(files, as: layout, watch: watch)
    for error in files.errors { troubles.add(Failure(error)) }
    let parts = files.parts
    guard let first = parts.first else {
      try troubles.end()
      throw Failure(status: ExitStatus.usage, "no file was named; try quantview --help")
    }
    let joined: any TensorSource =
      parts.count == 1
      ? first
      : sideBySide
        ? try CheckpointSource(tellingApart: parts) : try CheckpointSource(parts)
    for fault in joined.description.faults { troubles.add(Failure(fault)) }
    let whole = MatrixSource(joined)
    if !troubles.isSilent { Self.say(whole.description.notes) }
    let selection: TensorSelection
    do throws(UnmatchedPattern) {
      selection = try TensorSelection(patterns, of: whole)
    } catch {
      // What is asked for may be in what can't be read.
      throw Failure(status: max(troubles.status, ExitStatus.usage), error.description)
    }
    return OpenedSource(
      source: patterns.isEmpty ? whole : SelectedSource(selection.tensors, of: whole),
      named: selection.named, whole: whole, files: parts.flatMap { $0.description.files })
  }

  /// Says what is to be known of files that can be read.
  static func say(_ notes: [String]) {
    let shown = 3
    for note in notes.prefix(shown) { Console.say(note) }
    if notes.count > shown { Console.say("and \(notes.count - shown) more such notes") }
  }
}

/// A source of just the tensors asked for.
struct OpenedSource: Sendable {
  /// The tensors asked for, weights put together.
  let source: any TensorSource
  /// The tensors that were asked for by their very name.
  let named: [TensorDescriptor]
  /// Everything that was opened.
  let whole: MatrixSource
  /// The files that were read: nothing is written over them.
  let files: [String]
}

extension SourceDescription {
  /// The files that it stands for.
  fileprivate var files: [String] {
    directory.map { $0.shards + [$0.index, $0.configuration].compactMap { $0 } }
      ?? (parts.isEmpty ? [path] : parts)
  }
}

/// How much of the machine to use.
struct ThreadOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "How many threads compute (default: one a core); the results are the same.",
      valueName: "N"))
  var threads: Int?

  /// The most threads that may be asked for.
  static let limit = 1024

  func validate() throws {
    if let threads, !(1...Self.limit).contains(threads) {
      throw ValidationError("--threads \(threads): expected 1 to \(Self.limit)")
    }
  }

  /// The number of threads: as asked, as the configuration has it, or one for each core.
  func count(_ configuration: Configuration) -> Int {
    let asked = threads ?? (configuration[Settings.threads] ?? nil)
    return asked ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }
}
