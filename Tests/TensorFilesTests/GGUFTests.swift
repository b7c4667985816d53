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
    #expect(decoded == 7)
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
    #expect(metadata["tokenizer.ggml.tokens"]?.value == .array(of: .string, count: 4))
    #expect(metadata["llama.rope.freq_base"]?.value == .float(10000))
    #expect(metadata["x.flag"]?.value == .bool(true))
    #expect(try golden().description.metadata["tokenizer.ggml.tokens"] == "4 × string")
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

  @Test func `values of every type are stepped over or read`() throws {
    let numbers: [(UInt32, [UInt8], GGUFValue)] = [
      (0, [200], .unsigned(200)), (1, [200], .signed(-56)), (2, [1, 2], .unsigned(513)),
      (3, [0xFF, 0xFF], .signed(-1)), (4, littleEndian(UInt32.max), .unsigned(4_294_967_295)),
      (5, littleEndian(Int32.min), .signed(-2_147_483_648)),
      (6, littleEndian(Float(0.5).bitPattern), .float(0.5)), (7, [0], .bool(false)),
      (8, GGUFSample.text("größe"), .string("größe")),
      (8, littleEndian(UInt64(1)) + [0xFF], .bytes(count: 1)),
      (10, littleEndian(UInt64.max), .unsigned(.max)), (11, littleEndian(Int64.min), .signed(.min)),
      (12, littleEndian(Double(-2).bitPattern), .float(-2)),
      (
        9, littleEndian(UInt32(6)) + littleEndian(UInt64(2)) + [UInt8](repeating: 0, count: 8),
        .array(of: .float32, count: 2)
      ),
      (
        9,
        littleEndian(UInt32(9)) + littleEndian(UInt64(2))
          + littleEndian(UInt32(8)) + littleEndian(UInt64(2)) + GGUFSample.text("a")
          + GGUFSample.text("")
          + littleEndian(UInt32(0)) + littleEndian(UInt64(3)) + [1, 2, 3],
        .array(of: .array, count: 2)
      ),
    ]
    var sample = GGUFSample(version: 2)
    sample.entries = numbers.enumerated().map { GGUFSample.entry("k\($0)", $1.0, $1.1) }
    let metadata = try #require(try open(sample.bytes, as: "m.gguf").gguf)
    #expect(metadata.entries.map(\.value) == numbers.map(\.2))
    #expect(metadata.version == 2)
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
      .init(name: "k", shape: [2, 256], type: 12, data: [UInt8](repeating: 1, count: 288)),
      .init(name: "u", shape: [2, 5], type: 99, data: [UInt8](repeating: 1, count: 10)),
      .init(name: "i", shape: [2], type: 27, data: [UInt8](repeating: 1, count: 16)),
    ]
    let source = try open(sample.bytes, as: "weights.bin")
    #expect(source.tensors.map(\.type.name) == ["Q4_K", "ggml-99", "I64"])
    #expect(source.tensors.map(\.byteCount) == [288, 32, 16])
    #expect(!source.tensors.contains { $0.isAnalysable })
  }

  @Test func `an empty file of tensors and a vocabulary alone open`() throws {
    #expect(try open(GGUFSample().bytes, as: "m.gguf").tensors.isEmpty)
    #expect(try open(GGUFSample().header, as: "m.gguf").tensors.isEmpty)
  }

  @Test(arguments: [GGUFBlockCase.q4_0, .q8_0, .mxfp4, .nvfp4])
  func `any region decodes as the definition does`(kind: GGUFBlockCase) throws {
    let block = kind.block
    let type = block.type
    let columns = type.blockElements * 3
    var random = SplitMix64(seed: 11)
    let data = (0..<(4 * 3 * type.blockBytes)).map { _ in UInt8.random(in: 0...255, using: &random)
    }
    var sample = GGUFSample()
    sample.tensors = [.init(name: "w", shape: [2, 2, columns], type: type.id, data: data)]
    let source = try open(sample.bytes, as: "m.gguf")
    let tensor = source.tensors[0]
    #expect(tensor.byteCount == data.count && tensor.shape == [2, 2, columns])
    let all = data.indices.filter { $0 % type.blockBytes == 0 }.flatMap { start in
      var values = [Float](repeating: 0, count: type.blockElements)
      var span = values.mutableSpan
      block.decode(data[start..<(start + type.blockBytes)].span, into: &span)
      return values
    }
    for _ in 0..<200 {
      let rows = Int.random(in: 0...4, using: &random)
      let start = Int.random(in: 0...columns, using: &random)
      let region = TensorRegion(
        rows: min(rows, 2)..<rows, columns: start..<Int.random(in: start...columns, using: &random))
      let expected = region.rows.flatMap { row in region.columns.map { all[row * columns + $0] } }
      #expect(
        source.values(of: tensor, in: region).map(\.bitPattern) == expected.map(\.bitPattern),
        "\(region)")
    }
  }

  enum GGUFBlockCase: CaseIterable {
    case q4_0, q8_0, mxfp4, nvfp4

    var block: GGMLBlock {
      switch self {
      case .q4_0: .q4_0
      case .q8_0: .q8_0
      case .mxfp4: .mxfp4
      case .nvfp4: .nvfp4
      }
    }
  }
}

/// The SHA-256 of values as little-endian F32.
func hash(_ values: [Float]) -> String {
  var hash = SHA256()
  hash.update(values.flatMap { littleEndian($0.bitPattern) }.span)
  return hash.hexDigest()
}
