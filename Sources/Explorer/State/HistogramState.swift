internal import Figures
internal import QuantAnalysis

/// How the histogram is looked at.
public struct HistogramState: Sendable, Equatable {
  /// Whether counts are on a logarithmic axis.
  var isLog = true
  /// How many times the range was halved; negative where it was doubled.
  var zoom = 0
  /// The value in the middle of the range.
  var centre = 0.0

  /// Beyond this a column would be narrower than the histogram's bins everywhere.
  private static let deepest = 24

  init() {}

  /// The view of another tensor: the axis stays, the range does not.
  init(keepingScaleOf other: HistogramState) {
    isLog = other.isLog
  }

  /// The values from the left edge of the plot to the right.
  func range(of values: ValueReport) -> ClosedRange<Double> {
    let whole = values.wholeRange.upperBound
    let half = halfWidth(of: values)
    let room = max(0, whole - half)
    let middle = min(max(centre, -room), room)
    return middle - half...middle + half
  }

  private func halfWidth(of values: ValueReport) -> Double {
    var half = values.bodyRange.upperBound
    let whole = values.wholeRange.upperBound
    for _ in 0..<max(0, zoom) where half > 0x1p-900 { half /= 2 }
    for _ in 0..<max(0, -zoom) where half < whole { half *= 2 }
    return min(half, whole)
  }

  /// Whether the range holds every value.
  func showsAll(of values: ValueReport) -> Bool {
    halfWidth(of: values) >= values.wholeRange.upperBound
  }

  /// Whether the range can't be halved any more.
  var isDeepest: Bool { zoom >= Self.deepest }

  mutating func zoomIn() { zoom = min(zoom + 1, Self.deepest) }

  mutating func zoomOut(of values: ValueReport) {
    if !showsAll(of: values) { zoom -= 1 }
    settle(in: values)
  }

  /// Shifts the range by a share of its width.
  mutating func pan(_ share: Double, in values: ValueReport) {
    settle(in: values)
    centre += 2 * share * halfWidth(of: values)
    settle(in: values)
  }

  mutating func look(at value: Double, in values: ValueReport) {
    centre = value
    settle(in: values)
  }

  /// Brings the centre back where the range ends at the outermost value.
  private mutating func settle(in values: ValueReport) {
    let range = range(of: values)
    centre = range.lowerBound / 2 + range.upperBound / 2
  }
}
