internal import QuantCore
public import TensorFiles

/// Writes what a plan says: quantized weights band by band, everything else as it is stored.
///
/// The output appears whole or not at all. Memory holds a few bands and what is stored once for a tensor, however
/// large the checkpoint is.
public struct Quantizer: Sendable {
  let plan: QuantizePlan
  let threads: Int
  let isCancelled: @Sendable () -> Bool
  let progress: @Sendable (QuantizeProgress) -> Void

  /// Creates a quantizer.
  ///
  /// - Parameters:
  ///   - plan: What becomes of each tensor.
  ///   - threads: How many bands are encoded at once, at least 1; the files are the same.
  ///   - isCancelled: Asked now and then, on any thread.
  ///   - progress: Told what was read, from any thread.
  public init(
    _ plan: QuantizePlan, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (QuantizeProgress) -> Void = { _ in }
  ) {
    self.plan = plan
    self.threads = max(1, threads)
    self.isCancelled = isCancelled
    self.progress = progress
  }

  /// Says in advance why the output could not be written.
  ///
  /// - Parameters:
  ///   - path: The file, or the directory where a directory is quantized.
  ///   - inputs: What is read.
  /// - Throws: A `FileWriteError`.
  public func check(_ path: String, against inputs: [String]) throws(FileWriteError) {
    let inputs = inputs + plan.input.files.flatMap(\.source.description.parts)
    if writesFolder {
      try AtomicDirectory.check(path, against: inputs)
    } else {
      try AtomicFile.check(path, against: inputs)
    }
  }

  /// Whether a directory is written: for a directory, and for several files.
  public var writesFolder: Bool { plan.input.folder != nil || plan.input.files.count > 1 }

  /// Writes the output.
  ///
  /// - Parameter path: The file or directory.
  /// - Throws: `QuantizeError` where a weight holds NaN or infinities, `FileWriteError`, or `TensorFileError`
  ///   where an input changed; nothing is left of the output then.
  public func write(to path: String) async throws {
    let summaries = try await sharedSummaries()
    guard writesFolder else {
      try await write(0, to: path, container: try container(for: path), sharing: summaries)
      return
    }
    guard plan.layout.container == .safetensors,
      plan.input.folder == nil || plan.input.files.allSatisfy({ $0.source.gguf == nil })
    else {
      throw QuantizeError(
        "layout \(plan.layout.name): GGUF is written one file at a time, not by the directory; name the file, or one "
          + "part of a split one")
    }
    try checkConfiguration()
    try await AtomicDirectory.make(path, isCancelled: isCancelled) { draft in
      for index in plan.input.files.indices {
        let name = plan.input.files[index].name
        FolderContent.makeParents(of: draft + "/" + name)
        try await write(
          index, to: draft + "/" + name, container: .safetensors, sharing: summaries)
      }
      try await writeSideFiles(to: draft)
    }
  }

  /// What kind of file a path asks for.
  private func container(for path: String) throws(QuantizeError) -> ExportContainer {
    let container: ExportContainer =
      plan.isDecoded && path.lowercased().hasSuffix(".npy") ? .npy : plan.layout.container
    let suffixes = [".safetensors", ".gguf", ".npy"]
    let wanted =
      switch container {
      case .safetensors: suffixes[0]
      case .gguf: suffixes[1]
      case .npy: suffixes[2]
      }
    if let wrong = suffixes.first(where: { path.lowercased().hasSuffix($0) && $0 != wanted }) {
      throw QuantizeError("-o: \(plan.layout.name) is written to a \(wanted) file, not to \(wrong)")
    }
    return container
  }

  /// The plan of one file's header and places.
  private func filePlan(
    _ index: Int, container: ExportContainer
  ) throws -> FilePlan {
    let tensors = plan.files[index].flatMap(\.planned)
    let source = plan.input.files[index].source
    switch container {
    case .safetensors:
      var metadata = source.description.metadata.texts
      // transformers asks for the framework; files without metadata of their own get it.
      if metadata.isEmpty { metadata = ["format": "pt"] }
      // A file that stands alone says itself what a configuration beside it would.
      if !writesFolder, !plan.isDecoded {
        metadata[Self.configurationKey] = plan.layout.configuration(
          of: plan.exportedWeights, ignoring: plan.ignoredModules, style: .compact)
      }
      return .safetensors(tensors, metadata: metadata)
    case .npy:
      guard tensors.count == 1, let only = tensors.first, let plan = FilePlan.npy(only) else {
        throw QuantizeError(
          "-o: an npy file holds one array, and \(tensors.count) tensors are to be written; "
            + "--tensor does not leave any out, .safetensors holds all")
      }
      return plan
    case .gguf(let isBare):
      return .gguf(
        tensors, header: try ggufHeader(isBare: isBare, source: source, tensors: tensors))
    }
  }

  /// The metadata of a GGUF file: that of the source, which says of what type most of it is.
  private func ggufHeader(
    isBare: Bool, source: any TensorSource, tensors: [PlannedTensor]
  ) throws -> GGUFHeaderPlan {
    if !isBare, source.gguf == nil {
      throw QuantizeError(
        "layout gguf keeps the metadata of a model, which only a GGUF file has; --layout gguf-tensors writes bare "
          + "tensors")
    }
    let kept = Dictionary(
      plan.files.joined().filter { !$0.isQuantized }.map { ($0.tensor.name, $0.tensor) }
    ) { first, _ in first }
    for tensor in tensors {
      guard
        let reason = FilePlan.ggufRefusal(of: tensor) ?? kept[tensor.name]?.littleEndianRefusal
      else { continue }
      throw QuantizeError(
        "\(PrintableName.quoted(tensor.name)) can't be written to GGUF: \(reason); "
          + remedy(for: tensor.name))
    }
    guard !isBare, let metadata = source.gguf else { return GGUFHeaderPlan() }
    var header = GGUFHeaderPlan(copying: metadata)
    let entries = plan.files.joined()
    let most = plan.exportedWeights.max { $0.elements < $1.elements }
    if let most, let type = most.weight.llamaFileType,
      2 * most.elements > entries.reduce(0, { $0 + $1.tensor.elementCount })
    {
      header.replace("general.file_type", with: type)
    }
    return header
  }

  /// What to try where a tensor that is kept as stored has no place in GGUF.
  private func remedy(for name: String) -> String {
    let kept = plan.files.joined().first { $0.tensor.name == name && !$0.isQuantized }
    if let kept, plan.canQuantize(kept.tensor) {
      return "--tensor with its name, beside those of the other weights, quantizes it too"
    }
    return "a safetensors file holds it, as --layout compressed-tensors or --dequantize write it"
  }

  private func write(
    _ index: Int, to path: String, container: ExportContainer,
    sharing summaries: [String: TensorSummary]
  ) async throws {
    let plan = try filePlan(index, container: container)
    let source = self.plan.input.files[index].source
    let reader = reader(of: source)
    try await AtomicFile.make(path, byteCount: plan.byteCount, isCancelled: isCancelled) { draft in
      try draft.write(plan.header.span, at: 0)
      var next = 0
      for entry in self.plan.files[index] {
        let offsets = Array(plan.offsets[next..<(next + entry.planned.count)])
        next += entry.planned.count
        if entry.isQuantized {
          try await write(
            entry, by: reader, sharing: summaries[entry.tensor.name], to: draft, at: offsets)
        } else {
          try copy(entry.tensor, of: source, to: draft, at: offsets[0])
        }
      }
      try source.verify()
    }
  }

  /// Reads the tensors of a file.
  func reader(of source: any TensorSource) -> ChunkReader {
    ChunkReader(source: source, threads: threads, isCancelled: isCancelled, progress: progress)
  }

  /// Copies a tensor as it is stored.
  private func copy(
    _ tensor: TensorDescriptor, of source: any TensorSource, to draft: FileDraft, at offset: Int
  ) throws {
    var failure: FileWriteError?
    var place = offset
    source.withLittleEndianContent(of: tensor) { piece in
      do throws(FileWriteError) {
        try draft.write(piece, at: place)
      } catch {
        failure = error
      }
      place += piece.count
      progress(QuantizeProgress(name: tensor.name, byteCount: piece.count))
      return failure == nil
    }
    source.release(tensor.region, of: tensor)
    if let failure { throw failure }
  }
}
