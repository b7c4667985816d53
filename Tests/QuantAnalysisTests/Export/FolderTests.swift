import Foundation
import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

struct FolderTests {
  private let first: [TestTensor] = [
    .weight("model.layers.0.q_proj.weight", [8, 128]), .weight("model.norm.weight", [128]),
  ]
  private let second: [TestTensor] = [
    .weight("model.layers.1.q_proj.weight", [8, 128]), .weight("lm_head.weight", [8, 128]),
  ]

  /// A checkpoint of two shards in the directory `model`.
  private func writeModel(_ directory: TemporaryDirectory, config: String) throws -> String {
    let path = directory.path(of: "model")
    try FileManager.default.createDirectory(
      atPath: path + "/assets", withIntermediateDirectories: true)
    try directory.write(
      safetensors(first, metadata: ["format": "pt", "note": "a"]), to: "model/m-1.safetensors")
    try directory.write(safetensors(second), to: "model/m-2.safetensors")
    try directory.write(
      #"""
      {"metadata": {"total_size": 1, "total_parameters": 7.0},
       "weight_map": {"model.layers.0.q_proj.weight": "m-1.safetensors",
        "model.norm.weight": "m-1.safetensors", "model.layers.1.q_proj.weight": "m-2.safetensors",
        "lm_head.weight": "m-2.safetensors"}}
      """#, to: "model/model.safetensors.index.json")
    try directory.write(config, to: "model/config.json")
    try directory.write("[1, 2]", to: "model/tokenizer.json")
    try directory.write("x", to: "model/assets/chat.txt")
    return path
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try bytes(ofFile: path), as: UTF8.self)
  }

  private func json(_ path: String) throws -> [String: Any] {
    let data = Data(try bytes(ofFile: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func `a directory becomes a directory with its configuration`() async throws {
    try await withTemporaryDirectory { directory in
      let model = try writeModel(directory, config: "{\"hidden_size\": 1e2,\n \"tie\": false}\n")
      let out = directory.path(of: "out")
      try await quantize([model], as: "int4-g128", to: out)
      #expect(
        FolderContent.files(in: out) == [
          "assets/chat.txt", "config.json", "m-1.safetensors", "m-2.safetensors",
          "model.safetensors.index.json", "tokenizer.json",
        ])
      #expect(try text(out + "/tokenizer.json") == "[1, 2]")
      #expect(
        try text(out + "/config.json").hasPrefix("{\"hidden_size\": 1e2,\n \"tie\": false,\n"))
      let config = try #require(
        try json(out + "/config.json")["quantization_config"] as? [String: Any])
      #expect(config["quant_method"] as? String == "compressed-tensors")
      #expect(config["format"] as? String == "pack-quantized")
      #expect(config["ignore"] as? [String] == ["lm_head"])
      let groups = try #require(config["config_groups"] as? [String: [String: Any]])
      let weights = try #require(groups["group_0"]?["weights"] as? [String: Any])
      #expect(weights["num_bits"] as? Int == 4 && weights["group_size"] as? Int == 128)
      let shard = try TensorFile.open(out + "/m-1.safetensors")
      #expect(shard.description.metadata == ["format": "pt", "note": "a"])
      let index = try json(out + "/model.safetensors.index.json")
      let map = try #require(index["weight_map"] as? [String: String])
      #expect(map["model.layers.0.q_proj.weight"] == nil)
      #expect(map["model.layers.1.q_proj.weight_packed"] == "m-2.safetensors")
      #expect(map["model.norm.weight"] == "m-1.safetensors")
      let metadata = try #require(index["metadata"] as? [String: Any])
      let whole = try TensorFile.open(out)
      #expect(metadata["total_size"] as? Int == whole.tensors.reduce(0) { $0 + $1.byteCount })
      #expect(metadata["total_parameters"] as? Double == 7)
      #expect(Set(map.keys) == Set(whole.tensors.map(\.name)))
      let check = try await Checker(whole, against: TensorFile.open(model), threads: 1).report()
      #expect(check.isWhole && check.tensors.count == 4)
    }
  }

  @Test func `ModelOpt has a file of its own`() async throws {
    try await withTemporaryDirectory { directory in
      let model = try writeModel(directory, config: "{}")
      let out = directory.path(of: "out")
      try await quantize([model], as: "nvfp4", layout: ExportLayouts.named("modelopt"), to: out)
      let own = try #require(
        try json(out + "/hf_quant_config.json")["quantization"] as? [String: Any])
      #expect(own["quant_algo"] as? String == "W4A16_NVFP4")
      #expect(own["group_size"] as? Int == 16)
      #expect(own["exclude_modules"] as? [String] == ["lm_head"])
      #expect(own.keys.contains("kv_cache_quant_algo"))
      let config = try #require(
        try json(out + "/config.json")["quantization_config"] as? [String: Any])
      #expect(config["quant_method"] as? String == "modelopt")
      #expect(config["quant_algo"] as? String == "W4A16_NVFP4")
    }
  }

  @Test func `decoded values leave the configuration as it was`() async throws {
    try await withTemporaryDirectory { directory in
      let model = try writeModel(directory, config: "{\"a\": 1}")
      let out = directory.path(of: "out")
      try await quantize([model], as: "nvfp4", layout: ExportLayouts.dequantized, to: out)
      #expect(try text(out + "/config.json") == "{\"a\": 1}")
    }
  }

  @Test func `a checkpoint that is quantized already is refused`() async throws {
    try await withTemporaryDirectory { directory in
      let model = try writeModel(directory, config: "{\"quantization_config\": {}}")
      let error = await #expect(throws: QuantizeError.self) {
        try await quantize([model], as: "nvfp4", to: directory.path(of: "out"))
      }
      #expect(error?.description.contains("quantized already") == true)
      #expect(!AtomicFile.exists(directory.path(of: "out")))
    }
  }

  @Test func `weights share a scale across shards`() async throws {
    try await withTemporaryDirectory { directory in
      let path = directory.path(of: "model")
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      try directory.write(
        safetensors([.weight("m.q_proj.weight", [4, 64], seed: 1)]), to: "model/a.safetensors")
      try directory.write(
        safetensors([.weight("m.k_proj.weight", [4, 64], seed: 2)]), to: "model/b.safetensors")
      let source = try await quantize(
        [path], as: "nvfp4", layout: ExportLayouts.named("modelopt"), to: directory.path(of: "out"),
        sharing: ["*"])
      let scales = source.tensors.filter { $0.name.hasSuffix("scale_2") }
      #expect(scales.count == 2)
      #expect(Set(scales.map { source.values(of: $0) }).count == 1)
    }
  }
}
