import QuantCore
import TensorFiles
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Blocks of every type against what gguf-py makes of them.
struct GGUFBlocksTests {
  struct Entry: Decodable {
    let shape: [Int]
    let bytes: Int
    let sha256: String
    let f32_sha256: String?
    let big_endian_sha256: String?
  }

  private static let decoded = [
    "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL",
    "IQ4_XS", "TQ1_0", "TQ2_0", "MXFP4", "NVFP4",
  ]

  private static func manifest() throws -> [String: Entry] {
    let data = Data(try bytes(ofFile: Fixtures.path("gguf/manifest.json")))
    return try JSONDecoder().decode([String: Entry].self, from: data)
  }

  /// The hash of values, every NaN made the quiet one: machines differ in the one that 0 times infinity gives.
  private static func canonicalHash(_ values: [Float]) -> String {
    hash(values.map { $0.isNaN ? Float(bitPattern: 0x7FC0_0000) : $0 })
  }

  @Test(arguments: ["gguf/blocks.gguf", "gguf/blocks_big.gguf"])
  func `every type decodes to the bits that gguf-py has`(file: String) throws {
    let entries = try Self.manifest()
    let source = try TensorFile.open(Fixtures.path(file))
    let metadata = try #require(source.gguf)
    #expect(metadata.isBigEndian == file.contains("big") && metadata.version == 3)
    var count = 0
    for tensor in source.tensors {
      let entry = try #require(entries[tensor.name])
      #expect(tensor.type.name == tensor.name)
      #expect(tensor.shape == entry.shape, "\(tensor.name)")
      #expect(tensor.byteCount == entry.bytes, "\(tensor.name)")
      let stored = metadata.isBigEndian ? entry.big_endian_sha256 : nil
      #expect(source.sha256(of: tensor) == stored ?? entry.sha256, "\(tensor.name)")
      #expect(tensor.isAnalysable == (entry.f32_sha256 != nil), "\(tensor.name)")
      guard tensor.isAnalysable else { continue }
      #expect(Self.canonicalHash(source.values(of: tensor)) == entry.f32_sha256, "\(tensor.name)")
      count += 1
    }
    #expect(count == Self.decoded.count + 8)
    try source.verify()
  }

  @Test(arguments: decoded)
  func `any region decodes as the definition does, in either byte order`(name: String) throws {
    let type = try #require(GGMLType.named(name))
    let definition = try #require(GGMLDefinitions.of(type))
    let little = try TensorFile.open(Fixtures.path("gguf/blocks.gguf"))
    let big = try TensorFile.open(Fixtures.path("gguf/blocks_big.gguf"))
    let tensor = try #require(little.tensors.first { $0.name == name })
    let turned = try #require(big.tensors.first { $0.name == name })
    let all = Self.definedValues(definition, of: little.content(of: tensor))
    #expect(little.values(of: tensor).map(\.bitPattern) == all.map(\.bitPattern))
    var random = SplitMix64(seed: 11)
    for _ in 0..<100 {
      let row = Int.random(in: 0...3, using: &random)
      let start = Int.random(in: 0...tensor.columns, using: &random)
      let end = Int.random(in: start...tensor.columns, using: &random)
      let region = TensorRegion(rows: min(row, 1)..<row, columns: start..<end)
      var expected: [UInt32] = []
      for row in region.rows {
        for column in region.columns {
          expected.append(all[row * tensor.columns + column].bitPattern)
        }
      }
      #expect(little.values(of: tensor, in: region).map(\.bitPattern) == expected, "\(region)")
      #expect(big.values(of: turned, in: region).map(\.bitPattern) == expected, "\(region)")
    }
  }

  private static func definedValues(
    _ definition: any GGMLBlockDefinition, of content: [UInt8]
  ) -> [Float] {
    let size = definition.type.blockBytes
    var values = [Float](
      repeating: 0, count: content.count / size * definition.type.blockElements)
    var span = values.mutableSpan
    for block in 0..<(content.count / size) {
      definition.decode(
        content.span.extracting((block * size)..<((block + 1) * size)), into: &span,
        at: block * definition.type.blockElements)
    }
    return values
  }

  @Test func `every type that ggml has is listed with its name and size`() throws {
    for type in GGMLType.all {
      let data = [UInt8](repeating: 1, count: 2 * type.blockBytes)
      var sample = GGUFSample()
      sample.tensors = [
        .init(name: "w", shape: [2, type.blockElements], type: type.id, data: data),
        .init(name: "x", shape: [1], type: 24, data: [1]),
      ]
      let tensor = try open(sample.bytes, as: "m.gguf").tensors[0]
      #expect(tensor.type.name == type.name && tensor.byteCount == data.count)
      #expect(tensor.isAnalysable == (type.blockElements == 1 || Self.decoded.contains(type.name)))
    }
    #expect(GGMLType.all.map(\.id) == Array(0...42))
  }

  @Test func `metadata of a big-endian file reads and turns round as that of a little-endian one`()
    throws
  {
    let little = try #require(try TensorFile.open(Fixtures.path("gguf/blocks.gguf")).gguf)
    let big = try #require(try TensorFile.open(Fixtures.path("gguf/blocks_big.gguf")).gguf)
    #expect(little.entries.map(\.key) == big.entries.map(\.key))
    #expect(little.entries.map(\.value) == big.entries.map(\.value))
    #expect(
      little.entries.map(little.littleEndianBytes(of:))
        == big.entries.map(big.littleEndianBytes(of:)))
    #expect(big["test.i64"]?.value == .signed(-1 << 40))
    #expect(big["test.f32"]?.value == .single(0.1) && big["test.f64"]?.value == .float(0.1))
    #expect(big["test.short"]?.value.description == "[-1, 2, -3]")
    #expect(
      big["tokenizer.ggml.tokens"]?.value.description.hasSuffix("\"<7>\", ... 300 in all]") == true)
  }

  @Test func `version 2 reads as version 3 does`() throws {
    var bytes = try bytes(ofFile: Fixtures.path("gguf/blocks.gguf"))
    bytes[4] = 2
    let source = try open(bytes, as: "m.gguf")
    let whole = try TensorFile.open(Fixtures.path("gguf/blocks.gguf"))
    #expect(source.gguf?.version == 2)
    #expect(source.tensors == whole.tensors)
  }
}
