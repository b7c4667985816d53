import Foundation
import TestSupport
import Testing

struct RecipeCommandTests {
  private let transformer = ProgramRun.sample("transformer.safetensors")

  private func rank(_ options: String...) async throws -> ProgramRun {
    // Rows of 172 have no whole blocks, and the probe holds what no format has codes for.
    let kept = ["--keep", "*.down_proj.weight", "--keep", "probe*"]
    return try await ProgramRun(
      arguments: ["rank", transformer, "--cache", "none"] + kept + options)
  }

  @Test func `a choice goes out as a recipe, and what it says is written`() async throws {
    try await withTemporaryDirectory { directory in
      let recipe = directory.path(of: "model.recipe.json")
      let ranked = try await rank(
        "--formats", "nvfp4,int4-g128", "--budget", "4.4", "--recipe-for", "json", "-o", recipe)
      #expect(ranked.end == .status(0) && ranked.errors == "")
      let text = try String(contentsOfFile: recipe, encoding: .utf8)
      #expect(try SchemaChecker.faults(inDocument: text) == [])
      let output = directory.path(of: "out.safetensors")
      let written = try await ProgramRun(
        "quantize", transformer, "--recipe", recipe, "-o", output)
      #expect(written.end == .status(0) && !written.errors.contains("kept as stored"))
      #expect(written.output.contains("nvfp4") && written.output.contains("int4-g128"))
      // A choice for each tensor alone is written, and vLLM's need of others is said.
      #expect(written.errors.contains("these differ"))
      #expect(written.output.hasSuffix("layout compressed-tensors\n"))
      let list = try await ProgramRun("list", output)
      #expect(list.output.contains("_global_scale") && list.output.contains("weight_shape"))
      let check = try await ProgramRun("check", output, "--against", transformer)
      #expect(check.end == .status(0))
    }
  }

  @Test func `a recipe writes the tensors that its formats write alone`() async throws {
    try await withTemporaryDirectory { directory in
      let recipe = try directory.write(
        Array(
          """
          {"schema": "quantview.recipe/1", "tensors": [],
           "patterns": [{"pattern": "*.self_attn.*", "format": "nvfp4"},
                        {"pattern": "model.layers.[01].mlp.up_proj.weight", "format": "int4-g128"}]}
          """.utf8), to: "r.json")
      let mixed = directory.path(of: "mixed.safetensors")
      #expect(
        try await ProgramRun("quantize", transformer, "--recipe", recipe, "-o", mixed).end
          == .status(0))
      let all = try await hashes(of: mixed)
      for (format, pattern) in [
        ("nvfp4", "*.self_attn.*"), ("int4-g128", "model.layers.[01].mlp.up_proj.weight"),
      ] {
        let path = directory.path(of: "\(format).safetensors")
        let run = try await ProgramRun(
          "quantize", transformer, "--format", format, "--tensor", pattern, "-o", path)
        #expect(run.end == .status(0))
        for (name, hash) in try await hashes(of: path) where name.contains("weight_") {
          #expect(all[name] == hash, "\(name)")
        }
      }
    }
  }

  @Test(arguments: ["llama-quantize", "compressed-tensors", "modelopt", "csv", "json"])
  func `a model of odd columns goes out as every kind, and what can't be held is said in a line`(
    _ kind: String
  ) async throws {
    try await withTemporaryDirectory { directory in
      let recipe = directory.path(of: "recipe")
      let ranked = try await ProgramRun(
        "rank", transformer, "--cache", "none", "--budget", "4.5", "--recipe-for", kind, "-o",
        recipe)
      #expect(ranked.end == .status(0), "\(ranked.errors)")
      let text = try String(contentsOfFile: recipe, encoding: .utf8)
      switch kind {
      case "csv", "json":
        #expect(ranked.errors == "")
        let output = directory.path(of: "out.safetensors")
        let written = try await ProgramRun(
          "quantize", transformer, "--recipe", recipe, "-o", output)
        #expect(written.end == .status(0), "\(written.errors)")
        #expect(written.errorLines.count { $0.contains("kept as stored: ") } == 1)
        #expect(written.errors.contains("(its 172 columns are no multiple of 16)"))
        #expect(try await ProgramRun("list", output).end == .status(0))
      case "modelopt": #expect(text.contains("num_bits: [2, 1]"))
      default:
        let lines = ranked.errorLines.filter { $0.contains(" can't hold ") }
        #expect(lines.count == 1, "\(ranked.errors)")
        #expect(lines.first?.contains(" tensors get another format or stay as stored") == true)
        #expect(lines.first?.contains("172 columns") == true)
        #expect(text.contains("down_proj") || text.contains("ffn_down"))
      }
    }
  }

  @Test(arguments: ["compressed-tensors", "modelopt"], ["4.3", "4.6", "5", "6"])
  func `what is fused gets one format at every budget`(kind: String, budget: String) async throws {
    let run = try await rank(
      "--formats", "mxfp4,nvfp4,int4-g128,fp8-row", "--budget", budget, "--recipe-for", kind)
    #expect(run.end == .status(0) && !run.output.isEmpty, "\(run.errors)")
    #expect(!run.errors.contains("these differ"), "\(run.errors)")
  }

  @Test func `one format for all leaves what the program can't hold`() async throws {
    let run = try await ProgramRun(
      "rank", transformer, "--cache", "none", "--formats", "nvfp4", "--recipe-for",
      "compressed-tensors")
    #expect(run.end == .status(0), "\(run.errors)")
    #expect(run.errors.contains("compressed-tensors can't hold \"model.layers."))
    let ignored = try JSONValue.parse(run.output)["ignore"].elements.compactMap(\.string)
    #expect(ignored.contains { $0.contains("down_proj") })
  }

  private func hashes(of path: String) async throws -> [String: String] {
    let list = try await ProgramRun("list", path, "--json", "--sha256")
    let document = try JSONValue.parse(list.output)
    return Dictionary(
      uniqueKeysWithValues: document["tensors"].elements.map {
        ($0["name"].string ?? "", $0["sha256"].string ?? "")
      })
  }

  @Test(arguments: ["llama-quantize", "compressed-tensors", "modelopt", "csv", "json"])
  func `every kind of recipe is written, and says what it can't`(_ kind: String) async throws {
    let formats = kind == "llama-quantize" ? "q8_0,mxfp4" : "nvfp4,int4-g128"
    let run = try await rank("--formats", formats, "--budget", "5", "--recipe-for", kind)
    #expect(run.end == .status(0), "\(run.errors)")
    #expect(!run.output.isEmpty)
    #expect((kind == "llama-quantize") == run.errors.contains("--tensor-type-file"))
  }

  @Test(arguments: [
    (["rank", "--recipe-for", "gguf"], "expected one of llama-quantize, compressed-tensors"),
    (["rank", "--recipe-for", "json"], "expected --budget or --fit, or one format"),
    (["rank", "--recipe-for", "json", "--as", "csv"], "leave out --as"),
    (
      ["rank", "--formats", "nf4-b64", "--recipe-for", "modelopt"],
      "modelopt has no words for nf4-b64"
    ),
    (["quantize", "-o", "OUT"], "expected --format ID, or --recipe FILE"),
    (["quantize", "--recipe", "R", "--format", "nvfp4", "-o", "OUT"], "leave out --format"),
    (["quantize", "--recipe", "R", "--tensor", "*", "-o", "OUT"], "leave out --tensor"),
    (["quantize", "--recipe", "R", "--layout", "modelopt", "-o", "OUT"], "modelopt has no place"),
    (["quantize", "--recipe", "X", "-o", "OUT"], "no tensor here has any of its 1 names"),
    (["quantize", "--recipe", "N", "-o", "OUT"], "can't hold it as nvfp4"),
  ])
  func `what can't be is one line and status 2`(_ arguments: [String], _ line: String) async throws
  {
    try await withTemporaryDirectory { directory in
      let files = [
        "OUT": directory.path(of: "out"),
        "R": try directory.write(
          Array("name,format\nmodel.layers.0.mlp.up_proj.weight,int4-g128\n".utf8), to: "r.csv"),
        "X": try directory.write(Array("name,format\nx,nvfp4\n".utf8), to: "x.csv"),
        "N": try directory.write(
          Array("name,format\nmodel.norm.weight,nvfp4\n".utf8), to: "n.csv"),
      ]
      let rest = arguments.dropFirst().map { files[$0] ?? $0 }
      let cache = arguments[0] == "rank" ? ["--cache", "none"] : []
      let run = try await ProgramRun(arguments: [arguments[0], transformer] + rest + cache)
      #expect(run.end == .status(2))
      #expect(run.errorLines.count == 1 && run.errors.contains(line), "\(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: directory.path(of: "out")))
    }
  }

  @Test(arguments: ["", "{", "name,format\nx\n", #"{"schema":"quantview.recipe/2"}"#, "\u{1}\u{2}"])
  func `a recipe that is none is one line and status 3`(_ text: String) async throws {
    try await withTemporaryDirectory { directory in
      let recipe = try directory.write(Array(text.utf8), to: "bad")
      let run = try await ProgramRun(
        "quantize", transformer, "--recipe", recipe, "-o", directory.path(of: "out"))
      #expect(run.end == .status(3))
      #expect(run.errorLines.count == 1 && run.errors.contains("bad: "))
    }
  }
}
