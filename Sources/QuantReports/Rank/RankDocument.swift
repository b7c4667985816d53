public import Advisor
internal import Figures
public import QuantAnalysis
public import QuantCore
public import TensorFiles

/// Everything that `rank` says: the tensors, what the model comes to, and what each tensor should become.
///
/// Renderers turn it into text and look at nothing else.
public struct RankDocument: Sendable {
  /// What made it.
  public let tool: ToolFacts
  /// What was read.
  public let source: SourceDescription
  /// The tensors with their figures and marks.
  public let ranking: Ranking
  /// The formats that were asked for.
  public let formats: [any QuantizationFormat]
  /// What the tensors are ranked by.
  public let metric: RankMetric
  /// The tensors' indices, the worst first.
  public let order: [Int]
  /// What the model comes to as it is stored, then in each format.
  public let totals: [FormatTotal]
  /// How errors are weighed.
  public let weight: ErrorWeight
  /// The memory that the model is to fit in; nil where none was given.
  public let fit: ByteSize?
  /// The bits a weight that were allowed; nil where none were given.
  public let budget: Double?
  /// What each tensor should become; nil where nothing was asked for, or nothing is small enough.
  public let allocation: Allocation?
  /// The fewest bits that the tensors to be quantized can take.
  public let leastBits: Int
  /// The least error for each number of bits.
  public let curve: ErrorCurve
  /// About how many bytes of each tensor were read for a first look; nil for all.
  public let sampleBytes: Int?

  /// How many points of the curve are shown, at most.
  private static let curvePoints = 256

  /// What limits the choice of formats.
  public enum Limit: Sendable {
    /// Bits a weight over the tensors to be quantized.
    case bitsPerWeight(Double)
    /// Bytes of all tensors.
    case memory(ByteSize)
  }

  /// Judges a ranking.
  ///
  /// - Parameters:
  ///   - tool: What makes the document.
  ///   - source: What was read.
  ///   - ranking: The tensors.
  ///   - formats: The formats that were asked for.
  ///   - metric: What to rank by.
  ///   - weight: How errors are weighed.
  ///   - limit: What limits the choice of formats; nil where none is asked for.
  ///   - sampleBytes: How much of each tensor was read.
  ///   - bond: What tensors that have to be alike have in common; nil for one that stands alone.
  public init(
    tool: ToolFacts, source: SourceDescription, ranking: Ranking,
    formats: [any QuantizationFormat], metric: RankMetric, weight: ErrorWeight, limit: Limit?,
    sampleBytes: Int?, bond: (TensorDescriptor) -> String? = { _ in nil }
  ) {
    self.tool = tool
    self.source = source
    self.ranking = ranking
    self.formats = formats
    self.metric = metric
    self.weight = weight
    self.sampleBytes = sampleBytes
    order = metric.ranked(ranking.tensors)
    let ids: [FormatID?] = [nil] + formats.map { $0.id }
    totals = ids.map { FormatTotal(of: ranking, as: $0, weight: weight) }
    let choice = BitBudget(ranking, weight: weight, bond: bond)
    curve = choice.curve.thinned(to: Self.curvePoints)
    leastBits = choice.leastBits
    switch limit {
    case .bitsPerWeight(let bits):
      budget = bits
      fit = nil
      allocation = choice.limit(bitsPerWeight: bits).flatMap { choice.allocation(within: $0) }
    case .memory(let size):
      budget = nil
      fit = size
      let rest = size.count - ranking.keptBytes
      allocation = rest < 0 ? nil : choice.allocation(within: 8 * min(rest, 1 << 58))
    case nil:
      budget = nil
      fit = nil
      allocation = nil
    }
  }

  /// Another choice within the same limit: with those formats alone for each tensor that something holds, and one
  /// format for tensors that have to be alike.
  ///
  /// - Parameters:
  ///   - isHeld: Whether a tensor is held in a format; tensors that are held in none are kept.
  ///   - bond: What tensors that have to be alike have in common; nil for one that stands alone.
  /// - Returns: The document with that choice.
  public func choosing(
    among isHeld: (TensorDescriptor, FormatID) -> Bool, bond: (TensorDescriptor) -> String?
  ) -> RankDocument {
    let tensors = ranking.tensors.map { row in row.holding { isHeld(row.tensor, $0) } }
    return RankDocument(
      tool: tool, source: source, ranking: Ranking(formats: ranking.formats, tensors: tensors),
      formats: formats, metric: metric, weight: weight,
      limit: fit.map { .memory($0) } ?? budget.map { .bitsPerWeight($0) },
      sampleBytes: sampleBytes, bond: bond)
  }

  /// What was read, where it was not all; nil where it was.
  public var sampleSentence: String? { RankWords.sample(in: self) }

  /// The bytes of all tensors under the allocation.
  public var allocatedBytes: Int? { allocation.map { $0.bits / 8 + ranking.keptBytes } }

  /// Why there is no allocation although one was asked for; nil where there is one, or none was asked for.
  public var shortage: String? {
    guard allocation == nil, budget != nil || fit != nil else { return nil }
    let elements = ranking.quantizedElements
    guard elements > 0 else { return "no tensor is to be quantized" }
    if budget != nil {
      let least = FigureText.fixed(Double(leastBits) / Double(elements) + 0.0005, decimals: 3)
      return "these formats take \(least) bits a weight at least"
    }
    let least = leastBits / 8 + ranking.keptBytes
    return "these formats take \(FigureText.bytes(least)) at least, kept tensors included"
  }

  /// What becomes of a tensor under the allocation; nil without one, and for tensors that have no say in it.
  func pick(of tensor: Int) -> Allocation.Choice? {
    guard let choices = allocation?.choices else { return nil }
    var (low, high) = (0, choices.count)
    while low < high {
      let middle = (low + high) / 2
      if choices[middle].tensor < tensor { low = middle + 1 } else { high = middle }
    }
    return low < choices.count && choices[low].tensor == tensor ? choices[low] : nil
  }
}
