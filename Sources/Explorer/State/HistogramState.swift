/// How the histogram is looked at.
public struct HistogramState: Sendable, Equatable {
  /// Whether counts are on a logarithmic axis.
  var isLog = true
  /// How many times the range was halved.
  var zoom = 0
  /// The middle of the range as a share of the widest half range, -1…1.
  var centre = 0.0

  init() {}

  /// The view of another tensor: the axis stays, the range does not.
  init(keepingScaleOf other: HistogramState) {
    isLog = other.isLog
  }
}
