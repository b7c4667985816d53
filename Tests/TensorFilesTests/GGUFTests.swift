import QuantCore
import TensorFiles
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct GGUFTests {
  struct Entry: Decodable {
    let ggml_type: String
    let logical_shape: [Int]
    let payload_sha256: String
    let dequant_f32_sha256: String
  }

  private func golden() throws -> any TensorSource {
    try TensorFile.open(Fixtures.path("files/mixed.gguf"))
  }

  @Test func `every tensor of a GGUF file is as gguf-py says`() throws {
    let data = Data(try bytes(ofFile: Fixtures.path("files/gguf.json")))
    let entries = try JSONDecoder().decode([String: Entry].self, from: data)
    let source = try golden()
    #expect(source.description.container == "gguf")
    #expect(Set(source.tensors.map(\.name)) == Set(entries.keys))
    var decoded = 0
    for tensor in source.tensors {
      let entry = try #require(entries[tensor.name])
      #expect(tensor.type.name == entry.ggml_type)
      #expect(tensor.shape == entry.logical_shape)
      #expect(source.sha256(of: tensor) == entry.payload_sha256)
      if tensor.isAnalysable {
        #expect(hash(source.values(of: tensor)) == entry.dequant_f32_sha256, "\(tensor.name)")
        decoded += 1
      }
    }
    #expect(decoded == 10)
    try source.verify()
  }

  @Test func `metadata is kept as it is stored`() throws {
    let metadata = try #require(try golden().gguf)
    #expect(metadata.version == 3 && metadata.alignment == 32)
    #expect(
      metadata.entries.map(\.key) == [
        "general.architecture", "llama.block_count", "general.name", "tokenizer.ggml.tokens",
        "llama.rope.freq_base", "x.flag",
      ])
    #expect(metadata["general.architecture"]?.value == .string("llama"))
    #expect(metadata["llama.block_count"]?.value == .unsigned(2))
    let tokens = try #require(metadata["tokenizer.ggml.tokens"]?.value)
    guard case .array(of: .string, count: 4, let first) = tokens else {
      Issue.record("\(tokens)")
      return
    }
    #expect(first.count == 4)
    #expect(metadata["llama.rope.freq_base"]?.value == .single(10000))
    #expect(metadata["x.flag"]?.value == .bool(true))
    #expect(try golden().description.metadata["tokenizer.ggml.tokens"] == tokens.description)
    var stored: [UInt8] = []
    for entry in metadata.entries {
      metadata.withBytes(of: entry) { bytes in
        for index in bytes.indices { stored.append(bytes[index]) }
      }
    }
    let file = try bytes(ofFile: Fixtures.path("files/mixed.gguf"))
    #expect(stored == Array(file[24..<(24 + stored.count)]))
    #expect(metadata.entries.last?.byteRange.upperBound == 24 + stored.count)
  }

  private static let plainValues: [(type: UInt32, bytes: [UInt8], value: MetadataValue)] = [
    (0, [200], .unsigned(200)), (1, [200], .signed(-56)), (2, [1, 2], .unsigned(513)),
    (3, [0xFF, 0xFF], .signed(-1)), (4, littleEndian(UInt32.max), .unsigned(4_294_967_295)),
    (5, littleEndian(Int32.min), .signed(-2_147_483_648)),
    (6, littleEndian(Float(0.5).bitPattern), .single(0.5)), (7, [0], .bool(false)),
    (8, GGUFSample.text("größe"), .string("größe")),
    (8, littleEndian(UInt64(1)) + [0xFF], .bytes(count: 1)),
    (10, littleEndian(UInt64.max), .unsigned(.max)),
    (11, littleEndian(Int64.min), .signed(.min)),
    (12, littleEndian(Double(-2).bitPattern), .float(-2)),
  ]

  @Test func `values of every type are read`() throws {
    var sample = GGUFSample(version: 2)
    for (index, (type, bytes, _)) in Self.plainValues.enumerated() {
      sample.entries.append(GGUFSample.entry("k\(index)", type, bytes))
    }
    let metadata = try #require(try open(sample.bytes, as: "m.gguf").gguf)
    #expect(metadata.entries.map(\.value) == Self.plainValues.map(\.value))
    #expect(metadata.version == 2)
  }

  @Test func `of arrays the beginning is read and the rest is stepped over`() throws {
    let floats = [UInt8](repeating: 0, count: 8)
    let texts = GGUFSample.text("a") + GGUFSample.text("")
    let bytes: [UInt8] = [1, 2, 3]
    var nested: [UInt8] = GGUFSample.array(8, count: 2, texts)
    nested += GGUFSample.array(0, count: 3, bytes)
    let numbers = (0..<100).flatMap { littleEndian(Int32($0) - 1) }
    var sample = GGUFSample()
    sample.entries = [
      GGUFSample.entry("floats", 9, GGUFSample.array(6, count: 2, floats)),
      GGUFSample.entry("nested", 9, GGUFSample.array(9, count: 2, nested)),
      GGUFSample.entry("texts", 9, GGUFSample.array(8, count: 2, texts)),
      GGUFSample.entry("numbers", 9, GGUFSample.array(5, count: 100, numbers)),
      GGUFSample.entry("last", 0, [7]),
    ]
    let metadata = try #require(try open(sample.bytes, as: "m.gguf").gguf)
    let first: [MetadataValue] = (0..<8).map { .signed($0 - 1) }
    #expect(
      metadata.entries.map(\.value) == [
        .array(of: .float32, count: 2, first: [.single(0), .single(0)]),
        .array(of: .array, count: 2, first: []),
        .array(of: .string, count: 2, first: [.string("a"), .string("")]),
        .array(of: .int32, count: 100, first: first), .unsigned(7),
      ])
    #expect(
      metadata.entries.map(\.value.description) == [
        "[0.0, 0.0]", "[... 2 in all]", "[\"a\", \"\"]",
        "[-1, 0, 1, 2, 3, 4, 5, 6, ... 100 in all]", "7",
      ])
  }

  @Test func `a long text stays in the file`() throws {
    let long = String(repeating: "x", count: 3_000_000)
    var sample = GGUFSample()
    sample.entries = [
      GGUFSample.entry("a", 8, GGUFSample.text(long)), GGUFSample.entry("b", 0, [7]),
    ]
    let metadata = try #require(try open(sample.bytes, as: "m.gguf").gguf)
    #expect(metadata.entries.map(\.value) == [.bytes(count: 3_000_000), .unsigned(7)])
  }

  @Test func `tensors begin where the alignment says`() throws {
    var sample = GGUFSample(alignment: 128)
    sample.entries = [GGUFSample.entry("general.alignment", 4, littleEndian(UInt32(128)))]
    sample.tensors = [
      .init(name: "a", shape: [3], type: 24, data: [1, 2, 3]),
      .init(name: "b", shape: [2, 1, 2], type: 1, data: [0, 0x3C, 0, 0x40, 0, 0x42, 0, 0x44]),
      .init(name: "s", shape: [], type: 0, data: littleEndian(Float(5).bitPattern)),
    ]
    let source = try open(sample.bytes, as: "m.gguf")
    #expect(source.tensors.map { $0.offset % 128 } == [0, 0, 0])
    #expect(source.values(of: source.tensors[1]) == [1, 2, 3, 4])
    #expect(source.values(of: source.tensors[2]) == [5])
    #expect(source.content(of: source.tensors[0]) == [1, 2, 3])
  }

  @Test func `types that are not decoded are listed, unknown ones too`() throws {
    var sample = GGUFSample()
    sample.tensors = [
      .init(name: "k", shape: [2, 256], type: 19, data: [UInt8](repeating: 1, count: 100)),
      .init(name: "u", shape: [2, 5], type: 99, data: [UInt8](repeating: 1, count: 10)),
      .init(name: "v", shape: [7], type: .max, data: [UInt8](repeating: 1, count: 9)),
    ]
    let source = try open(sample.bytes, as: "weights.bin")
    #expect(source.tensors.map(\.type.name) == ["IQ1_S", "ggml-99", "ggml-4294967295"])
    // All up to the next tensor, or to the end of the file.
    #expect(source.tensors.map(\.byteCount) == [100, 32, 32])
    #expect(!source.tensors.contains { $0.isAnalysable })
  }

  @Test func `an empty file of tensors and a vocabulary alone open`() throws {
    #expect(try open(GGUFSample().bytes, as: "m.gguf").tensors.isEmpty)
    #expect(try open(GGUFSample().header, as: "m.gguf").tensors.isEmpty)
  }

  @Test func `types that ggml took back are listed by their old names`() throws {
    var sample = GGUFSample()
    sample.tensors = [
      .init(name: "a", shape: [2, 32], type: 31, data: [UInt8](repeating: 1, count: 36)),
      .init(name: "b", shape: [2, 16], type: 4, data: [UInt8](repeating: 1, count: 20)),
      .init(name: "c", shape: [1], type: 0, data: [0, 0, 0, 0]),
    ]
    let source = try open(sample.bytes, as: "m.gguf")
    #expect(source.tensors.map(\.type.name) == ["Q4_0_4_4", "Q4_2", "F32"])
    #expect(source.tensors.map(\.byteCount) == [36, 20, 4])
  }

  @Test
  func `another program's type under a number that ggml took back has the size that it takes`()
    throws
  {
    // 36 is ternary in another program: two bits an element and 32 bytes.
    var sample = GGUFSample()
    sample.tensors = [
      .init(name: "a", shape: [4, 128], type: 36, data: [UInt8](repeating: 1, count: 160)),
      .init(name: "b", shape: [4, 127], type: 36, data: [UInt8](repeating: 1, count: 64)),
      .init(name: "c", shape: [1], type: 0, data: [0, 0, 0, 0]),
    ]
    let source = try open(sample.bytes, as: "m.gguf")
    #expect(source.tensors.map(\.type.name) == ["ggml-36", "ggml-36", "F32"])
    #expect(source.tensors.map(\.byteCount) == [160, 64, 4])
  }
}
