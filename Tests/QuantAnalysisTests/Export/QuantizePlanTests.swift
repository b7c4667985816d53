import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

struct QuantizePlanTests {
  private func plan(
    _ tensors: [TestTensor], as id: String = "nvfp4", layout: String? = nil,
    choosing patterns: [String] = [], sharing: [String] = []
  ) throws -> QuantizePlan {
    try withTemporaryDirectory { directory in
      let path = try directory.write(safetensors(tensors), to: "model.safetensors")
      let format = try FormatRegistry.format(named: id)
      let chosen = layout.flatMap { ExportLayouts.named($0) } ?? ExportLayouts.first(for: format)
      return try QuantizePlan(
        QuantizeRequest(
          format: format, layout: try #require(chosen), tensors: patterns, sharedScales: sharing),
        of: try ExportInput.open([path]))
    }
  }

  private func quantizedNames(_ plan: QuantizePlan) -> [String] {
    plan.files.joined().filter(\.isQuantized).map(\.tensor.name)
  }

  private let model: [TestTensor] = [
    .weight("model.embed_tokens.weight", [8, 64]), .weight("lm_head.weight", [8, 64]),
    .weight("model.layers.0.mlp.gate.weight", [4, 64]), .weight("model.norm.weight", [64]),
    .weight("model.layers.0.mlp.gate_proj.weight", [8, 64]),
    .weight("model.layers.0.mlp.odd_proj.weight", [8, 40]),
    .weight("model.layers.0.experts", [2, 8, 64]),
  ]

  @Test func `without names it is what runtimes take quantized, and the rest is named`() throws {
    let plan = try plan(model)
    #expect(quantizedNames(plan) == ["model.layers.0.mlp.gate_proj.weight"])
    let note = try #require(plan.note)
    for name in ["embed_tokens", "lm_head", "mlp.gate.", "odd_proj", "experts"] {
      #expect(note.contains(name))
    }
    #expect(!note.contains("norm"), "vectors are never expected to be quantized")
    #expect(
      plan.ignoredModules == [
        "model.embed_tokens", "lm_head", "model.layers.0.mlp.gate",
        "model.layers.0.mlp.odd_proj", "model.layers.0.experts",
      ])
  }

  @Test func `bare GGUF tensors leave out what other layouts do, unless it is named`() throws {
    let bare = try plan(model, as: "mxfp4", layout: "gguf-tensors")
    #expect(
      quantizedNames(bare) == ["model.layers.0.mlp.gate_proj.weight", "model.layers.0.experts"])
    let note = try #require(bare.note)
    for name in ["embed_tokens", "lm_head", "mlp.gate."] { #expect(note.contains(name)) }
    let named = try plan(model, as: "mxfp4", layout: "gguf-tensors", choosing: ["lm_head.weight"])
    #expect(quantizedNames(named) == ["lm_head.weight"])
  }

  @Test func `names and patterns decide alone`() throws {
    let plan = try plan(model, choosing: ["lm_head.weight", "*embed*"])
    #expect(quantizedNames(plan) == ["model.embed_tokens.weight", "lm_head.weight"])
  }

  @Test func `stacks of matrices fit gpt-oss and ggml`() throws {
    for layout in ["gpt-oss", "gguf-tensors"] {
      let plan = try plan(model, as: "mxfp4", layout: layout, choosing: ["*experts"])
      #expect(quantizedNames(plan) == ["model.layers.0.experts"])
    }
  }

  @Test(arguments: [
    ("model.norm.weight", "dimension"), ("model.layers.0.mlp.odd_proj.weight", "40 columns"),
  ])
  func `a tensor asked for by name that has no place is an error`(name: String, reason: String) {
    let error = #expect(throws: QuantizeError.self) { try plan(model, choosing: [name]) }
    #expect(error?.description.contains(reason) == true)
  }

  @Test func `an id without a place is refused with those that have one`() throws {
    let error = #expect(throws: QuantizeError.self) {
      try plan(model, as: "int4-g128", layout: "modelopt")
    }
    for word in ["int4-g128", "modelopt", "compressed-tensors", "q8_0", "--dequantize"] {
      #expect(error?.description.contains(word) == true)
    }
  }

  @Test func `a name that another tensor has is refused`() {
    let taken = TestTensor.weight("a.weight_packed", [4, 64])
    let error = #expect(throws: QuantizeError.self) {
      try plan([.weight("a.weight", [4, 64]), taken], choosing: ["a.weight"])
    }
    #expect(error?.description.contains("a.weight_packed") == true)
  }

  @Test func `nothing to quantize is an error that says why`() {
    let error = #expect(throws: QuantizeError.self) { try plan(Array(model.prefix(2))) }
    #expect(error?.description.contains("an embedding") == true)
  }

  @Test func `braces in a pattern stand for each of their choices`() {
    #expect(
      SharedScales.alternatives(of: "*.{q,k}_proj.{a,b}").sorted() == [
        "*.k_proj.a", "*.k_proj.b", "*.q_proj.a", "*.q_proj.b",
      ])
    #expect(SharedScales.alternatives(of: "plain}{") == ["plain}{"])
  }

  @Test func `weights of one module share, those of another do not`() throws {
    let names = ["0.attn.q", "0.attn.k", "0.attn.o", "1.attn.q", "1.attn.k"]
    let plan = try plan(
      names.map { .weight("l.\($0).weight", [4, 64]) }, sharing: ["*.{q,k}.weight"])
    #expect(
      plan.sharedGroups == [
        ["l.0.attn.q.weight", "l.0.attn.k.weight"], ["l.1.attn.q.weight", "l.1.attn.k.weight"],
      ])
    #expect(throws: QuantizeError.self) {
      try self.plan([.weight("q", [4, 64])], as: "mxfp4", sharing: ["q"])
    }
    #expect(throws: QuantizeError.self) {
      try self.plan([.weight("q", [4, 64])], sharing: ["nobody"])
    }
  }
}
