public import QuantCore
internal import TensorFiles

/// What becomes of every tensor of a checkpoint, decided before anything is read.
public struct QuantizePlan: Sendable {
  /// A stored tensor and what is written for it.
  struct Entry: Sendable {
    let tensor: TensorDescriptor
    /// What it becomes; empty where it stays as it is stored.
    let parts: [ExportPart]
    /// Its format; nil where it stays as it is stored.
    let format: (any QuantizationFormat)?
    /// What the format stores; nil also where decoded values are written.
    let weight: StoredWeight?
    /// What headers say, in the order of the parts.
    let planned: [PlannedTensor]

    var isQuantized: Bool { !parts.isEmpty }
  }

  let request: QuantizeRequest
  let layout: any WritableLayout
  /// Whether decoded values are written.
  let isDecoded: Bool
  let input: ExportInput
  /// The entries of each file.
  let files: [[Entry]]
  /// Names of weights that share a tensor scale, group by group.
  let sharedGroups: [[String]]
  /// Why weights stay as they are stored, and which.
  let kept: [(reason: String, names: [String])]

  /// The formats that tensors get.
  public var formats: [FormatID] {
    var seen: Set<FormatID> = []
    return files.joined().compactMap(\.format?.id).filter { seen.insert($0).inserted }
  }

  /// How many tensors are quantized.
  public var quantizedCount: Int { files.joined().count(where: \.isQuantized) }

  /// How many bytes are read, those that are read more than once as often as they are.
  public var byteCount: Int {
    files.joined().reduce(0) { sum, entry in
      sum + entry.tensor.byteCount * (1 + (entry.format?.foreknowledge.rawValue ?? 0))
    }
  }

  /// Which weights stay as they are stored and why, in one line; nil where none does.
  public var note: String? {
    guard !kept.isEmpty else { return nil }
    let reasons = kept.map { reason, names in
      let shown = names.prefix(3).map { PrintableName.quoted($0) }.joined(separator: ", ")
      let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
      return "\(shown)\(rest) (\(reason))"
    }
    return "kept as stored: " + reasons.joined(separator: "; ")
  }

  /// Which modules that runtimes fuse would be stored differently, in one line; nil where none would.
  public var fusedNote: String? {
    guard layout.skips == .transformers, !isDecoded else { return nil }
    return FusedProjections.note(
      files.joined().filter { $0.tensor.shape.count >= 2 }.map { entry in
        (
          WeightNames.module(of: entry.tensor.name),
          entry.format.map { .format($0.id) } ?? .keep
        )
      })
  }

  /// Decides.
  ///
  /// - Throws: `QuantizeError`, or `UnmatchedPattern` where a pattern matches nothing.
  public init(_ request: QuantizeRequest, of input: ExportInput) throws {
    let misplaced = request.formats.first { !request.layout.holds($0) }
    guard misplaced == nil, let layout = request.layout as? any WritableLayout else {
      throw QuantizeError.noPlace(for: misplaced?.id, in: request.layout)
    }
    self.request = request
    self.layout = layout
    self.input = input
    let isDecoded = layout is DequantizedLayout
    self.isDecoded = isDecoded
    let choice = try TensorChoice(request, layout: layout, input: input)
    files = input.files.map { file in
      file.source.tensors.map { tensor in
        let format = choice.isChosen(tensor) ? request.format(of: tensor) : nil
        let weight = isDecoded ? nil : format.flatMap { StoredWeight($0) }
        let parts = format == nil ? [] : layout.parts(of: tensor, as: weight)
        let stored = PlannedTensor(
          name: tensor.name, type: tensor.type, shape: tensor.shape, byteCount: tensor.byteCount)
        return Entry(
          tensor: tensor, parts: parts, format: format, weight: weight,
          planned: parts.isEmpty ? [stored] : parts.map(\.planned))
      }
    }
    kept = choice.kept
    sharedGroups = try SharedScales.groups(
      request.sharedScales,
      among: files.joined().compactMap { entry in entry.format.map { (entry.tensor.name, $0) } })
    guard quantizedCount > 0 else {
      throw QuantizeError(
        "no tensor can be quantized" + (note.map { "; " + $0 } ?? ""))
    }
    try checkNames()
    try checkTypes()
  }

  /// The modules whose weights stay as they are, as configurations list them.
  var ignoredModules: [String] {
    let entries = files.joined()
    let quantized = Set(
      entries.filter(\.isQuantized).map { WeightNames.module(of: $0.tensor.name) })
    let kept = entries.filter { !$0.isQuantized && $0.tensor.shape.count >= 2 }
      .map { WeightNames.module(of: $0.tensor.name) }
    // Tied to an embedding, the head has no tensor of its own, and runtimes make a layer for it all the same.
    let head = "lm_head"
    return kept.contains(head) || quantized.contains(head) ? kept : kept + [head]
  }

  /// What weights are stored as, each with its modules, in the order of the first of each; none where decoded values are
  /// written.
  var exportedWeights: [ExportedWeights] {
    var found: [ExportedWeights] = []
    var places: [StoredWeight: Int] = [:]
    for entry in files.joined() {
      guard let weight = entry.weight else { continue }
      let place = places[weight] ?? found.count
      if place == found.count {
        places[weight] = place
        found.append(ExportedWeights(weight: weight))
      }
      found[place].modules.append(WeightNames.module(of: entry.tensor.name))
      found[place].elements += entry.tensor.elementCount
    }
    return found
  }

  /// Whether a tensor that stays as it is stored would be quantized if it were asked for by name.
  func canQuantize(_ tensor: TensorDescriptor) -> Bool {
    let packed = MatrixSource(input.checkpoint).matrices.flatMap(\.parts)
    guard let format = request.format(of: tensor) ?? request.formats.first else { return false }
    return tensor.isAnalysable && tensor.elementCount > 0
      && !packed.contains { ByteName($0.name) == ByteName(tensor.name) }
      && layout.refusal(of: tensor, as: isDecoded ? nil : StoredWeight(format)) == nil
      && format.refusal(rows: tensor.rows, columns: tensor.columns) == nil
  }

  /// What stays as it is stored needs a type in the file that is written.
  private func checkTypes() throws(QuantizeError) {
    guard layout.container == .safetensors else { return }
    let stray = files.joined().filter {
      !$0.isQuantized && FilePlan.safetensorsRefusal(of: $0.tensor.type) != nil
    }.map(\.tensor)
    guard let first = stray.first, let reason = FilePlan.safetensorsRefusal(of: first.type) else {
      return
    }
    let others = stray.count > 1 ? " and \(stray.count - 1) more" : ""
    let keeper = ExportLayouts.named("gguf")
    let isKept = input.files.count == 1 && input.files[0].source.gguf != nil && !isDecoded
    let remedies =
      (stray.allSatisfy(canQuantize) ? ["--tensor with their names, or '*', quantizes them"] : [])
      + (isKept && request.formats.allSatisfy { keeper?.holds($0) == true }
        ? ["--layout gguf keeps them"] : [])
    throw QuantizeError(
      "\(PrintableName.quoted(first.name))\(others) would stay as stored, and \(reason)"
        + (remedies.isEmpty ? "" : "; " + remedies.joined(separator: ", ")))
  }

  /// Two tensors of one name can't be told apart.
  private func checkNames() throws(QuantizeError) {
    // By their bytes: a composed and a decomposed letter are two names.
    var seen: Set<ByteName> = []
    for entry in files.joined() {
      for tensor in entry.planned where !seen.insert(ByteName(tensor.name)).inserted {
        throw QuantizeError(
          "\(PrintableName.quoted(entry.tensor.name)) would be written as "
            + "\(PrintableName.quoted(tensor.name)), a name that another tensor has")
      }
    }
  }
}

extension QuantizeError {
  static func noPlace(
    for id: FormatID?, in layout: any ExportLayout
  ) -> QuantizeError {
    let format = id.map { "format \($0): " } ?? ""
    let places = ExportLayouts.all.map { "\($0.name) (\($0.ids))" }.joined(separator: ", ")
    return QuantizeError(
      "\(format)\(layout.name) has no place for it; there are \(places), and "
        + "--dequantize writes the decoded values of any")
  }
}

/// Weights that are stored alike.
struct ExportedWeights: Hashable {
  let weight: StoredWeight
  /// The modules that they belong to.
  var modules: [String] = []
  /// How many elements they have together.
  var elements = 0
}
