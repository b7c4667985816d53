public import Measurement

/// What the screen of attention shows.
public struct AttentionState: Sendable, Equatable {
  /// What was measured so far.
  var report: AttentionReport?
  /// The work that measures; nil where none does.
  var running: WorkID?
  /// Points that there will be.
  var expected = 0
  /// Why nothing was measured.
  var failure: String?
  /// The selected recipe.
  var selected = 0
  /// The set of Q, K and V on show.
  var set = 0

  /// The set on show, as far as it is measured.
  var shown: AttentionReport.Set? {
    guard let sets = report?.sets, !sets.isEmpty else { return nil }
    return sets[min(set, sets.count - 1)]
  }
}

/// What measuring attention found.
public enum AttentionEvent: Sendable {
  /// Some points of so many.
  case partial(AttentionReport, of: Int)
  /// All of them.
  case finished(AttentionReport)
  /// Nothing, for the reason given.
  case failed(String)
}
