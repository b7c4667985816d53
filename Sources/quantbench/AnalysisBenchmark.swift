import Foundation
import QuantAnalysis
import QuantCore
import Synchronization
import TensorFiles
import TestSupport

/// The three default formats over a 4096×4096 BF16 tensor, with every statistic and histogram.
enum AnalysisBenchmark {
  private static let side = 4096
  private static let runs = 7

  static func run() throws {
    try withTemporaryDirectory { directory in
      let path = try directory.write(bytes(), to: "normal.bin")
      try directory.write(#"{"dtype":"BF16","shape":[4096,4096]}"#, to: "normal.bin.json")
      let source = try TensorFile.open(path, as: RawLayout())
      guard let tensor = source.tensors.first else { return }
      print("values and \(names), \(side)x\(side) BF16 from the page cache")
      for threads in [1, 2] where threads <= Machine.cores {
        var samples = Samples()
        // The first run brings the pages in.
        for run in 0...runs {
          let duration = measure(source, tensor, threads: threads)
          if run > 0 { samples.add(duration) }
        }
        let rate = Double(side * side) / (samples.median / .seconds(1)) / 1e6
        print(
          "  \(threads) thread\(threads == 1 ? " " : "s")  \(samples.text)"
            + "  \(Int(rate)) M weights/s")
      }
      print("  a plain read of the same values")
      print("  1 thread   \(read(source, tensor).text)")
    }
  }

  private static var names: String {
    FormatRegistry.defaults.map(\.description).joined(separator: ", ")
  }

  private static func measure(
    _ source: any TensorSource, _ tensor: TensorDescriptor, threads: Int
  ) -> Duration {
    let formats = FormatRegistry.defaults.compactMap { try? FormatRegistry.format($0) }
    let analyzer = Analyzer(source: source, threads: threads)
    let done = DispatchSemaphore(value: 0)
    let start = ContinuousClock.now
    Task {
      _ = try await analyzer.report(for: AnalysisRequest(tensor: tensor, formats: formats))
      done.signal()
    }
    done.wait()
    return ContinuousClock.now - start
  }

  /// Reads and decodes the tensor in bands, nothing else.
  private static func read(_ source: any TensorSource, _ tensor: TensorDescriptor) -> Samples {
    var samples = Samples()
    var band = [Float](repeating: 0, count: 32 * side)
    for _ in 0..<runs {
      let start = ContinuousClock.now
      for row in stride(from: 0, to: side, by: 32) {
        var span = band.mutableSpan
        let region = TensorRegion(rows: row..<row + 32, columns: 0..<side)
        source.read(region, of: tensor, into: &span)
      }
      samples.add(ContinuousClock.now - start)
    }
    return samples
  }

  /// Near-normal values, sigma about 0.02: sums of four uniforms.
  private static func bytes() -> [UInt8] {
    var generator = SplitMix64(seed: 1)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * side * side)
    for _ in 0..<side * side {
      let bits = generator.next()
      var sum = 0.0
      for part: UInt64 in 0..<4 {
        sum += Double((bits >> (part * 16)) & 0xffff) / 65536
      }
      let code = BFloat16.encode(Float((sum - 2) * 0.0346))
      bytes.append(UInt8(truncatingIfNeeded: code))
      bytes.append(UInt8(truncatingIfNeeded: code >> 8))
    }
    return bytes
  }
}
