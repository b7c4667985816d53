import QuantCore
import TestSupport
import Testing

@testable import Figures

@Suite struct RebinningTests {
  private func bins(_ values: [Double]) -> [LogHistogram.Bin] {
    var histogram = LogHistogram()
    for value in values { histogram.add(value) }
    return histogram.bins
  }

  private func total(_ rebinned: Rebinned) -> Double {
    rebinned.columns.reduce(rebinned.below + rebinned.above, +)
  }

  @Test(arguments: 0..<200)
  func `no value is lost or counted twice`(_ seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    let scale = Double(sign: .plus, exponent: Int(generator.next() % 240) - 130, significand: 1)
    let count = Int(generator.next() % 400)
    let values = (0..<count).map { _ in
      generator.next() % 10 == 0 ? 0 : generator.normal() * scale
    }
    let low = generator.normal() * scale * 2
    let range = low...low + generator.uniform() * scale * 4 + scale * 0x1p-20
    let columns = 1 + Int(generator.next() % 300)
    let rebinned = Rebinned(bins(values), over: range, count: columns)
    #expect(rebinned.columns.count == columns)
    #expect(rebinned.columns.allSatisfy { $0 >= 0 } && rebinned.below >= 0 && rebinned.above >= 0)
    #expect(abs(total(rebinned) - Double(count)) <= 1e-6 * Double(max(1, count)))
  }

  @Test func `a bin is spread evenly over its width`() {
    let bin = LogHistogram.Bin(low: 1, high: 3, count: 8)
    let rebinned = Rebinned([bin], over: 0...2.5, count: 5)
    #expect(rebinned.columns == [0, 0, 2, 2, 2])
    #expect(rebinned.below == 0 && rebinned.above == 2)
    let mirrored = Rebinned(
      [LogHistogram.Bin(low: -3, high: -1, count: 8)], over: -2.5...0, count: 5)
    #expect(mirrored.columns == [2, 2, 2, 0, 0])
    #expect(mirrored.below == 2 && mirrored.above == 0)
  }

  @Test func `zeros go to the column that holds zero, or beyond the ends`() {
    let zeros = [LogHistogram.Bin(low: 0, high: 0, count: 5)]
    #expect(Rebinned(zeros, over: -1...1, count: 3).columns == [0, 5, 0])
    #expect(Rebinned(zeros, over: 0...1, count: 2).columns == [5, 0])
    #expect(Rebinned(zeros, over: -1...0, count: 2).columns == [0, 5])
    #expect(Rebinned(zeros, over: 1...2, count: 2).below == 5)
    #expect(Rebinned(zeros, over: -2 ... -1, count: 2).above == 5)
  }

  @Test func `bins at the edges fall inside`() {
    let low = LogHistogram.Bin(low: -1, high: -0.5, count: 3)
    let high = LogHistogram.Bin(low: 0.5, high: 1, count: 4)
    let rebinned = Rebinned([low, high], over: -1...1, count: 4)
    #expect(rebinned.columns == [3, 0, 0, 4])
    #expect(rebinned.below == 0 && rebinned.above == 0)
  }

  @Test func `nothing stays nothing`() {
    let rebinned = Rebinned([], over: -1...1, count: 3)
    #expect(rebinned.columns == [0, 0, 0] && total(rebinned) == 0)
    #expect(Rebinned([], over: -1...1, count: 0).columns == [0])
  }

  @Test(arguments: [0x1p-149, 0x1p-20, 1, 0x1p20, 0x1p128])
  func `tiny and huge ranges take any bins`(_ half: Double) {
    let values = [-0x1p128, -1, -0x1p-149, 0, 0x1p-149, 0x1p-60, 1, 0x1p100, 0x1.8p128]
    let rebinned = Rebinned(bins(values), over: -half...half, count: 64)
    #expect(rebinned.columns.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(abs(total(rebinned) - Double(values.count)) < 1e-6)
  }
}
