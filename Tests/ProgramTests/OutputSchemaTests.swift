import Foundation
import TestSupport
import Testing

/// Everything that a command writes as JSON keeps to the schema that it names.
struct OutputSchemaTests {
  private static let weights = ProgramRun.sample("weights.bin")
  private static let transformer = ProgramRun.sample("transformer.safetensors")

  /// A tensor of 128x128.
  private static let square = "model.layers.0.self_attn.q_proj.weight"

  private static let commands: [[String]] = [
    ["list", transformer, "--json"],
    ["list", transformer, "--json", "--sha256"],
    ["report", weights, "--as", "json"],
    ["report", transformer, "--as", "json", "--repairs", "--formats", "mxfp4,e8p2,fp8-tensor"],
    ["report", transformer, "--tensor", square, "--as", "json", "--kernels", "--formats", "mxfp4"],
    ["rank", transformer, "--as", "json"],
    ["rank", transformer, "--as", "json", "--budget", "4.5", "--by", "name", "--weight", "sse"],
    ["rank", transformer, "--as", "json", "--fit", "500KB", "--formats", "e8p2,fp8-tensor"],
    ["rank", weights, "--as", "json", "--sample", "16KiB", "--all-rules"],
    ["formats", "--json"],
    ["bench", "--recipes", "bf16@bf16", "--shape", "128x256", "--batches", "1", "--as", "json"],
    ["bench", "--kernels", "--as", "json"],
    ["bench", "--attention", "--shape", "1x64x64", "--as", "json"],
    ["advise", "--shape", "4096x14336", "--batch", "16", "--part", "H200", "--as", "json"],
  ]

  @Test(arguments: commands)
  func `a document of a command keeps to its schema`(arguments: [String]) async throws {
    let run = try await ProgramRun(arguments: arguments)
    #expect(run.end == .status(0), "\(run.errors)")
    #expect(try SchemaChecker.faults(inDocument: run.output) == [])
  }

  @Test(arguments: ["report", "rank"])
  func `a document with a date that is given keeps to its schema`(command: String) async throws {
    let run = try await ProgramRun(
      command, Self.weights, "--as", "json", environment: ["SOURCE_DATE_EPOCH": "0"])
    #expect(run.end == .status(0), "\(run.errors)")
    #expect(try SchemaChecker.faults(inDocument: run.output) == [])
  }

  @Test func `a line of a report keeps to its schema, and is all of a tensor`() async throws {
    let arguments = ["report", Self.transformer, "--repairs"]
    let lines = try await ProgramRun(arguments: arguments + ["--as", "jsonl"])
    let whole = try await ProgramRun(arguments: arguments + ["--as", "json"])
    let tensors = try JSONValue.parse(whole.output)["tensors"].elements
    let parts = lines.output.split(separator: "\n").map { String($0) }
    #expect(parts.count == tensors.count && tensors.count == 43)
    for (part, tensor) in zip(parts, tensors) {
      let faults = try SchemaChecker.faults(inDocument: part)
      #expect(faults == [], "\(faults)")
      let line = try JSONValue.parse(part)
      #expect(line.names.subtracting(tensor.names) == ["schema", "tool", "source"])
      for name in tensor.names { #expect(line[name] == tensor[name], "\(name)") }
    }
  }

  @Test func `a line with kernels keeps to its schema`() async throws {
    let run = try await ProgramRun(
      "report", Self.transformer, "--tensor", Self.square, "--as", "jsonl", "--kernels",
      "--formats", "mxfp4")
    #expect(run.output.contains("\"kernels\":[{\"schema\":\"quantview.bench/1\""))
    #expect(try SchemaChecker.faults(inDocument: run.output) == [])
  }

  @Test func `a comparison with the original keeps to its schema`() async throws {
    try await withTemporaryDirectory { directory in
      let output = directory.path(of: "small.safetensors")
      let made = try await ProgramRun(
        "quantize", Self.transformer, "--format", "mxfp4", "-o", output)
      #expect(made.end == .status(0), "\(made.errors)")
      let run = try await ProgramRun(
        "check", output, "--against", Self.transformer, "--as", "json")
      #expect(try SchemaChecker.faults(inDocument: run.output) == [])
    }
  }

  @Test func `a recipe keeps to its schema`() async throws {
    let run = try await ProgramRun(
      "rank", Self.transformer, "--budget", "4.5", "--recipe-for", "json", "--cache", "none")
    #expect(run.end == .status(0), "\(run.errors)")
    #expect(try SchemaChecker.faults(inDocument: run.output) == [])
  }

  @Test func `every schema of the repository is named by one of these tests`() throws {
    let folder = ProgramRun.root + "Sources/QuantReports/Schemas"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    let names = files.map { $0.split(separator: "-").first.map { String($0) } ?? "" }
    let tested = [
      "list", "report", "rank", "recipe", "formats", "bench", "attention", "advise", "check",
      "diff",
    ]
    #expect(Set(names).isSubset(of: tested.map { "quantview.\($0)" }), "\(names)")
  }
}
