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

  @Test func `bench that is told nothing ends with status 2`() async throws {
    let run = try await ProgramRun(arguments: ["bench"], environment: [:])
    #expect(run.end == .status(2) && run.output.isEmpty)
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
