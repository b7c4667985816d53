internal import QuantCore
internal import TensorFiles

/// GGUF: ggml's block types in the place of each weight, and the factor of an NVFP4 weight beside it.
struct GGUFLayout: WritableLayout {
  /// Whether tensors stand alone, without an architecture's metadata.
  let isBare: Bool

  var name: String { isBare ? "gguf-tensors" : "gguf" }
  let ids = "mxfp4, nvfp4, q4_0, q8_0"
  let loadsIn = "llama.cpp, ggml"
  var container: ExportContainer { .gguf(isBare: isBare) }
  var skips: WeightNames.Skipping { isBare ? .both : .llama }

  func holds(_ format: any QuantizationFormat) -> Bool {
    StoredWeight(format).flatMap { Self.block(of: $0) } != nil
  }

  func refusal(of tensor: TensorDescriptor, as weight: StoredWeight?) -> String? {
    guard let block = weight.flatMap({ Self.block(of: $0) }) else { return nil }
    guard tensor.shape.count >= 2 else { return "of one dimension" }
    let elements = block.type.blockElements
    return tensor.columns % elements == 0
      ? nil : "its \(tensor.columns) columns are no multiple of \(elements)"
  }

  func parts(of tensor: TensorDescriptor, as weight: StoredWeight?) -> [ExportPart] {
    guard let block = weight.flatMap({ Self.block(of: $0) }) else { return [] }
    let bytes = tensor.rows * (block.type.byteCount(columns: tensor.columns) ?? 0)
    let codes = ExportPart(
      PlannedTensor(
        name: tensor.name, type: .ggml(block.type),
        shape: tensor.shape, byteCount: bytes),
      .bands(.blocks(block)))
    guard block == .nvfp4, let factor = PartName.ggmlScales(of: tensor.name).first else {
      return [codes]
    }
    return [codes, ExportPart(factor, .f32, [1], .constant(.tensorScale))]
  }

  /// The block that stores a weight; nil where ggml has none.
  static func block(of weight: StoredWeight) -> GGMLBlock? {
    switch weight {
    case .mxfp4: .mxfp4
    case .nvfp4: .nvfp4
    case .q4_0: .q4_0
    case .q8_0: .q8_0
    case .integers, .fp8Rows: nil
    }
  }
}
