internal import QuantCore
internal import TensorFiles

/// The decoded values in F32 under the weight's own name: what any software loads, and no smaller for it.
struct DequantizedLayout: WritableLayout {
  let name = "dequantized"
  let ids = "all"
  let loadsIn = "anything"
  let container = ExportContainer.safetensors
  let skips = WeightNames.Skipping.nothing

  func holds(_ format: any QuantizationFormat) -> Bool { true }

  func refusal(of tensor: TensorDescriptor, as weight: StoredWeight?) -> String? { nil }

  func parts(of tensor: TensorDescriptor, as weight: StoredWeight?) -> [ExportPart] {
    [ExportPart(tensor.name, .f32, tensor.shape, .bands(.decoded))]
  }
}
