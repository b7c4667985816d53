import QuantCore
import TensorFiles
import TestSupport
import Testing

@testable import Advisor
@testable import QuantAnalysis

struct BitBudgetTests {
  /// A tensor of some elements with a signal of one for each, as a file of F16 has it.
  private static func tensor(
    _ name: String, elements: Int, formats: [(id: String, bits: Int, noise: Double)],
    mark: TensorMark = .quantized(.usual)
  ) -> RankedTensor {
    RankedTensor(
      tensor: TensorDescriptor(
        name: name, type: .f16, shape: [8, elements / 8], offset: 0, byteCount: 2 * elements),
      mark: mark, coverage: Coverage(elements: elements, of: elements), values: nil,
      formats: formats.map { format in
        FormatFigures(
          id: FormatID(name: format.id), bits: format.bits * elements, elements: elements,
          signal: Double(elements), noise: format.noise, flushedCount: 0, cosine: nil, slope: nil,
          meanError: nil, maximumError: nil, errorP99: nil, errorP999: nil, saturatedCount: 0,
          blocks: 1, clippedBlocks: 0, zeroBlocks: 0, nonfiniteBlocks: 0,
          blockSQNR: .init(p01: nil, p50: nil, p99: nil), codeEntropy: nil, tensorScale: nil)
      })
  }

  private static func random(seed: UInt64, tensors: Int) -> Ranking {
    var numbers = SplitMix64(seed: seed)
    func next(_ bound: Int) -> Int { Int(numbers.next() % UInt64(bound)) }
    let rows = (0..<tensors).map { index in
      tensor(
        "t\(index)", elements: 8 * (1 + next(6)),
        formats: ["a", "b", "c"].map { (id: $0, bits: 2 + next(8), noise: Double(next(1000)) / 16) }
      )
    }
    return Ranking(formats: ["a", "b", "c"].map { FormatID(name: $0) }, tensors: rows)
  }

  /// The least error of every choice that there is within a number of bits.
  private static func best(_ budget: BitBudget, within limit: Int) -> Double? {
    func best(_ place: Int, _ room: Int) -> Double? {
      guard place < budget.candidates.count else { return 0 }
      return budget.candidates[place].filter { $0.bits <= room }.compactMap { candidate in
        best(place + 1, room - candidate.bits).map { $0 + candidate.error }
      }.min()
    }
    return best(0, limit)
  }

  @Test(arguments: 0..<60 as Range<UInt64>, ErrorWeight.allCases)
  func `of few tensors the best choice is found, and said to be it`(
    seed: UInt64, weight: ErrorWeight
  ) throws {
    let budget = BitBudget(Self.random(seed: seed, tensors: 5), weight: weight)
    let step = max(1, (budget.mostBits - budget.leastBits) / 9)
    for limit in stride(from: budget.leastBits, through: budget.mostBits + step, by: step) {
      let allocation = try #require(budget.allocation(within: limit))
      let best = try #require(Self.best(budget, within: limit))
      #expect(allocation.bits <= limit)
      #expect(allocation.error >= best - 1e-9 && allocation.lowerBound <= best + 1e-9)
      // So few are all tried.
      #expect(abs(allocation.error - best) <= 1e-9 && allocation.gap == 0)
      #expect(allocation.bits == allocation.choices.reduce(0) { $0 + $1.bits })
    }
    #expect(budget.allocation(within: budget.leastBits - 1) == nil)
    #expect(Self.best(budget, within: budget.leastBits - 1) == nil)
  }

  @Test func `the error exceeds the least possible by less than one step of the hull`() throws {
    for seed in 100..<140 as Range<UInt64> {
      let budget = BitBudget(Self.random(seed: seed, tensors: 6), weight: .relative)
      let points = budget.curve.points
      let drops = zip(points, points.dropFirst()).map { $0.error - $1.error }
      for limit in stride(from: budget.leastBits, to: budget.mostBits, by: 7) {
        let allocation = try #require(budget.allocation(within: limit))
        #expect(allocation.error - allocation.lowerBound <= (drops.max() ?? 0) + 1e-9)
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `of many tensors the choice is near the best, and no worse than what filling finds`(
    seed: UInt64
  ) throws {
    let budget = BitBudget(Self.random(seed: seed, tensors: 300), weight: .relative)
    for share in [0.2, 0.5, 0.8] {
      let limit =
        budget.leastBits + Int(share * Double(budget.mostBits - budget.leastBits))
      let allocation = try #require(budget.allocation(within: limit))
      #expect(allocation.bits <= limit && allocation.lowerBound <= allocation.error)
      #expect(allocation.gap < 0.002)
      let sum = allocation.choices.reduce(0) { $0 + $1.error }
      #expect(abs(sum - allocation.error) <= 1e-9 * sum)
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `tensors that have to be alike are, at the least error that this allows`(
    seed: UInt64
  ) throws {
    let ranking = Self.random(seed: seed, tensors: 6)
    let budget = BitBudget(ranking, weight: .relative) {
      ["t1", "t4", "t5"].contains($0.name) ? "x" : nil
    }
    let free = BitBudget(ranking, weight: .relative)
    #expect(budget.candidates.count == 4 && budget.elements == free.elements)
    #expect(budget.leastBits >= free.leastBits)
    for limit in stride(from: budget.leastBits, through: budget.mostBits, by: 40) {
      let allocation = try #require(budget.allocation(within: limit))
      #expect(allocation.choices.map(\.tensor) == Array(0..<6))
      #expect(Set([1, 4, 5].map { allocation.choices[$0].format }).count == 1)
      #expect(allocation.bits == allocation.choices.reduce(0) { $0 + $1.bits })
      #expect(allocation.bits <= limit)
      let best = try #require(Self.best(budget, within: limit))
      #expect(abs(allocation.error - best) <= 1e-9)
      let other = try #require(free.allocation(within: limit))
      #expect(other.error <= allocation.error + 1e-9)
    }
  }

  @Test func `the curve falls, bends upwards, and each of its points is attained`() throws {
    for seed in 0..<40 as Range<UInt64> {
      let budget = BitBudget(Self.random(seed: seed, tensors: 7), weight: .sse)
      let points = budget.curve.points
      for (one, other) in zip(points, points.dropFirst()) {
        #expect(other.bits > one.bits && other.error < one.error)
      }
      let slopes = zip(points, points.dropFirst()).map {
        ($0.error - $1.error) / Double($1.bits - $0.bits)
      }
      for (one, other) in zip(slopes, slopes.dropFirst()) { #expect(other <= one * (1 + 1e-9)) }
      for point in points {
        let allocation = try #require(budget.allocation(within: point.bits))
        #expect(abs(allocation.error - point.error) <= 1e-9 && allocation.gap <= 1e-9)
      }
      #expect(points.last?.error == 0)
    }
  }

  @Test func `a tensor stays as it is stored where that costs least, and kept ones have no say`()
    throws
  {
    let ranking = Ranking(
      formats: [FormatID(name: "a")],
      tensors: [
        Self.tensor("bad", elements: 8, formats: [("a", 4, 7)]),
        Self.tensor("kept", elements: 64, formats: [("a", 4, 60)], mark: .kept(.role("norm"))),
        Self.tensor("good", elements: 80, formats: [("a", 4, 1)]),
      ])
    let budget = BitBudget(ranking, weight: .relative)
    #expect(budget.elements == 88 && budget.leastBits == 88 * 4)
    let allocation = try #require(budget.allocation(within: 80 * 4 + 8 * 16))
    #expect(allocation.choices.map(\.tensor) == [0, 2])
    #expect(allocation.choices.map(\.format) == [nil, FormatID(name: "a")])
    #expect(allocation.error == 1 && allocation.gap == 0)
  }

  @Test func `a value that overflows rules a format out, and a smaller file needs none`() throws {
    let overflowing = Ranking(
      formats: [], tensors: [Self.tensor("t", elements: 8, formats: [("a", 4, .infinity)])])
    let budget = BitBudget(overflowing, weight: .sse)
    #expect(budget.leastBits == 8 * 16 && budget.curve.points.count == 1)
    let larger = Ranking(
      formats: [], tensors: [Self.tensor("t", elements: 8, formats: [("a", 32, 0.5)])])
    #expect(BitBudget(larger, weight: .sse).leastBits == 8 * 16)
  }

  @Test func `a budget is met to three decimals`() throws {
    let tensors = [Self.tensor("t", elements: 80_000, formats: [("a", 4, 1)])]
    let budget = BitBudget(Ranking(formats: [], tensors: tensors), weight: .sse)
    #expect(budget.limit(bitsPerWeight: 4) == 320_039)
    #expect(budget.limit(bitsPerWeight: 1e300) == nil && budget.limit(bitsPerWeight: -1) == nil)
    #expect(budget.limit(bitsPerWeight: .nan) == nil)
  }

  @Test func `nothing to quantize is no trouble`() throws {
    let budget = BitBudget(Ranking(formats: [], tensors: []), weight: .relative)
    #expect(budget.curve.points.isEmpty && budget.curve.thinned(to: 8).points.isEmpty)
    let allocation = try #require(budget.allocation(within: 0))
    #expect(allocation.choices.isEmpty && allocation.bitsPerWeight == nil && allocation.gap == 0)
  }

  @Test func `a relative error knows no unit, and counts the parts of a tensor as the whole`() {
    let whole = Self.tensor("w", elements: 64, formats: [("a", 4, 8)])
    let half = Self.tensor("h", elements: 32, formats: [("a", 4, 4)])
    let id = FormatID(name: "a")
    for weight in ErrorWeight.allCases {
      #expect(weight.error(of: whole, as: id) == 2 * (weight.error(of: half, as: id) ?? 0))
      #expect(weight.error(of: whole, as: FormatID(name: "b")) == nil)
    }
    #expect(ErrorWeight.relative.error(of: whole, as: id) == 8)
  }

  @Test func `a thinner curve keeps its ends and its order`() {
    let curve = BitBudget(Self.random(seed: 3, tensors: 200), weight: .relative).curve
    let thin = curve.thinned(to: 9)
    #expect(curve.points.count > 100 && (5...9).contains(thin.points.count))
    #expect(thin.points.first == curve.points.first && thin.points.last == curve.points.last)
    #expect(zip(thin.points, thin.points.dropFirst()).allSatisfy { $0.bits < $1.bits })
  }

  @Test func `a model's size adds up, with what is kept and what can't be held`() {
    let ranking = Ranking(
      formats: [FormatID(name: "a")],
      tensors: [
        Self.tensor("q", elements: 64, formats: [("a", 4, 8)]),
        Self.tensor("refused", elements: 16, formats: []),
        Self.tensor("kept", elements: 8, formats: [("a", 4, 1)], mark: .kept(.role("head"))),
      ])
    let stored = FormatTotal(of: ranking, as: nil, weight: .sse)
    #expect(stored.bytes == 176 && stored.error == 0 && stored.bitsPerWeight == 16)
    let total = FormatTotal(of: ranking, as: FormatID(name: "a"), weight: .sse)
    #expect(total.quantizedBytes == 32 && total.keptBytes == 48 && total.refusedCount == 1)
    #expect(total.elements == 80 && total.bitsPerWeight == (256 + 256) / 80.0 && total.error == 8)
  }
}
