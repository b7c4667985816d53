import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import QuantAnalysis

@Suite struct RecipeExportTests {
  private func export(_ recipe: Recipe, _ kind: String) throws -> RecipeText {
    try RecipeExport.text(recipe, for: kind)
  }

  private func refusal(_ pairs: [(String, String)], _ kind: String) throws -> String {
    let error = try #require(throws: RecipeError.self) {
      try export(try SampleRecipe.make(pairs), kind)
    }
    #expect(!error.description.contains("\n"))
    return error.description
  }

  // MARK: llama-quantize

  @Test func `Hugging Face names become GGUF's, one line where all layers agree`() throws {
    let text = try export(try SampleRecipe.decoder(up: "q8_0", down: "mxfp4"), "llama-quantize")
    let lines = text.text.split(separator: "\n").map { String($0) }
    #expect(
      Set(lines) == [
        #"^token_embd\.weight$=bf16"#, #"^output\.weight$=bf16"#,
        #"^blk\.[0-9]+\.attn_q\.weight$=q8_0"#, #"^blk\.[0-9]+\.attn_k\.weight$=q8_0"#,
        #"^blk\.[0-9]+\.attn_v\.weight$=q8_0"#, #"^blk\.[0-9]+\.attn_output\.weight$=q8_0"#,
        #"^blk\.[0-9]+\.ffn_gate\.weight$=q8_0"#, #"^blk\.[0-9]+\.ffn_up\.weight$=q8_0"#,
        #"^blk\.(?:0|1|2)\.ffn_down\.weight$=mxfp4"#, #"^blk\.3\.ffn_down\.weight$=bf16"#,
      ])
    #expect(text.notes.count == 1 && text.notes[0].contains("--tensor-type-file"))
  }

  @Test func `lines say for each name of GGUF what the recipe says`() throws {
    let pairs = (0..<12).flatMap { layer in
      ["attn_q", "ffn_up", "ffn_down"].map { part in
        (
          "blk.\(layer).\(part).weight",
          ["q4_0", "q8_0", "mxfp4", "keep"][(layer * part.count) % 4]
        )
      }
    }
    let recipe = try SampleRecipe.make(pairs + [("blk.0.attn_norm.weight", "keep")])
    let lines = try export(recipe, "llama-quantize").text.split(separator: "\n")
    for (name, choice) in pairs {
      // As llama-quantize does: the first expression that is found anywhere in the name.
      let found = try lines.first { line in
        let parts = line.split(separator: "=")
        return try name.firstMatch(of: Regex(String(parts[0]))) != nil
      }
      #expect(found?.hasSuffix("=" + (choice == "keep" ? "bf16" : choice)) == true, "\(name)")
    }
    #expect(!lines.contains { $0.contains("norm") })
  }

  @Test func `experts become one tensor if they agree`() throws {
    let experts = (0..<4).map { "model.layers.0.mlp.experts.\($0).up_proj.weight" }
    let text = try export(try SampleRecipe.make(experts.map { ($0, "mxfp4") }), "llama-quantize")
    #expect(text.text == #"^blk\.0\.ffn_up_exps\.weight$=mxfp4"# + "\n")
    let torn = try refusal(
      experts.enumerated().map { ($1, $0 == 2 ? "q8_0" : "mxfp4") }, "llama-quantize")
    #expect(torn.contains("experts.2.up_proj") && torn.contains("which has one type"))
  }

  @Test func `what llama-quantize can't say is named`() throws {
    #expect(
      try refusal([("blk.0.ffn_up.weight", "int4-g128")], "llama-quantize").contains("int4-g128"))
    #expect(try refusal([("x.y.weight", "q8_0")], "llama-quantize").contains("\"x.y.weight\""))
    #expect(try refusal([("blk.0.Up.weight", "q8_0")], "llama-quantize").contains("capitals"))
    let recipe = try SampleRecipe.make([
      ("model.layers.0.mlp.up_proj.weight", "nvfp4:4over6"),
      ("model.layers.0.mlp.gate.weight", "q8_0"), ("model.vision.patch.weight", "q8_0"),
    ])
    let notes = try export(recipe, "llama-quantize").notes.joined(separator: "\n")
    #expect(notes.contains("no GGUF name is known for \"model.vision.patch.weight\""))
    #expect(notes.contains("never quantizes \"model.layers.0.mlp.gate.weight\""))
    #expect(notes.contains("not by that of nvfp4:4over6"))
    let odd = Recipe([
      Recipe.Entry(
        tensor: SampleRecipe.tensor("blk.0.ffn_up.weight", shape: [4, 40]),
        choice: try Recipe.Choice("q8_0"))
    ])
    #expect(throws: RecipeError.self) { try export(odd, "llama-quantize") }
  }

  // MARK: compressed-tensors

  @Test func `each format is a group, and what stays is ignored`() throws {
    let text = try export(try SampleRecipe.decoder(), "compressed-tensors")
    let json = try JSONValue.parse(text.text)
    let groups = json["config_groups"]
    #expect(groups["group_0"]["format"].string == "pack-quantized")
    #expect(groups["group_0"]["weights"]["group_size"].number == 128)
    #expect(groups["group_1"]["format"].string == "nvfp4-pack-quantized")
    #expect(
      groups["group_1"]["targets"].elements.compactMap(\.string) == [
        #"re:^model\.layers\.(?:0|1|2)\.mlp\.down_proj$"#
      ])
    #expect(json["format"].string == "mixed-precision")
    #expect(
      json["ignore"].elements.compactMap(\.string) == [
        "model.embed_tokens", "model.layers.3.mlp.down_proj", "lm_head",
      ])
    #expect(text.notes.isEmpty)
  }

  @Test func `torn projections and quantized embeddings are warned of by name`() throws {
    let recipe = try SampleRecipe.make([
      ("model.embed_tokens.weight", "nvfp4"), ("model.layers.0.self_attn.q_proj.weight", "nvfp4"),
      ("model.layers.0.self_attn.k_proj.weight", "mxfp4"),
    ])
    let notes = try export(recipe, "compressed-tensors").notes
    #expect(notes.contains { $0.contains("model.layers.0.self_attn.{q_proj,k_proj,v_proj}") })
    #expect(notes.contains { $0.contains("\"model.embed_tokens\"") })
    #expect(try refusal([("a.weight", "q4_0")], "compressed-tensors").contains("q4_0"))
    #expect(try refusal([("a.weight", "keep")], "compressed-tensors").contains("nothing"))
  }

  // MARK: ModelOpt

  @Test func `ModelOpt gets wildcards of which the last counts`() throws {
    let recipe = try SampleRecipe.decoder(down: "nvfp4:4over6")
    let text = try export(recipe, "modelopt").text
    let entries = text.split(separator: "  - quantizer_name: ").dropFirst().map { entry in
      let lines = entry.split(separator: "\n", maxSplits: 1).map { String($0) }
      return (name: lines[0].dropFirst().dropLast(), rest: lines[1])
    }
    #expect(text.hasPrefix("quant_cfg:\n") && text.hasSuffix("algorithm: max\n"))
    #expect(entries.first?.name == "*" && entries.first?.rest == "    enable: false\n")
    for entry in recipe.entries where entry.tensor.shape.count == 2 {
      let module = String(entry.tensor.name.dropLast(7)) + ".weight_quantizer"
      let last = entries.last { NamePattern(String($0.name)).matches(module) }?.rest ?? ""
      let expected =
        switch entry.choice.description {
        case "keep": "    enable: false\n"
        case "int4-g128":
          "    cfg:\n      num_bits: 4\n      block_sizes: {-1: 128, type: static}\n"
        default:
          "    cfg:\n      num_bits: [2, 1]\n"
            + "      block_sizes: {-1: 16, type: static, scale_bits: [4, 3], four_over_six: true}\n"
        }
      #expect(last.hasPrefix(expected), "\(module): \(last)")
    }
    #expect(try refusal([("a.weight", "nf4-b64")], "modelopt").contains("nf4-b64"))
  }

  // MARK: What belongs together

  @Test(arguments: [
    (
      "llama-quantize", "mlp.experts.0.up_proj", "mlp.experts.7.up_proj", "blk.0.ffn_up_exps.weight"
    ),
    ("llama-quantize", "mlp.experts.0.up_proj", "mlp.experts.0.gate_proj", nil),
    ("llama-quantize", "self_attn.q_proj", "self_attn.k_proj", nil),
    (
      "compressed-tensors", "mlp.experts.0.up_proj", "mlp.experts.7.down_proj",
      "model.layers.0.mlp.experts.*"
    ),
    (
      "compressed-tensors", "self_attn.q_proj", "self_attn.v_proj",
      "model.layers.0.self_attn.{q_proj,k_proj,v_proj}"
    ),
    ("modelopt", "mlp.gate_proj", "mlp.up_proj", "model.layers.0.mlp.{gate_proj,up_proj}"),
    ("modelopt", "mlp.shared_expert.gate_proj", "mlp.gate_proj", nil),
    ("csv", "self_attn.q_proj", "self_attn.k_proj", nil),
  ])
  func `what a program needs alike is known by its names`(
    kind: String, one: String, other: String, bond: String?
  ) throws {
    let kind = try RecipeExport.kind(named: kind)
    let names = [one, other].map { "model.layers.0.\($0).weight" }
    let torn = try SampleRecipe.make([(names[0], "mxfp4"), (names[1], "nvfp4")])
    let note = RecipeBonds(in: torn, for: kind).note
    #expect((note != nil) == (bond != nil))
    if let bond { #expect(note?.contains("\"\(bond)\"") == true, "\(note ?? "")") }
    let same = try SampleRecipe.make(names.map { ($0, "nvfp4") })
    #expect(RecipeBonds(in: same, for: kind).note == nil)
  }

  @Test(arguments: ["compressed-tensors", "modelopt"])
  func `names that only GGUF has are said to match no module`(_ kind: String) throws {
    func notes(_ name: String) throws -> [String] {
      let recipe = try SampleRecipe.make([(name, "mxfp4")])
      return try export(recipe, kind).notes
    }
    #expect(try notes("blk.0.ffn_up.weight").contains { $0.contains("GGUF's names") })
    #expect(try !notes("model.layers.0.mlp.up_proj.weight").contains { $0.contains("GGUF") })
  }

  @Test func `what an exporter writes for others is known as such`() throws {
    let recipe = try SampleRecipe.make([
      ("model.layers.0.mlp.up_proj.weight", "mxfp4"),
      ("model.layers.0.mlp.down_proj.weight", "keep"),
    ])
    for kind in RecipeExport.kinds {
      let text = try export(recipe, kind.name).text
      do {
        let file = try RecipeFile(Array(text.utf8), path: "r")
        #expect(["csv", "json"].contains(kind.name) && !file.rules.names.isEmpty)
      } catch {
        #expect(error.description.contains("a recipe for \(kind.name)"), "\(error.description)")
      }
    }
  }

  @Test func `every exporter is named once and refuses an empty recipe or writes it`() throws {
    let names = RecipeExport.kinds.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { _ = try? export(Recipe([]), name) }
    #expect(throws: RecipeError.self) { try export(Recipe([]), "none") }
  }
}
