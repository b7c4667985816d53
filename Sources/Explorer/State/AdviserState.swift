internal import Advisor

/// For which part and batch advice is shown.
public struct AdviserState: Sendable, Equatable {
  /// The part; an index into the table.
  var part = AdviserState.usualPart
  /// Rows of activations as a power of two.
  var exponent = 0
  /// Whether all is said in words, without the table.
  var showsWords = false
  /// The recipe that stands out.
  var selected = 0

  static let parts = PartTable.builtIn.parts
  /// The largest power: 4096 rows.
  static let largestExponent = 12
  private static let usualPart = parts.firstIndex { $0.name == "H200" } ?? 0

  init() {}

  /// Rows of activations.
  var batch: Int { 1 << exponent }
}
