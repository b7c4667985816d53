public import QuantCore

/// How a weight that is quantized already differs from what it was made from.
public struct OriginalComparison: Sendable, Hashable {
  /// The original's name.
  public let original: String
  /// What became of the values; those that are NaN or infinite in the original are left out.
  public let errors: ErrorStatistics
  /// How many were left out.
  public let nonfinite: Int
  /// How many values decode to NaN where the original has a number.
  public let lost: Int
  /// How the original's values lie.
  public let arrangement: OriginalArrangement

  /// Creates a comparison.
  public init(
    original: String, errors: ErrorStatistics, nonfinite: Int, lost: Int = 0,
    arrangement: OriginalArrangement = .same
  ) {
    self.original = original
    self.errors = errors
    self.nonfinite = nonfinite
    self.lost = lost
    self.arrangement = arrangement
  }

  /// Whether the original's matrices lie the other way round, as transformers keeps gpt-oss's experts.
  public var isTransposed: Bool { arrangement == .transposed }
}
