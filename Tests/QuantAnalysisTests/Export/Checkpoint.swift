import QuantCore
import TensorFiles
import TestSupport

@testable import QuantAnalysis

/// A tensor for a file that a test makes.
struct TestTensor {
  let name: String
  let type: StoredType
  let shape: [Int]
  /// The values of float types; their bits are cut off where the type is narrower.
  let values: [Float]

  /// Numbers as weights have them, with an outlier here and there.
  static func weight(
    _ name: String, _ shape: [Int], type: StoredType = .bf16, seed: UInt64 = 1
  ) -> TestTensor {
    var random = SplitMix64(seed: seed)
    let values = (0..<shape.reduce(1, *)).map { index -> Float in
      let value = Float(Int(truncatingIfNeeded: random.next()) % 20_000) / 100_000
      return index % 97 == 13 ? value * 9 : value
    }
    return TestTensor(name: name, type: type, shape: shape, values: values)
  }

  var bytes: [UInt8] {
    values.flatMap { value -> [UInt8] in
      let bits = value.bitPattern
      return switch type {
      case .f32: (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      case .bf16: (2..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      default: (0..<(type.bits / 8)).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
      }
    }
  }
}

/// The bytes of a safetensors file.
func safetensors(_ tensors: [TestTensor], metadata: [String: String] = [:]) -> [UInt8] {
  let plan = FilePlan.safetensors(
    tensors.map { PlannedTensor(name: $0.name, type: $0.type, shape: $0.shape) },
    metadata: metadata)
  var bytes = plan.header + [UInt8](repeating: 0, count: plan.byteCount - plan.header.count)
  for (tensor, offset) in zip(tensors, plan.offsets) {
    let content = tensor.bytes
    bytes.replaceSubrange(offset..<(offset + content.count), with: content)
  }
  return bytes
}

extension TensorSource {
  /// The tensor with a name.
  func named(_ name: String) -> TensorDescriptor? { tensors.first { $0.name == name } }
}

/// Quantizes files into another and returns what was written.
@discardableResult
func quantize(
  _ paths: [String], as id: String, layout: (any ExportLayout)? = nil, to output: String,
  tensors: [String] = [], sharing: [String] = [], threads: Int = 2
) async throws -> any TensorSource {
  let format = try FormatRegistry.format(named: id)
  let layout = layout ?? ExportLayouts.first(for: format) ?? ExportLayouts.dequantized
  let plan = try QuantizePlan(
    QuantizeRequest(format: format, layout: layout, tensors: tensors, sharedScales: sharing),
    of: try ExportInput.open(paths))
  try await Quantizer(plan, threads: threads).write(to: output)
  return try TensorFile.open(output)
}
