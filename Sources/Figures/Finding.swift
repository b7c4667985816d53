internal import QuantAnalysis
internal import QuantCore

/// Something about a tensor that a reader of its figures should know, in words.
public struct Finding: Sendable, Hashable {
  /// How much it matters.
  public enum Weight: Sendable, Hashable, Comparable {
    /// It puts a figure into perspective.
    case note
    /// It makes a format doubtful for this tensor.
    case warning
  }

  /// How much it matters.
  public let weight: Weight
  /// One sentence with the reason and the place.
  public let text: String

  /// Creates a finding.
  public init(_ weight: Weight, _ text: String) {
    self.weight = weight
    self.text = text
  }
}
