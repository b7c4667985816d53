public import Measurement

/// The errors that a paper publishes, and the recipes that they are compared with.
public struct PublishedAttention: Sendable {
  /// Where they are published.
  public let source: String
  /// What they were measured on.
  public let setting: String
  /// The samples that they were measured on.
  public let samples: AttentionSamples
  /// Recipes, their names there, and RMSE against F64, in the paper's order.
  public let rows: [Row]

  /// One entry.
  public struct Row: Sendable, Hashable {
    /// The recipe that computes alike.
    public let recipe: String
    /// What the paper calls it.
    public let name: String
    /// The published RMSE.
    public let rmse: Double
  }

  /// FlashAttention-3's table of numerical errors; it states neither heads nor tokens nor their dimension.
  public static let flashAttention3 = PublishedAttention(
    source: "FlashAttention-3, arXiv:2407.08608, table 3",
    setting: "Q, K, V from N(0,1) + N(0,100) Bernoulli(0.001); sizes not stated",
    samples: .outliers,
    rows: [
      Row(recipe: "fp16", name: "baseline FP16", rmse: 3.2e-4),
      Row(recipe: "fp16-flash", name: "FlashAttention-2 and -3 FP16", rmse: 1.9e-4),
      Row(recipe: "fp8", name: "baseline FP8", rmse: 2.4e-2),
      Row(recipe: "fp8-block-hadamard", name: "FlashAttention-3 FP8", rmse: 9.1e-3),
      Row(recipe: "fp8-tensor-hadamard", name: "no block quantization", rmse: 9.3e-3),
      Row(recipe: "fp8-block", name: "no incoherent processing", rmse: 2.4e-2),
    ])

  /// How entries compare with points of the same recipes.
  public struct Comparison: Sendable {
    /// The entries that there are points for, each with our RMSE over theirs.
    public let factors: [(row: Row, factor: Double)]
    /// Pairs of recipes, the larger error of the paper first, that lie the other way round here.
    public let reversals: [(larger: String, smaller: String)]
    /// Whether all entries have a point.
    public let isWhole: Bool

    /// Entries whose error is more than twice or less than half the published one.
    public var beyondTwo: [String] {
      factors.filter { !(0.5...2).contains($0.factor) }.map(\.row.recipe)
    }
    /// Whether order and size agree, in one line.
    public var verdict: String {
      let order =
        reversals.isEmpty
        ? "entries more than 10 % apart lie in the published order"
        : "not in the published order: "
          + reversals.map { "\($0.larger) is not above \($0.smaller)" }.joined(separator: ", ")
      let size =
        beyondTwo.isEmpty
        ? "all within a factor of two"
        : "beyond a factor of two: " + beyondTwo.joined(separator: ", ")
      return order + "; " + size + (isWhole ? "" : "; not all entries were measured")
    }
    /// Whether entries more than 10 % apart have the same order here, and all lie within a factor of two.
    public var agrees: Bool { isWhole && reversals.isEmpty && beyondTwo.isEmpty }
  }

  /// Compares; nil where a set is not of the samples that were published.
  public func comparison(with set: AttentionReport.Set) -> Comparison? {
    guard case .samples(samples, _) = set.source else { return nil }
    let found = rows.compactMap { row in
      set.point(row.recipe)?.accuracy.rmse.map { (row: row, rmse: $0) }
    }
    var reversals: [(larger: String, smaller: String)] = []
    for a in found {
      for b in found where a.row.rmse > 1.1 * b.row.rmse && a.rmse <= b.rmse {
        reversals.append((larger: a.row.recipe, smaller: b.row.recipe))
      }
    }
    return Comparison(
      factors: found.map { (row: $0.row, factor: $0.rmse / $0.row.rmse) }, reversals: reversals,
      isWhole: found.count == rows.count)
  }
}
