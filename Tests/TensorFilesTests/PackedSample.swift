import TensorFiles
import TestSupport
import Testing

/// The stored tensors of a file, put together by hand.
struct PackedSample: Sendable, CustomTestStringConvertible {
  struct Tensor: Sendable {
    var name: String
    var dtype: String
    var shape: [Int]
    var data: [UInt8]
  }

  var testDescription: String { format }
  /// The identifier that the weight is to have.
  var format: String
  var shape: [Int]
  var tensors: [Tensor]
  var metadata = "{}"

  /// The file.
  var bytes: [UInt8] { Self.file(tensors, metadata: metadata) }

  static func file(_ tensors: [Tensor], metadata: String = "{}") -> [UInt8] {
    var offset = 0
    let entries = tensors.map { tensor in
      defer { offset += tensor.data.count }
      let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
      return
        #""\#(tensor.name)":{"dtype":"\#(tensor.dtype)","shape":[\#(shape)],"#
        + #""data_offsets":[\#(offset),\#(offset + tensor.data.count)]}"#
    }
    let header = #"{"__metadata__":\#(metadata)"# + entries.map { "," + $0 }.joined() + "}"
    return safetensors(Array(header.utf8), data: tensors.flatMap(\.data))
  }

  /// A tensor of random bytes.
  static func random(_ name: String, _ dtype: String, _ shape: [Int], seed: UInt64 = 5) -> Tensor {
    var random = SplitMix64(seed: seed)
    let sizes = ["U8": 1, "F8_E4M3": 1, "BF16": 2, "F16": 2, "F32": 4, "I16": 2, "I32": 4]
    let count = shape.reduce(1, *) * (sizes[dtype] ?? 1)
    // Clear of NaN patterns, whose payload an F32 multiplication need not keep.
    let mask: UInt8 = dtype == "I32" || dtype == "U8" ? 0xFF : 0xBF
    return Tensor(
      name: name, dtype: dtype, shape: shape,
      data: (0..<count).map { _ in .random(in: 0...255, using: &random) & mask })
  }

  static func shape(_ name: String, _ shape: [Int]) -> Tensor {
    Tensor(
      name: name, dtype: "I64", shape: [shape.count],
      data: shape.flatMap { littleEndian(Int64($0)) })
  }

  static func factor(_ name: String, _ values: [Float], shape: [Int]? = nil) -> Tensor {
    Tensor(
      name: name, dtype: "F32", shape: shape ?? [values.count],
      data: values.flatMap { littleEndian($0.bitPattern) })
  }

  /// Integers in words.
  static func words(
    _ format: String, _ shape: [Int], words: Int, scale: String, groups: [Int],
    zeroPoints: [Int]? = nil, metadata: String = "{}"
  ) -> PackedSample {
    let rows = Array(shape.dropLast())
    var tensors = [
      Self.shape("m.weight_shape", shape), random("m.weight_scale", scale, rows + groups),
      random("m.weight_packed", "I32", rows + [words]),
    ]
    if let zeroPoints { tensors.append(random("m.weight_zero_point", "I32", zeroPoints, seed: 9)) }
    return PackedSample(format: format, shape: shape, tensors: tensors, metadata: metadata)
  }

  /// One of every layout, with what is special about it.
  static let all: [PackedSample] = [
    words("int4-g128+f32", [5, 256], words: 32, scale: "F32", groups: [2]),
    words("int4-g128+bf16", [3, 200], words: 25, scale: "BF16", groups: [2]),
    words("int4-g96", [3, 192], words: 24, scale: "F16", groups: [2]),
    words(
      "int4-g128", [3, 192], words: 24, scale: "F16", groups: [2],
      metadata:
        #"{"quantization_config":"{\"config_groups\":{\"g\":{\"weights\":{\"group_size\":128}}}}"}"#
    ),
    words("int8-row+f16", [3, 41], words: 11, scale: "F16", groups: [1]),
    words("int3-g128", [2, 128], words: 12, scale: "F16", groups: [1]),
    words("int4-g32:asym", [11, 64], words: 8, scale: "F16", groups: [2], zeroPoints: [2, 2]),
    words("int8-g32:asym", [5, 64], words: 16, scale: "F16", groups: [2], zeroPoints: [2, 2]),
    words("int4-g32", [2, 3, 64], words: 8, scale: "F16", groups: [2]),
    PackedSample(
      format: "nvfp4", shape: [3, 50],
      tensors: [
        random("m.weight_packed", "U8", [3, 25]), random("m.weight_scale", "F8_E4M3", [3, 4]),
        factor("m.weight_global_scale", [336.7]),
      ]),
    PackedSample(
      format: "mxfp4", shape: [3, 80],
      tensors: [
        random("m.weight_packed", "U8", [3, 40]), random("m.weight_scale", "U8", [3, 3], seed: 8),
      ]),
    PackedSample(
      format: "nvfp4", shape: [3, 48],
      tensors: [
        random("m.weight", "U8", [3, 24]), random("m.weight_scale", "F8_E4M3", [3, 3]),
        factor("m.weight_scale_2", [0.00297], shape: []), factor("m.input_scale", [0.5], shape: []),
      ]),
    PackedSample(
      format: "nvfp4", shape: [2, 3, 16],
      tensors: [
        random("m.weight", "U8", [2, 3, 8]), random("m.weight_scale", "F8_E4M3", [2, 3, 1]),
        factor("m.weight_scale_2", [0.5, 3]),
      ]),
    PackedSample(
      format: "fp8-row+bf16", shape: [4, 33],
      tensors: [
        random("m.weight", "F8_E4M3", [4, 33]), random("m.weight_scale", "BF16", [4, 1], seed: 2),
      ]),
    PackedSample(
      format: "fp8-tensor", shape: [4, 33],
      tensors: [
        random("m.weight", "F8_E4M3", [4, 33]), factor("m.weight_scale", [0.3], shape: []),
      ]),
    PackedSample(
      format: "mxfp8-e4m3", shape: [4, 40],
      tensors: [
        random("m.weight", "F8_E4M3", [4, 40]), random("m.weight_scale", "U8", [4, 2], seed: 2),
      ]),
    PackedSample(
      format: "mxfp4", shape: [2, 3, 64],
      tensors: [
        random("m.weight_blocks", "U8", [2, 3, 2, 16]),
        random("m.weight_scales", "U8", [2, 3, 2], seed: 7),
      ]),
    PackedSample(
      format: "fp8-128x128", shape: [130, 140],
      tensors: [
        random("m.weight", "F8_E4M3", [130, 140]),
        factor("m.scale", [0.5, 3, 0.25, 7], shape: [2, 2]),
      ]),
  ]
}
