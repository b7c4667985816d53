import Foundation
import TestSupport
import Testing

/// Everything that a command writes as JSON keeps to the schema that it names.
struct OutputSchemaTests {
  private static let weights = ProgramRun.sample("weights.bin")
  private static let transformer = ProgramRun.sample("transformer.safetensors")

  private static let commands: [[String]] = [
    ["list", transformer, "--json"],
    ["list", transformer, "--json", "--sha256"],
    ["report", weights, "--as", "json"],
    ["report", transformer, "--as", "json", "--repairs", "--formats", "mxfp4,e8p2,fp8-tensor"],
    [
      "report", weights, "--as", "json", "--kernels", "--formats", "int4-g128", "--shape",
      "128x256",
    ],
    ["formats", "--json"],
    ["bench", "--recipes", "bf16@bf16", "--shape", "128x256", "--batches", "1", "--as", "json"],
    ["bench", "--kernels", "--as", "json"],
    ["bench", "--attention", "--shape", "1x64x64", "--as", "json"],
    ["advise", "--shape", "4096x14336", "--batch", "16", "--part", "H200", "--as", "json"],
  ]

  @Test(arguments: commands)
  func `a document of a command keeps to its schema`(arguments: [String]) async throws {
    for environment in [[:], ["SOURCE_DATE_EPOCH": "0"]] {
      let run = try await ProgramRun(arguments: arguments, environment: environment)
      #expect(run.end == .status(0), "\(run.errors)")
      #expect(try SchemaChecker.faults(inDocument: run.output) == [])
    }
  }

  @Test func `a line of a report keeps to its schema, and is all of a tensor`() async throws {
    let arguments = ["report", Self.transformer, "--repairs"]
    let lines = try await ProgramRun(arguments: arguments + ["--as", "jsonl"])
    let whole = try await ProgramRun(arguments: arguments + ["--as", "json"])
    let tensors = try JSONValue.parse(whole.output)["tensors"].elements
    let parts = lines.output.split(separator: "\n").map { String($0) }
    #expect(parts.count == tensors.count && tensors.count == 43)
    for (part, tensor) in zip(parts, tensors) {
      #expect(try SchemaChecker.faults(inDocument: part) == [])
      let line = try JSONValue.parse(part)
      #expect(line.names.subtracting(tensor.names) == ["schema", "tool", "source"])
      for name in tensor.names { #expect(line[name] == tensor[name], "\(name)") }
    }
  }

  @Test func `a line with kernels keeps to its schema`() async throws {
    let run = try await ProgramRun(
      "report", Self.weights, "--as", "jsonl", "--kernels", "--formats", "int4-g128")
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

  @Test func `every schema of the repository is named by one of these tests`() throws {
    let folder = ProgramRun.root + "Sources/QuantReports/Schemas"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    let names = files.map { $0.split(separator: "-").first.map { String($0) } ?? "" }
    let tested = ["list", "report", "formats", "bench", "attention", "advise", "check", "diff"]
    #expect(Set(names).isSubset(of: tested.map { "quantview.\($0)" }), "\(names)")
  }
}
