internal import QuantCore

/// Finds the weights that a source's stored tensors make up.
struct WeightSearch {
  /// The weights in the order of their codes.
  private(set) var weights: [PackedWeight] = []
  /// The tensors with each weight in the place of its codes, and without the parts.
  private(set) var tensors: [TensorDescriptor] = []
  /// The stored tensors that weights are made of, those left out that have their weight's name.
  private(set) var parts: [TensorDescriptor] = []
  /// What was opened, with notes.
  private(set) var description: SourceDescription

  init(_ source: any TensorSource) {
    description = source.description
    tensors = source.tensors
    let layouts = MatrixLayouts.byCodeType
    // Most checkpoints are plain, and some have a hundred thousand tensors.
    let types = Set(source.tensors.lazy.map(\.type))
    guard types.contains(where: { layouts[$0.name] != nil }) else { return }
    let stored = StoredParts(source, settings: QuantizationSettings(for: source))
    var byCodes: [ByteName: PackedWeight] = [:]
    var names: Set<ByteName> = []
    for tensor in source.tensors where tensor.order == .native {
      guard let candidates = layouts[tensor.type.name] else { continue }
      do throws(Misfit) {
        guard let weight = try Self.weight(of: tensor, in: candidates, among: stored) else {
          guard let reason = stored.missingScales(of: tensor) else { continue }
          throw Misfit(reason)
        }
        let name = weight.matrix.name
        let isOwnName = ByteName(name) == ByteName(tensor.name)
        guard names.insert(ByteName(name)).inserted, isOwnName || stored[name] == nil else {
          throw Misfit("there is another tensor \(PrintableName.quoted(name))")
        }
        byCodes[ByteName(tensor.name)] = weight
        weights.append(weight)
      } catch {
        description.notes.append(
          "tensor \(PrintableName.quoted(tensor.name)) is left as it is stored: \(error.reason)")
      }
    }
    guard !weights.isEmpty else { return }
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
      if let weight = try layout.weight(of: codes, among: stored) { return weight }
    }
    return nil
  }
}
