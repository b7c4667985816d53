import TensorFiles
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Files of other libraries, against what those libraries say is in them.
struct GoldenFilesTests {
  struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let row_major_le_sha256: String
    let bytes: Int
  }

  /// A type as safetensors spells it, by its name in torch.
  static func storedName(_ name: String) -> String? { storedNames[name] }

  private static let storedNames = [
    "float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16",
    "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2", "float8_e8m0fnu": "F8_E8M0",
    "int64": "I64", "int32": "I32", "int16": "I16", "int8": "I8", "uint8": "U8", "uint16": "U16",
    "bool": "BOOL", "complex64": "C64",
  ]

  private static func manifest() throws -> [String: [String: Entry]] {
    let data = Data(try bytes(ofFile: Fixtures.path("files/manifest.json")))
    return try JSONDecoder().decode([String: [String: Entry]].self, from: data)
  }

  @Test(arguments: [
    "dtypes.safetensors", "ct_int4_g128.safetensors", "ct_nvfp4.safetensors",
    "mxfp4_blocks_scales.safetensors", "sharded/model-00001-of-00002.safetensors",
    "sharded/model-00002-of-00002.safetensors",
  ])
  func `every tensor of a safetensors file is as its writer says`(file: String) throws {
    let entries = try #require(try Self.manifest()[file])
    let source = try TensorFile.open(Fixtures.path("files/" + file))
    #expect(Set(source.tensors.map(\.name)) == Set(entries.keys))
    #expect(source.description.container == "safetensors")
    for tensor in source.tensors {
      try check(tensor, of: source, against: #require(entries[tensor.name]))
    }
    try source.verify()
  }

  @Test(arguments: [("pytorch_model.bin", "pytorch"), ("legacy_nonzip.bin", "pytorch-legacy")])
  func `every tensor of a PyTorch checkpoint is as torch says`(
    file: String, container: String
  ) throws {
    let entries = try #require(try Self.manifest()[file])
    let source = try TensorFile.open(Fixtures.path("files/" + file))
    #expect(Set(source.tensors.map(\.name)) == Set(entries.keys))
    #expect(source.description.container == container)
    for tensor in source.tensors {
      try check(tensor, of: source, against: #require(entries[tensor.name]))
    }
    try source.verify()
  }

  @Test(arguments: ["npy_c_f2", "npy_be_f4", "npy_f_f4"])
  func `an npy array is as numpy says`(name: String) throws {
    let entry = try #require(try Self.manifest()[name + ".npy"]?["array"])
    let source = try TensorFile.open(Fixtures.path("files/\(name).npy"))
    let tensor = try #require(source.tensors.first)
    #expect(tensor.name == name)
    try check(tensor, of: source, against: entry)
  }

  @Test func `big-endian and Fortran order decode to the same values`() throws {
    let sources = try ["npy_be_f4", "npy_f_f4"].map {
      try TensorFile.open(Fixtures.path("files/\($0).npy"))
    }
    let values = sources.map { $0.values(of: $0.tensors[0]) }
    #expect(values[0] == values[1])
    #expect(Set(values[0]).count > 900)
  }

  @Test func `a headerless file with its type and shape asked for is as torch says`() throws {
    let entry = try #require(try Self.manifest()["raw_bf16_24x40.bin"]?["raw"])
    let source = try TensorFile.open(
      Fixtures.path("files/raw_bf16_24x40.bin"), as: RawLayout(dtype: .bf16, shape: [24, 40]))
    try check(source.tensors[0], of: source, against: entry)
    #expect(source.description.guess == nil)
  }

  @Test func `two shards are one checkpoint`() throws {
    let shards = ["1", "2"].map {
      Fixtures.path("files/sharded/model-0000\($0)-of-00002.safetensors")
    }
    let source = try CheckpointSource.open(shards)
    let parts = try shards.map { try TensorFile.open($0) }
    #expect(source.tensors == parts[0].tensors + parts[1].tensors)
    #expect(source.description.container == "files")
    for part in parts {
      for tensor in part.tensors {
        #expect(source.sha256(of: tensor) == part.sha256(of: tensor))
        #expect(source.values(of: tensor) == part.values(of: tensor))
      }
    }
  }

  private func check(
    _ tensor: TensorDescriptor, of source: any TensorSource, against entry: Entry
  ) throws {
    #expect(tensor.type.name == Self.storedNames[entry.dtype])
    #expect(tensor.shape == entry.shape)
    #expect(tensor.byteCount == entry.bytes)
    #expect(source.sha256(of: tensor) == entry.row_major_le_sha256)
  }
}
