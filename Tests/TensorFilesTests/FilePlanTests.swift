import TestSupport
import Testing

@testable import TensorFiles

struct FilePlanTests {
  /// A file made of a plan whose tensors hold their index plus one in every byte.
  private func file(_ plan: FilePlan, _ tensors: [PlannedTensor]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: plan.byteCount)
    bytes.replaceSubrange(0..<plan.header.count, with: plan.header)
    for (index, tensor) in tensors.enumerated() {
      for place in plan.offsets[index]..<(plan.offsets[index] + tensor.byteCount) {
        #expect(bytes[place] == 0, "no two tensors share a byte")
        bytes[place] = UInt8(index + 1)
      }
    }
    return bytes
  }

  @Test func `a safetensors file opens again with every name, type, shape and byte`() throws {
    let u8 = try #require(StoredType.named("U8"))
    let i64 = try #require(StoredType.named("I64"))
    let tensors = [
      PlannedTensor(name: "odd", type: u8, shape: [3, 5]),
      PlannedTensor(name: "scalar", type: .f32, shape: []),
      PlannedTensor(name: "q\"uote\u{1}\u{1F600}", type: .bf16, shape: [3]),
      PlannedTensor(name: "empty", type: .f16, shape: [0, 4]),
      PlannedTensor(name: "shape", type: i64, shape: [2]),
      PlannedTensor(name: "unknown", type: .unknown("F9_NEW"), shape: [5], byteCount: 7),
    ]
    let metadata = ["format": "pt", "a\nb": "ü"]
    let plan = FilePlan.safetensors(tensors, metadata: metadata)
    let source = try open(file(plan, tensors), as: "x.safetensors")
    #expect(source.description.metadata.texts == metadata)
    #expect(Set(source.tensors.map(\.name)) == Set(tensors.map(\.name)))
    for (index, tensor) in tensors.enumerated() {
      let found = try #require(source.tensors.first { $0.name == tensor.name })
      #expect(found.type == tensor.type && found.shape == tensor.shape)
      #expect(found.byteCount == tensor.byteCount && found.offset == plan.offsets[index])
      #expect(source.content(of: found).allSatisfy { $0 == UInt8(index + 1) })
      #expect(found.offset % max(1, tensor.type.bits / 8) == 0, "elements are aligned")
    }
    let end = tensors.reduce(plan.header.count) { $0 + $1.byteCount }
    #expect(plan.byteCount == end, "there are no holes")
    #expect(plan.header.count % 8 == 0)
  }

  @Test func `tensors of equal width keep their order`() {
    let tensors = ["c", "a", "b"].map { PlannedTensor(name: $0, type: .f16, shape: [4]) }
    let plan = FilePlan.safetensors(tensors, metadata: [:])
    #expect(plan.offsets.map { $0 - plan.header.count } == [0, 8, 16])
  }

  @Test(arguments: [[], [7], [3, 4], [2, 0, 5]])
  func `an npy file opens again`(shape: [Int]) throws {
    let tensor = PlannedTensor(name: "x", type: .f32, shape: shape)
    let plan = try #require(FilePlan.npy(tensor))
    let source = try open(file(plan, [tensor]), as: "x.npy")
    #expect(source.tensors.map(\.shape) == [shape])
    #expect(source.tensors.map(\.type) == [.f32])
    #expect(plan.header.count % 64 == 0)
  }

  @Test func `npy has no name for BF16`() {
    #expect(FilePlan.npy(PlannedTensor(name: "x", type: .bf16, shape: [2])) == nil)
  }
}
