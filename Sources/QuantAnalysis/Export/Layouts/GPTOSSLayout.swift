internal import QuantCore
internal import TensorFiles

/// gpt-oss: `W_blocks` of 16 bytes for each 32 columns, and `W_scales`, also for stacks of matrices.
///
/// The same nibbles and scales as elsewhere under shapes of their own.
struct GPTOSSLayout: WritableLayout {
  let name = "gpt-oss"
  let ids = "mxfp4"
  let loadsIn = "transformers"
  let container = ExportContainer.safetensors
  let skips = WeightNames.Skipping.transformers

  func holds(_ format: any QuantizationFormat) -> Bool { StoredWeight(format) == .mxfp4 }

  func refusal(of tensor: TensorDescriptor, as weight: StoredWeight?) -> String? {
    guard tensor.shape.count >= 2 else { return "of one dimension" }
    return tensor.columns % 32 == 0 ? nil : "its \(tensor.columns) columns are no multiple of 32"
  }

  func parts(of tensor: TensorDescriptor, as weight: StoredWeight?) -> [ExportPart] {
    let groups = tensor.shape.dropLast() + [tensor.columns / 32]
    return [
      ExportPart(
        tensor.name + "_blocks", .u8, groups + [16], .bands(.codes(.nibblePairs))),
      ExportPart(tensor.name + "_scales", .u8, Array(groups), .bands(.scales(byteCount: 1))),
    ]
  }

  func configuration(
    of weights: [ExportedWeights], ignoring ignored: [String], style: JSONWriter.Style
  ) -> String? {
    var json = JSONWriter(style: style)
    json.object { json in
      json.array("modules_to_not_convert") { json in
        for module in ignored { json.value(module) }
      }
      json.field("quant_method", "mxfp4")
    }
    return json.text
  }
}
