internal import QuantCore
internal import TensorFiles

/// compressed-tensors: `W_packed`, `W_scale` and their kin, as llm-compressor writes and vLLM loads them.
///
/// Weights alone are quantized (W4A16 and the like), so no activation scales are stored. Source: the library's
/// compressors `pack-quantized`, `mxfp4-pack-quantized`, `nvfp4-pack-quantized` and `float-quantized`.
struct CompressedTensorsLayout: WritableLayout {
  let name = "compressed-tensors"
  let ids = "mxfp4, nvfp4, int4-g…, int8-g…, fp8-row"
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
    of weight: StoredWeight, ignoring ignored: [String], style: JSONWriter.Style
  ) -> String? {
    var json = JSONWriter(style: style)
    json.object { json in
      json.object("config_groups") { json in
        json.object("group_0") { json in
          json.array("targets") { json in json.value("Linear") }
          json.object("weights") { json in Self.write(weight, to: &json) }
          json.key("input_activations")
          json.null()
          json.key("output_activations")
          json.null()
        }
      }
      json.field("format", Self.format(of: weight))
      json.array("ignore") { json in
        for module in ignored { json.value(module) }
      }
      json.key("kv_cache_scheme")
      json.null()
      json.field("quant_method", "compressed-tensors")
      json.field("quantization_status", "compressed")
    }
    return json.text
  }

  private static func format(of weight: StoredWeight) -> String {
    switch weight {
    case .mxfp4: "mxfp4-pack-quantized"
    case .nvfp4: "nvfp4-pack-quantized"
    case .integers, .q4_0, .q8_0: "pack-quantized"
    case .fp8Rows: "float-quantized"
    }
  }

  private static func write(_ weight: StoredWeight, to json: inout JSONWriter) {
    let strategy: String
    let isInteger: Bool
    var bits = 4
    var isSymmetric = true
    var scaleType: String?
    switch weight {
    case .mxfp4: (strategy, isInteger, scaleType) = ("group", false, "torch.uint8")
    case .nvfp4: (strategy, isInteger, scaleType) = ("tensor_group", false, "torch.float8_e4m3fn")
    case .integers(let width, _, _, let hasZeroPoints):
      (strategy, isInteger, bits, isSymmetric) = ("group", true, width, !hasZeroPoints)
    case .fp8Rows: (strategy, isInteger, bits) = ("channel", false, 8)
    case .q4_0, .q8_0: return
    }
    json.field("num_bits", bits)
    json.field("type", isInteger ? "int" : "float")
    json.field("symmetric", isSymmetric)
    json.field("strategy", strategy)
    json.field("group_size", weight.blockColumns)
    json.field("dynamic", false)
    if let scaleType { json.field("scale_dtype", scaleType) }
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
