import QuantCore
import TensorFiles
import Testing

@testable import QuantAnalysis

struct MarkRulesTests {
  private static func tensor(
    _ name: String, _ shape: [Int] = [64, 64], _ type: StoredType = .bf16
  ) -> TensorDescriptor {
    TensorDescriptor(
      name: name, type: type, shape: shape, offset: 0, byteCount: 2 * shape.reduce(1, *))
  }

  private static func mark(
    _ tensor: TensorDescriptor, keeping: [String] = [], quantizing: [String] = [],
    _ ids: [String] = ["mxfp4"]
  ) throws -> TensorMark {
    MarkRules(keeping: keeping, quantizing: quantizing, role: MarkRules.usuallyKeptRole)
      .mark(of: tensor, formats: try formats(ids))
  }

  @Test(arguments: [
    ("model.embed_tokens.weight", "embed"), ("lm_head.weight", "head"),
    ("model.norm.weight", "norm"), ("model.layers.3.mlp.gate.weight", "router"),
    ("token_embd.weight", "embed"), ("output.weight", "head"),
  ])
  func `what models are sensitive to stays as it is`(name: String, role: String) throws {
    #expect(try Self.mark(Self.tensor(name)) == .kept(.role(role)))
    #expect(
      try Self.mark(Self.tensor(name), quantizing: ["*"]) == .quantized(.asked("*")))
  }

  @Test func `projections are quantized, vectors, integers and nothing are not`() throws {
    let projection = "model.layers.0.self_attn.q_proj.weight"
    #expect(try Self.mark(Self.tensor(projection)) == .quantized(.usual))
    #expect(try Self.mark(Self.tensor("other", [64])) == .kept(.role("vector")))
    #expect(try Self.mark(Self.tensor(projection, [4], .i64)) == .kept(.type("I64")))
    #expect(try Self.mark(Self.tensor(projection, [0, 64])) == .kept(.noMatrix))
    #expect(
      try Self.mark(Self.tensor("other", [64]), quantizing: ["oth*"])
        == .quantized(.asked("oth*")))
  }

  @Test func `what no format can hold stays, whatever is asked for`() throws {
    let tensor = Self.tensor("w", [64, 63])
    #expect(try Self.mark(tensor, quantizing: ["w"], ["e8p2"]) == .kept(.refused))
    #expect(try Self.mark(tensor, quantizing: ["w"], ["e8p2", "mxfp4"]) == .quantized(.asked("w")))
    let integers = Self.tensor("w", [64, 64], .i64)
    #expect(try Self.mark(integers, quantizing: ["w"]) == .kept(.type("I64")))
  }

  @Test func `keeping comes before quantizing, and a name may hold a pattern's characters`() throws
  {
    let tensor = Self.tensor("w[0]")
    #expect(
      try Self.mark(tensor, keeping: ["w*"], quantizing: ["w[0]"]) == .kept(.asked("w*")))
    #expect(try Self.mark(tensor, keeping: ["w[0]"]) == .kept(.asked("w[0]")))
    #expect(try Self.mark(tensor, keeping: ["v*"]) == .quantized(.usual))
    #expect(TensorMark.kept(.asked("w*")).isKept && !TensorMark.quantized(.usual).isKept)
  }
}
