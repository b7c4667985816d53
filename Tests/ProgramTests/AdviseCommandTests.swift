import Foundation
import TestSupport
import Testing

struct AdviseCommandTests {
  private func run(_ arguments: String...) async throws -> ProgramRun {
    try await ProgramRun(arguments: ["advise"] + arguments)
  }

  @Test func `advise names what to choose, in text`() async throws {
    let run = try await run("--shape", "4096x4096", "--batch", "16", "--part", "h200")
    #expect(run.end == .status(0) && run.errors.isEmpty)
    #expect(run.output.hasPrefix("layer 4096x4096 (N x K), batch 16, on H200 (sm_90)\n"))
    #expect(
      run.output.contains("\nbf16@bf16               16.00  native       BF16   7.045  memory"))
    #expect(run.output.contains("\nCHOOSE "))
  }

  @Test func `advise writes a document whose rooflines and estimates are apart`() async throws {
    let run = try await run(
      "--shape", "14336x4096", "--batch", "8", "--part", "H200", "--as", "json")
    #expect(run.end == .status(0))
    let document = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    #expect(document.schema == "quantview.advise/1")
    #expect(document.n == 14336 && document.k == 4096 && document.batch == 8)
    let plain = try #require(document.recipes.first { $0.recipe == "bf16@bf16" })
    let estimate = try #require(plain.estimate)
    #expect(estimate.ms > plain.roofline.ms)
    #expect(estimate.ms_low < estimate.ms && estimate.ms < estimate.ms_high)
    #expect(document.recipes.contains { $0.estimate == nil })
  }

  @Test func `a file of parts adds one`() async throws {
    try await withTemporaryDirectory { directory in
      let path = try directory.write(
        #"{"parts":[{"name":"Twice","like":"H100","bandwidth_gbps":6700}]}"#, to: "parts.json")
      let run = try await run(
        "--shape", "4096x4096", "--batch", "1", "--part", "twice", "--parts", path)
      #expect(run.end == .status(0) && run.output.contains("on Twice (sm_90)"))
    }
  }

  @Test func `what can't be is one line and the status that the contract gives`() async throws {
    let unknown = try await run("--shape", "64x64", "--batch", "1", "--part", "TPU")
    #expect(unknown.end == .status(2) && unknown.errorLines.count == 1)
    #expect(unknown.errors.contains("A100, H100, H200, B200, B300, L40S, RTX 5090"))
    for arguments in [
      ["--shape", "64", "--batch", "1"], ["--shape", "64x64", "--batch", "0"],
      ["--shape", "64x64", "--batch", "x"], ["--shape", "64x64", "--batch", "1", "--as", "csv"],
    ] {
      let run = try await ProgramRun(arguments: ["advise", "--part", "H200"] + arguments)
      #expect(run.end == .status(2) && run.output.isEmpty && run.errorLines.count == 1)
    }
    try await withTemporaryDirectory { directory in
      let path = try directory.write(#"{"parts":[{"name":"H200","watts":1}]}"#, to: "parts.json")
      for file in [path, path + ".missing"] {
        let run = try await run(
          "--shape", "64x64", "--batch", "1", "--part", "H200", "--parts", file)
        #expect(run.end == .status(3) && run.output.isEmpty && run.errorLines.count == 1)
      }
    }
  }
}

/// A `quantview.advise/1` document.
private struct Document: Decodable {
  let schema: String
  let n: Int
  let k: Int
  let batch: Int
  let recipes: [Recipe]

  struct Recipe: Decodable {
    let recipe: String
    let roofline: Roofline
    let estimate: Estimate?
  }

  struct Roofline: Decodable {
    let ms: Double
  }

  struct Estimate: Decodable {
    let ms: Double
    let ms_low: Double
    let ms_high: Double
  }
}
