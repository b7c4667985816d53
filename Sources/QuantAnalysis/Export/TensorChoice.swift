internal import QuantCore
internal import TensorFiles

/// Which tensors are quantized.
///
/// Names and patterns decide alone, and a recipe's do, but that what the layout can't hold as the recipe says stays as
/// it is stored. Without any it is every weight that the layout has a place for, but for those
/// that its runtimes don't take quantized.
struct TensorChoice {
  /// Why weights stay as they are stored, and which, in the order of the first of each kind.
  private(set) var kept: [(reason: String, names: [String])] = []
  private var chosen: Set<TensorDescriptor> = []

  init(
    _ request: QuantizeRequest, layout: any WritableLayout, input: ExportInput
  ) throws {
    let all = input.checkpoint
    let selection = try TensorSelection(request.tensors, of: all)
    let asked = Set(selection.tensors)
    let named = Set(selection.named)
    let packed = Set(MatrixSource(all).matrices.flatMap(\.parts).map { ByteName($0.name) })
    for tensor in all.tensors {
      // What a recipe keeps is not worth a word.
      guard let format = request.format(of: tensor) else { continue }
      let reason =
        asked.contains(tensor)
        ? packed.contains(ByteName(tensor.name))
          ? "part of a weight that is quantized already"
          : Self.refusal(
            of: tensor, request, as: format, layout: layout, isAlone: all.tensors.count == 1)
        : "not asked for"
      guard let reason else {
        chosen.insert(tensor)
        continue
      }
      let isPacked = packed.contains(ByteName(tensor.name))
      let isHopeless =
        isPacked || !tensor.isAnalysable || tensor.elementCount == 0 || tensor.shape.count < 2
      let isSpelt = request.namedInRecipe.contains(Array(tensor.name.utf8))
      if named.contains(tensor) || isSpelt && isHopeless {
        let option = request.isRecipe ? "--recipe" : "--tensor"
        throw QuantizeError(
          "\(option) \(PrintableName.quoted(tensor.name)): \(reason), so \(layout.name) can't hold it "
            + "as \(format.id)")
      }
      if tensor.shape.count >= 2, tensor.isAnalysable, tensor.elementCount > 0,
        asked.contains(tensor)
      {
        note(tensor.name, reason)
      }
    }
  }

  func isChosen(_ tensor: TensorDescriptor) -> Bool { chosen.contains(tensor) }

  private mutating func note(_ name: String, _ reason: String) {
    if let index = kept.firstIndex(where: { $0.reason == reason }) {
      kept[index].names.append(name)
    } else {
      kept.append((reason, [name]))
    }
  }

  /// Why a tensor that is asked for stays as it is; nil where nothing stands against it.
  private static func refusal(
    of tensor: TensorDescriptor, _ request: QuantizeRequest, as format: any QuantizationFormat,
    layout: any WritableLayout, isAlone: Bool
  ) -> String? {
    guard tensor.isAnalysable else { return "of type \(tensor.type)" }
    guard tensor.elementCount > 0 else { return "empty" }
    let weight = layout is DequantizedLayout ? nil : StoredWeight(format)
    if let reason = layout.refusal(of: tensor, as: weight) { return reason }
    if let reason = format.refusal(rows: tensor.rows, columns: tensor.columns) {
      return reason
    }
    guard request.tensors.isEmpty, !request.isRecipe, !isAlone else { return nil }
    if tensor.type.bits < 16 { return "of \(tensor.type) already" }
    if case .integer = tensor.type.encoding { return "of integers" }
    if tensor.shape.count < 2 { return "of one dimension" }
    return WeightNames.role(of: tensor.name, skipping: layout.skips).map {
      "\($0); --tensor asks for it"
    }
  }
}
