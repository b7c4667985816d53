internal import Figures
internal import QuantAnalysis

/// How the histogram is looked at.
public struct HistogramState: Sendable, Equatable {
  /// What is drawn large where not everything fits.
  enum Part: String, Sendable, CaseIterable {
    case everything, values, errors
    case gridUse = "grid use"
  }

  /// How values and counts are laid out.
  var axes = ValuePlot.Axes.logCounts
  /// What is drawn large where not everything fits.
  var part = Part.everything
  /// Whether the grid is that of the heat map's block, not that of the median one.
  var showsBlock = false
  /// The coordinate that is pointed at; nil for the middle of the view.
  private(set) var cursor: Double?
  /// The view over values, and that over the logarithms of magnitudes.
  private var signed = HistogramWindow()
  private var magnitudes = HistogramWindow()
  /// The view of another tensor that this one is compared with.
  var sharedView: ClosedRange<Double>?

  init() {}

  /// The view of another tensor: the axes stay, the range does not.
  init(keepingScaleOf other: HistogramState) {
    axes = other.axes
    part = other.part
    showsBlock = other.showsBlock
  }

  private var window: HistogramWindow {
    get { axes == .magnitudes ? magnitudes : signed }
    set {
      if axes == .magnitudes { magnitudes = newValue } else { signed = newValue }
    }
  }

  /// How many times the range was halved; negative where it was doubled.
  var zoom: Int { window.zoom }

  /// The coordinates from the left edge of the plot to the right: values, or log2 |value|.
  func range(of values: ValueReport) -> ClosedRange<Double> {
    sharedView ?? window.range(in: ValuePlot.bounds(of: values, on: axes))
  }

  /// Whether the range holds every value.
  func showsAll(of values: ValueReport) -> Bool {
    let whole = ValuePlot.bounds(of: values, on: axes).whole
    let range = range(of: values)
    return range.lowerBound <= whole.lowerBound && range.upperBound >= whole.upperBound
  }

  /// Whether the range can't be halved any more.
  var isDeepest: Bool {
    // Beyond this a column would be narrower than the histogram's bins everywhere.
    zoom >= (axes == .magnitudes ? 10 : 24)
  }

  /// The coordinate that is pointed at.
  func cursor(in values: ValueReport) -> Double {
    let range = range(of: values)
    let middle = range.lowerBound / 2 + range.upperBound / 2
    return min(max(cursor ?? middle, range.lowerBound), range.upperBound)
  }

  /// Shows the next axes; the cursor stays on its value.
  mutating func changeAxes(in values: ValueReport?) {
    let all = ValuePlot.Axes.allCases
    let next = all[((all.firstIndex(of: axes) ?? 0) + 1) % all.count]
    let value = cursor.map { ValuePlot.value($0, on: axes) }
    axes = next
    cursor = value.map { ValuePlot.coordinate($0, on: next) }
    if cursor?.isFinite != true { cursor = nil }
  }

  mutating func zoomIn(on values: ValueReport) {
    if cursor != nil { window.centre = cursor(in: values) }
    window.zoom += isDeepest ? 0 : 1
    settle(in: values)
  }

  mutating func zoomOut(of values: ValueReport) {
    if !showsAll(of: values) { window.zoom -= 1 }
    settle(in: values)
  }

  /// Shifts the range by a share of its width, the cursor with it.
  mutating func pan(_ share: Double, in values: ValueReport) {
    let range = range(of: values)
    let distance = share * (range.upperBound - range.lowerBound)
    settle(in: values)
    window.centre = (window.centre ?? 0) + distance
    settle(in: values)
    let moved = self.range(of: values).lowerBound - range.lowerBound
    cursor = cursor.map { $0 + moved }
  }

  /// Moves the cursor by some columns of the plot; at an end of it the range shifts.
  mutating func step(_ columns: Int, of count: Int, in values: ValueReport) {
    let before = range(of: values)
    let width = (before.upperBound - before.lowerBound) / Double(max(1, count))
    let next = cursor(in: values) + Double(columns) * width
    if !before.contains(next) { pan(columns < 0 ? -0.125 : 0.125, in: values) }
    let after = range(of: values)
    // The middle of a column, so that rounding can't leave it.
    let index = ((next - after.lowerBound) / width).rounded(.down) + 0.5
    cursor = min(max(after.lowerBound + index * width, after.lowerBound), after.upperBound)
  }

  /// Brings a coordinate into the middle of the range and points at it.
  mutating func look(at coordinate: Double, in values: ValueReport) {
    window.centre = coordinate
    settle(in: values)
    let range = range(of: values)
    cursor = min(max(coordinate, range.lowerBound), range.upperBound)
  }

  /// Points at a coordinate in sight.
  mutating func point(at coordinate: Double) { cursor = coordinate }

  /// Goes back to the middle of the values.
  mutating func centre(in values: ValueReport) {
    window.centre = nil
    cursor = nil
  }

  /// Brings the centre back where the range ends at the outermost value.
  private mutating func settle(in values: ValueReport) {
    let range = range(of: values)
    window.centre = range.lowerBound / 2 + range.upperBound / 2
  }
}

/// A part of an axis: how often the body of the values was halved, and where its middle is.
struct HistogramWindow: Sendable, Equatable {
  /// How many times the range was halved; negative where it was doubled.
  var zoom = 0
  /// The coordinate in the middle; nil for that of the body.
  var centre: Double?

  /// The coordinates on show, within those of all values.
  func range(
    in bounds: (body: ClosedRange<Double>, whole: ClosedRange<Double>)
  ) -> ClosedRange<Double> {
    let (body, whole) = bounds
    let most = (whole.upperBound - whole.lowerBound) / 2
    var half = min((body.upperBound - body.lowerBound) / 2, most)
    for _ in 0..<max(0, zoom) where half > 0x1p-900 { half /= 2 }
    for _ in 0..<max(0, -zoom) where half < most { half *= 2 }
    half = min(half, most)
    guard half > 0 else { return whole.lowerBound - 1...whole.upperBound + 1 }
    let middle = centre ?? body.lowerBound / 2 + body.upperBound / 2
    let low = whole.lowerBound + half
    let settled = min(max(middle, low), max(low, whole.upperBound - half))
    return settled - half...settled + half
  }
}
