import Foundation
import KernelEngine
import Testing

struct BenchCommandTests {
  @Test func `bench --kernels says what ran, beside which limits, and that all of it was equal`()
    async throws
  {
    let backend = Backend.fastest.rawValue
    let run = try await ProgramRun(
      arguments: ["bench", "--kernels", "--as", "json"],
      environment: [Backend.variable: backend])
    #expect(run.end == .status(0))
    let document = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    #expect(document.schema == "quantview.bench/1" && document.threads == 1)
    let report = try #require(document.backends.first)
    #expect(document.backends.count == 1 && report.backend == backend)
    #expect(report.limits.read_gbps > 0 && report.limits.cache_read_gbps > 0)
    let names = Set(report.kernels.map(\.kernel))
    #expect(names.count == report.kernels.count)
    for word in ["encode mxfp4", "decode int4-g128", "all sums and counts", "hqq4-g64"] {
      #expect(names.contains { $0.contains(word) }, "\(word)")
    }
    for kernel in report.kernels {
      #expect(kernel.checked && kernel.weights > 0 && kernel.bytes_read > 0, "\(kernel.kernel)")
      #expect(kernel.ms_min > 0 && kernel.ms_min <= kernel.ms_median, "\(kernel.kernel)")
      let rate = Double(kernel.weights) / kernel.ms_min * 1e3
      #expect(abs(kernel.weights_per_second / rate - 1) < 1e-3, "\(kernel.kernel)")
      #expect(kernel.share_of_read > 0, "\(kernel.kernel)")
    }
  }

  @Test func `bench measures linear layers that were checked, beside limits of the same run`()
    async throws
  {
    let run = try await ProgramRun(
      arguments: [
        "bench", "--recipes", "a16w16,int4-g128@int8-g128,mxfp4@bf16", "--shape", "1024x1024",
        "--batches", "1,30", "--threads", "2", "--as", "json",
      ], environment: [:])
    #expect(run.end == .status(0))
    let document = try JSONDecoder().decode(LinearDocument.self, from: Data(run.output.utf8))
    #expect(document.schema == "quantview.bench/1" && document.threads == 2)
    #expect(document.limits.read_gbps > 0 && document.limits.f32_gflops > 0)
    let found = document.points.map { "\($0.recipe) \($0.batch)" }
    #expect(
      found == [
        "bf16@bf16 1", "bf16@bf16 30", "int4-g128@int8-g128 1", "int4-g128@int8-g128 30",
        "mxfp4@bf16 1", "mxfp4@bf16 30",
      ])
    for point in document.points {
      #expect(point.checked && point.cold && point.n == 1024 && point.k == 1024, "\(point.recipe)")
      #expect(point.ms.count >= 3 && point.ms.min() == point.ms_min, "\(point.recipe)")
      let operations = 2 * 1024 * 1024 * Double(point.batch) / point.ms_min / 1e6
      #expect(abs(point.gflops / operations - 1) < 1e-3, "\(point.recipe)")
      #expect(point.bound_ms > 0 && point.cores_used > 0, "\(point.recipe)")
    }
    // Codes and F16 scales of 128; codes and E8M0 scales of 32; two bytes each.
    let (count, rows) = (1024 * 1024, 1024)
    let bytes = [count * 2, count / 2 + rows * 8 * 2, count / 2 + rows * 32]
    #expect(document.points.filter { $0.batch == 1 }.map(\.weight_bytes) == bytes)
  }

  @Test func `a figure is one command`() async throws {
    let run = try await ProgramRun(
      arguments: ["bench", "--figure", "2", "--shape", "128x256", "--batches", "1,4"],
      environment: [:])
    #expect(run.end == .status(0))
    for text in ["backend ", "int4-g128@bf16 over bf16", "int8-row@int8-row, tokens/s"] {
      #expect(run.output.contains(text), "\(text)")
    }
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }

  @Test(arguments: [
    (["--recipes", "int4-g128"], "a recipe is WEIGHTS@ACTIVATIONS"),
    (["--shape", "4096"], "outputs x inputs"), (["--batches", "0"], "from 1 to 4096"),
    (["--figure", "3"], "figures 1 and 2"), (["--threads", "0"], "from 1 to"),
    (["--as", "html"], "text or json"),
    (["--shape", "64x160", "--recipes", "int4-g128@bf16"], "a multiple of 128 inputs, found 160"),
  ])
  func `what bench can't measure ends with status 2 and one line`(
    arguments: [String], part: String
  ) async throws {
    let run = try await ProgramRun(arguments: ["bench"] + arguments, environment: [:])
    #expect(run.end == .status(2) && run.output.isEmpty)
    #expect(run.errors.contains(part), "\(run.errors)")
  }
}

/// A `quantview.bench/1` document of linear layers.
private struct LinearDocument: Decodable {
  let schema: String
  let threads: Int
  let limits: Limits
  let points: [Point]

  struct Limits: Decodable {
    let read_gbps: Double
    let f32_gflops: Double
  }

  struct Point: Decodable {
    let recipe: String
    let n: Int
    let k: Int
    let batch: Int
    let cold: Bool
    let checked: Bool
    let weight_bytes: Int
    let ms_min: Double
    let ms: [Double]
    let cores_used: Double
    let gflops: Double
    let bound_ms: Double
  }
}

/// A `quantview.bench/1` document.
private struct Document: Decodable {
  let schema: String
  let threads: Int
  let backends: [Report]

  struct Report: Decodable {
    let backend: String
    let limits: Limits
    let kernels: [Kernel]
  }

  struct Limits: Decodable {
    let read_gbps: Double
    let cache_read_gbps: Double
  }

  struct Kernel: Decodable {
    let kernel: String
    let checked: Bool
    let weights: Int
    let bytes_read: Int
    let cached: Bool
    let ms_min: Double
    let ms_median: Double
    let weights_per_second: Double
    let share_of_read: Double
  }
}
