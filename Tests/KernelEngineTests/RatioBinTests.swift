@testable import KernelEngine
import QuantCore
import TestSupport
import Testing

/// Bins are guessed from logarithms where that is safe; these ratios lie where it is not.
struct RatioBinTests {
  private static let ratios: [Double] = {
    var random = SplitMix64(seed: 11)
    let near = DecibelHistogram.edges.flatMap { [$0.nextDown, $0, $0.nextUp] }
    let between = (0..<3000).map { _ in
      Double(sign: .plus, exponent: Int(random.next() % 40) - 6, significand: 1 + random.uniform())
    }
    // Around an edge the guess may err by some millionths of a bin.
    let close = DecibelHistogram.edges.prefix(2000).flatMap { edge in
      [1e-4, 3e-5, 1e-5, 1e-6, 1e-7].flatMap { [edge * (1 + $0), edge * (1 - $0)] }
    }
    return near + between + close + [
      1e-300, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
  }()

  @Test func `each ratio counts in the bin that the edges say`() throws {
    var random = SplitMix64(seed: 12)
    let ratios = Self.ratios.shuffled(using: &random)
    let format = try FormatRegistry.format(named: "mxfp4")
    for backend in Backend.supported {
      let engine = try #require(KernelEngine(backend))
      // Batches of every length from 1 to 70.
      var start = 0
      while start < ratios.count {
        let end = min(start + 1 + start % 70, ratios.count)
        let part = ratios[start..<end]
        var expected = FormatStatistics(format: format)
        for ratio in part {
          expected.blocks.add(
            BlockStatistics.Energy(signal: ratio, noise: 1),
            scale: BlockScale(code: 127, value: 1, multiplier: 1), saturated: 0)
        }
        var found = FormatStatistics(format: format)
        engine.add(ratios: Array(part), scaleCode: 127, to: &found)
        #expect(found.blocks == expected.blocks, "\(backend)")
        start = end
      }
    }
  }
}

extension KernelEngine {
  /// Adds blocks with these energies, unit errors and one scale.
  fileprivate func add(
    ratios: [Double], scaleCode: UInt32, to statistics: inout FormatStatistics
  ) {
    with { workspace in
      workspace.reserve(rows: 1, pieces: ratios.count)
      let tally = workspace.tally(0)
      let blocks = unsafe workspace.blocks
      for (index, ratio) in ratios.enumerated() {
        unsafe workspace.blockSignal.base[index] = ratio
        unsafe workspace.blockNoise.base[index] = 1
        unsafe blocks.scaleCodes[index] = scaleCode
        unsafe blocks.saturated[index] = 0
      }
      tally.begin(with: statistics.blocks)
      unsafe tally.add(
        signal: workspace.blockSignal.base, noise: workspace.blockNoise.base, blocks: blocks,
        count: ratios.count, scaleType: .e8m0, table: kernels.table)
      tally.end(into: &statistics, lists: workspace.lists, table: kernels.table)
    }
  }
}
