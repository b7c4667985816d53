internal import QuantCore
internal import TensorFiles

/// NVIDIA ModelOpt's checkpoints: `W` in nibbles, `W_scale`, and `W_scale_2`, which decoding multiplies by.
///
/// No activations were seen, so no `input_scale` is written, and the configuration says `W4A16_NVFP4`, the
/// library's name for weights alone.
struct ModelOptLayout: WritableLayout {
  let name = "modelopt"
  let ids = "nvfp4"
  let loadsIn = "TensorRT-LLM, vLLM"
  let container = ExportContainer.safetensors
  let skips = WeightNames.Skipping.transformers
  private let algorithm = "W4A16_NVFP4"

  func holds(_ format: any QuantizationFormat) -> Bool { StoredWeight(format) == .nvfp4 }

  func refusal(of tensor: TensorDescriptor, as weight: StoredWeight?) -> String? {
    guard tensor.shape.count == 2 else { return "not of two dimensions" }
    return tensor.columns % 16 == 0 ? nil : "its \(tensor.columns) columns are no multiple of 16"
  }

  func parts(of tensor: TensorDescriptor, as weight: StoredWeight?) -> [ExportPart] {
    let (name, rows, columns) = (tensor.name, tensor.rows, tensor.columns)
    return [
      ExportPart(name, .u8, [rows, columns / 2], .bands(.codes(.nibblePairs))),
      ExportPart(
        name + PartName.scale, .f8e4m3, [rows, columns / 16], .bands(.scales(byteCount: 1))),
      ExportPart(name + PartName.secondScale, .f32, [], .constant(.tensorScale)),
    ]
  }

  func configuration(
    of weights: [ExportedWeights], ignoring ignored: [String], style: JSONWriter.Style
  ) -> String? {
    var json = JSONWriter(style: style)
    json.object { json in
      json.object("config_groups") { json in
        json.object("group_0") { json in
          json.object("weights") { json in
            json.field("dynamic", false)
            json.field("num_bits", 4)
            json.field("type", "float")
            json.field("group_size", 16)
          }
          json.array("targets") { json in json.value("Linear") }
        }
      }
      json.array("ignore") { json in
        for module in ignored { json.value(module) }
      }
      json.field("quant_algo", algorithm)
      json.field("group_size", 16)
      json.object("producer") { json in json.field("name", "quantview") }
      json.field("quant_method", "modelopt")
    }
    return json.text
  }

  func sideFiles(ignoring ignored: [String]) -> [String: String] {
    var json = JSONWriter(style: .indented)
    json.object { json in
      json.object("producer") { json in json.field("name", "quantview") }
      json.object("quantization") { json in
        json.field("quant_algo", algorithm)
        json.key("kv_cache_quant_algo")
        json.null()
        json.field("group_size", 16)
        json.array("exclude_modules") { json in
          for module in ignored { json.value(module) }
        }
      }
    }
    return ["hf_quant_config.json": json.text + "\n"]
  }
}
