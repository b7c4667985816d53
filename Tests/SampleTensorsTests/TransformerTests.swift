import Foundation
import Testing

@testable import samplemaker

/// What SampleTensors/README.md says about `transformer.safetensors`, computed from the committed file.
struct TransformerTests {
  let file: SafetensorsFile

  init() throws {
    file = try SafetensorsFile(CommittedFile.bytes("transformer.safetensors"))
  }

  @Test func `tensors lie end to end, aligned, and fill the file`() {
    let sizes = ["F8_E4M3": 1, "BF16": 2, "F16": 2, "F32": 4, "I64": 8]
    #expect(file.headerLength.isMultiple(of: 8))
    var end = 0
    let ordered = file.entries.values.sorted {
      $0.data_offsets.lexicographicallyPrecedes($1.data_offsets)
    }
    for entry in ordered {
      let size = sizes[entry.dtype] ?? 0
      #expect(entry.data_offsets[0] == end && end.isMultiple(of: max(size, 1)))
      end = entry.data_offsets[1]
      #expect(end - entry.data_offsets[0] == entry.shape.reduce(size, *))
    }
    #expect(end == file.content.count)
    #expect(Set(ordered.map(\.dtype)) == Set(sizes.keys))
  }

  @Test func `natural order differs from the order of bytes`() {
    let names = file.entries.keys.filter { $0.hasSuffix("self_attn.q_proj.weight") }.sorted()
    let layers = names.compactMap { Int($0.split(separator: ".")[2]) }
    #expect(layers == [0, 1, 10, 2])
  }

  @Test func `there is a 0-D tensor, an empty one, a 1-D, a 4-D and an I64 one`() {
    #expect(file.entries["model.logit_scale"]?.shape == [])
    #expect(file.entries["model.adapter.weight"]?.shape == [0, 64])
    #expect(file.entries["model.norm.weight"]?.shape == [128])
    #expect(file.entries["vision.patch_embed.weight"]?.shape == [16, 3, 4, 4])
    #expect(file.entries["model.position_ids"]?.dtype == "I64")
  }

  @Test func `NaN and the infinities of layer 10 are where the README says, and nowhere else`()
    throws
  {
    let name = "model.layers.10.mlp.down_proj.weight"
    let values = file.bfloat16Values(name)
    #expect(values.count == 128 * 172)
    let found = values.indices.filter { !values[$0].isFinite }
    try #require(found == [3 * 172 + 17, 20 * 172 + 40, 20 * 172 + 41])
    #expect(
      values[found[0]].isNaN && values[found[1]] == .infinity && values[found[2]] == -.infinity)
    for (other, entry) in file.entries where entry.dtype == "BF16" && other != name {
      #expect(file.bfloat16Values(other).allSatisfy { $0.isFinite })
    }
  }

  @Test func `four output rows of layer 0 are dead`() {
    let values = file.bfloat16Values("model.layers.0.self_attn.o_proj.weight")
    let dead = (0..<128).filter { values[$0 * 128..<($0 + 1) * 128].allSatisfy { $0 == 0 } }
    #expect(dead == [3, 17, 18, 90])
  }

  @Test(arguments: [0, 1, 2])
  func `channels 9 and 100 of a down projection stick out`(layer: Int) {
    let values = file.bfloat16Values("model.layers.\(layer).mlp.down_proj.weight")
    let energies = (0..<172).map { column in
      stride(from: column, to: values.count, by: 172).reduce(Float(0)) {
        $0 + values[$1] * values[$1]
      }
    }
    let largest = energies.indices.sorted { energies[$0] > energies[$1] }
    #expect(Set(largest.prefix(2)) == [9, 100])
    #expect(energies[largest[1]] > 50 * energies[largest[2]])
  }

  @Test func `tensors differ in their tails and their centre`() {
    let path = "model.layers.0"
    #expect(Moments(file.bfloat16Values("\(path).self_attn.q_proj.weight")).kurtosis < 3.2)
    #expect(Moments(file.bfloat16Values("\(path).self_attn.k_proj.weight")).kurtosis > 5)
    #expect(Moments(file.bfloat16Values("\(path).mlp.gate_proj.weight")).kurtosis > 4.5)
    #expect(abs(Moments(file.bfloat16Values("\(path).input_layernorm.weight")).mean - 1) < 0.05)
  }

  @Test func `the extremes reach F32's largest value beside an ordinary row`() throws {
    let entry = try #require(file.entries["probe.extremes"])
    let values = floats(file.bytes(entry))
    #expect(values[0].magnitude == .greatestFiniteMagnitude)
    #expect(values[..<64].allSatisfy { $0.magnitude > 4e37 })
    #expect(values[64...].allSatisfy { $0.magnitude < 6 })
  }
}
