internal import QuantCore
internal import TensorFiles

/// compressed-tensors: `W_packed`, `W_scale` and their kin, as llm-compressor writes and vLLM loads them.
///
/// Weights alone are quantized (W4A16 and the like), so no activation scales are stored. Source: the library's
/// compressors `pack-quantized`, `mxfp4-pack-quantized`, `nvfp4-pack-quantized` and `float-quantized`.
struct CompressedTensorsLayout: WritableLayout {
  let name = "compressed-tensors"
  let ids = "mxfp4, nvfp4, int4-g{n}, int8-g{n}, fp8-row"
  let loadsIn = "vLLM, llm-compressor"
  let container = ExportContainer.safetensors
  let skips = WeightNames.Skipping.transformers

  func holds(_ format: any QuantizationFormat) -> Bool {
    switch StoredWeight(format) {
    case .mxfp4, .nvfp4, .integers, .fp8Rows: true
    case .q4_0, .q8_0, nil: false
    }
  }

  func refusal(of tensor: TensorDescriptor, as weight: StoredWeight?) -> String? {
    guard tensor.shape.count == 2 else { return "not of two dimensions" }
    guard let columns = weight?.blockColumns, tensor.columns % columns != 0 else { return nil }
    return "its \(tensor.columns) columns are no multiple of \(columns)"
  }

  func parts(of tensor: TensorDescriptor, as weight: StoredWeight?) -> [ExportPart] {
    let (name, rows, columns) = (tensor.name, tensor.rows, tensor.columns)
    let packed = name + PartName.packed
    let scale = name + PartName.scale
    switch weight {
    case .mxfp4:
      return [
        ExportPart(packed, .u8, [rows, columns / 2], .bands(.codes(.nibblePairs))),
        ExportPart(scale, .u8, [rows, columns / 32], .bands(.scales(byteCount: 1))),
      ]
    case .nvfp4:
      return [
        ExportPart(packed, .u8, [rows, columns / 2], .bands(.codes(.nibblePairs))),
        ExportPart(scale, .f8e4m3, [rows, columns / 16], .bands(.scales(byteCount: 1))),
        ExportPart(name + PartName.globalScale, .f32, [1], .constant(.tensorDivisor)),
      ]
    case .integers(let bits, let group, let scaleType, let hasZeroPoints):
      let packing = CodePacking.words(bits: bits)
      let words = (packing.byteCount(columns: columns) ?? 0) / 4
      var parts = [
        ExportPart(packed, .i32, [rows, words], .bands(.codes(packing))),
        ExportPart(
          scale, scaleType.storedType, [rows, columns / group],
          .bands(.scales(byteCount: scaleType.bits / 8))),
        ExportPart(name + PartName.shape, .i64, [2], .constant(.shape)),
      ]
      if hasZeroPoints {
        let words = (packing.byteCount(columns: rows) ?? 0) / 4
        parts.append(
          ExportPart(
            name + PartName.zeroPoint, .i32, [words, columns / group], .zeroPoints(packing)))
      }
      return parts
    case .fp8Rows(let scaleType):
      return [
        ExportPart(name, .f8e4m3, [rows, columns], .bands(.codes(.bytes))),
        ExportPart(
          scale, scaleType.storedType, [rows, 1],
          .bands(.scales(byteCount: scaleType.bits / 8))),
      ]
    case .q4_0, .q8_0, nil: return []
    }
  }

  func configuration(
    of weights: [ExportedWeights], ignoring ignored: [String], style: JSONWriter.Style
  ) -> String? {
    CompressedTensorsConfiguration(weights, ignored: ignored).text(style)
  }
}

extension ScaleType {
  /// The type of a tensor of such scales.
  fileprivate var storedType: StoredType {
    switch self {
    case .f16: .f16
    case .bf16: .bf16
    case .e4m3: .f8e4m3
    case .e8m0: .u8
    case .f32, .none: .f32
    }
  }
}
