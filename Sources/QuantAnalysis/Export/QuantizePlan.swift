internal import QuantCore
internal import TensorFiles

/// What becomes of every tensor of a checkpoint, decided before anything is read.
public struct QuantizePlan: Sendable {
  /// A stored tensor and what is written for it.
  struct Entry: Sendable {
    let tensor: TensorDescriptor
    /// What it becomes; empty where it stays as it is stored.
    let parts: [ExportPart]
    /// What headers say, in the order of the parts.
    let planned: [PlannedTensor]

    var isQuantized: Bool { !parts.isEmpty }
  }

  let request: QuantizeRequest
  let layout: any WritableLayout
  /// What the format stores; nil where decoded values are written.
  let weight: StoredWeight?
  let input: ExportInput
  /// The entries of each file.
  let files: [[Entry]]
  /// Names of weights that share a tensor scale, group by group.
  let sharedGroups: [[String]]
  /// Why weights stay as they are stored, and which.
  let kept: [(reason: String, names: [String])]

  /// How many tensors are quantized.
  public var quantizedCount: Int { files.joined().count(where: \.isQuantized) }

  /// How many bytes are read, those that are read more than once as often as they are.
  public var byteCount: Int {
    let passes = 1 + request.format.foreknowledge.rawValue
    return files.joined().reduce(0) { $0 + $1.tensor.byteCount * ($1.isQuantized ? passes : 1) }
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

  /// Decides.
  ///
  /// - Throws: `QuantizeError`, or `UnmatchedPattern` where a pattern matches nothing.
  public init(_ request: QuantizeRequest, of input: ExportInput) throws {
    guard let layout = request.layout as? any WritableLayout, layout.holds(request.format) else {
      throw QuantizeError.noPlace(for: request.format, in: request.layout)
    }
    self.request = request
    self.layout = layout
    self.input = input
    weight = layout is DequantizedLayout ? nil : StoredWeight(request.format)
    let choice = try TensorChoice(request, layout: layout, weight: weight, input: input)
    let weight = weight
    files = input.files.map { file in
      file.source.tensors.map { tensor in
        let parts =
          choice.isChosen(tensor) ? layout.parts(of: tensor, as: weight) : []
        let stored = PlannedTensor(
          name: tensor.name, type: tensor.type, shape: tensor.shape, byteCount: tensor.byteCount)
        return Entry(
          tensor: tensor, parts: parts, planned: parts.isEmpty ? [stored] : parts.map(\.planned))
      }
    }
    kept = choice.kept
    sharedGroups = try SharedScales.groups(
      request.sharedScales, among: files.joined().filter(\.isQuantized).map(\.tensor.name),
      format: request.format)
    guard quantizedCount > 0 else {
      throw QuantizeError(
        "no tensor can be quantized" + (note.map { "; " + $0 } ?? ""))
    }
    try checkNames()
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

  /// Whether a tensor that stays as it is stored would be quantized if it were asked for by name.
  func canQuantize(_ tensor: TensorDescriptor) -> Bool {
    let packed = MatrixSource(input.checkpoint).matrices.flatMap(\.parts)
    return tensor.isAnalysable && tensor.elementCount > 0
      && !packed.contains { $0.name == tensor.name }
      && layout.refusal(of: tensor, as: weight) == nil
      && request.format.refusal(rows: tensor.rows, columns: tensor.columns) == nil
  }

  /// Two tensors of one name can't be told apart.
  private func checkNames() throws(QuantizeError) {
    var seen: Set<String> = []
    for entry in files.joined() {
      for tensor in entry.planned where !seen.insert(tensor.name).inserted {
        throw QuantizeError(
          "\(PrintableName.quoted(entry.tensor.name)) would be written as "
            + "\(PrintableName.quoted(tensor.name)), a name that another tensor has")
      }
    }
  }
}

extension QuantizeError {
  static func noPlace(
    for format: any QuantizationFormat, in layout: any ExportLayout
  ) -> QuantizeError {
    let places = ExportLayouts.all.map { "\($0.name) (\($0.ids))" }.joined(separator: ", ")
    return QuantizeError(
      "format \(format.id): \(layout.name) has no place for it; there are \(places), and "
        + "--dequantize writes the decoded values of any")
  }
}
