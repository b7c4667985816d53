internal import QuantCore

/// Finds the weights that a source's stored tensors make up.
struct WeightSearch {
  /// The weights in the order of their codes.
  private(set) var weights: [PackedWeight] = []
  /// The tensors with each weight in the place of its codes, and without the parts.
  private(set) var tensors: [TensorDescriptor] = []
  /// The stored tensors that weights are made of, those left out that have their weight's name.
  private(set) var parts: [TensorDescriptor] = []
  /// Why tensors that should hold codes are left as they are stored, each the end of a sentence.
  private(set) var unread: [ByteName: String] = [:]
  /// What was opened, with notes.
  private(set) var description: SourceDescription

  init(_ source: any TensorSource) {
    description = source.description
    tensors = source.tensors
    let layouts = MatrixLayouts.byCodeType
    // Most checkpoints are plain, and some have a hundred thousand tensors.
    let types = Set(source.tensors.lazy.map(\.type))
    guard types.contains(where: { layouts[$0.name] != nil || $0.encoding == nil || $0.isFP8 })
    else { return }
    let settings = QuantizationSettings(for: source)
    let stored = StoredParts(source, settings: settings)
    var byCodes: [ByteName: PackedWeight] = [:]
    var names: Set<ByteName> = []
    var configured: [TensorDescriptor] = []
    for tensor in source.tensors where tensor.order == .native {
      let candidates =
        stored.hasBlockSettings && ListedValuesLayout.disguises.contains(tensor.type)
        ? [ListedValuesLayout()] : layouts[tensor.type.name] ?? []
      guard !candidates.isEmpty || tensor.type.isFP8 else { continue }
      do throws(Misfit) {
        guard let weight = try Self.weight(of: tensor, in: candidates, among: stored) else {
          if let reason = stored.untakenScales(of: tensor) ?? stored.missingScales(of: tensor) {
            throw Misfit(reason)
          }
          guard let reason = stored.configuredCodes(of: tensor) else { continue }
          unread[ByteName(tensor.name)] = reason
          configured.append(tensor)
          continue
        }
        let name = weight.matrix.name
        let isOwnName = ByteName(name) == ByteName(tensor.name)
        guard names.insert(ByteName(name)).inserted, isOwnName || stored[name] == nil else {
          throw Misfit("there is another tensor \(PrintableName.quoted(name))")
        }
        byCodes[ByteName(tensor.name)] = weight
        weights.append(weight)
      } catch {
        unread[ByteName(tensor.name)] = error.reason
        description.notes.append(
          "tensor \(PrintableName.quoted(tensor.name)) is left as it is stored: \(error.reason)")
      }
    }
    let isSilent = description.notes.count == source.description.notes.count
    if !weights.isEmpty || !isSilent, let first = configured.first,
      let reason = unread[ByteName(first.name)]
    {
      let left =
        configured.count == 1
        ? "is left as it is stored"
        : "and \(configured.count - 1) more like it are left as they are stored"
      description.notes.append(
        "tensor \(PrintableName.quoted(first.name)) \(left): \(reason)")
    }
    guard !weights.isEmpty else {
      if isSilent, let method = settings.method {
        description.notes.append(
          "the configuration says that \(PrintableName.quoted(method)) quantized the weights, but "
            + "they lie in no layout of it that quantview reads; tensors are as they are stored")
      }
      return
    }
    tensors = []
    let apart = Set(weights.flatMap(\.tensors).map { ByteName($0.name) })
    for tensor in source.tensors {
      let name = ByteName(tensor.name)
      if let weight = byCodes[name] { tensors.append(weight.descriptor) }
      if !apart.contains(name) {
        tensors.append(tensor)
      } else if !names.contains(name) {
        parts.append(tensor)
      }
    }
  }

  private static func weight(
    of codes: TensorDescriptor, in layouts: [any MatrixLayout], among stored: StoredParts
  ) throws(Misfit) -> PackedWeight? {
    for layout in layouts {
      if let weight = try layout.weight(of: codes, among: stored) {
        return try weight.withInputs(among: stored)
      }
    }
    return nil
  }
}
