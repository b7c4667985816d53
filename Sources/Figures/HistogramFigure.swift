public import Charts
public import QuantAnalysis
public import QuantCore

/// A signed histogram over a linear axis: of values with a format's grid beneath, or of errors.
public struct HistogramFigure: Sendable, Equatable {
  /// The bars, the axes, and the grid as markers.
  public let chart: BarChart
  /// How many values lie left of the axis, to the nearest one.
  public let below: Int
  /// How many values lie right of the axis, to the nearest one.
  public let above: Int
  /// Whether both counts are exact, not estimated from bins that an end of the axis cuts.
  public let isExact: Bool

  /// Draws bins over a range.
  ///
  /// - Parameters:
  ///   - bins: The bins, ascending.
  ///   - range: The values from the left edge to the right.
  ///   - columns: How many bars.
  ///   - scale: Linear or logarithmic counts.
  ///   - markers: Values to mark on the axis.
  public init(
    _ bins: [LogHistogram.Bin], over range: ClosedRange<Double>, columns: Int,
    scale: Scale = .log10, markers: [Double] = []
  ) {
    let rebinned = Rebinned(bins, over: range, count: columns)
    chart = BarChart(
      bars: rebinned.columns,
      vertical: .counts(upTo: rebinned.columns.max() ?? 0, scale: scale),
      horizontal: Self.axis(range, columns: columns), markers: markers)
    below = Int(rebinned.below.rounded())
    above = Int(rebinned.above.rounded())
    isExact = !bins.contains { bin in
      bin.low < range.lowerBound && range.lowerBound < bin.high
        || bin.low < range.upperBound && range.upperBound < bin.high
    }
  }
}

extension HistogramFigure {
  /// An axis with ticks enough to tell its scale: zero alone would not.
  private static func axis(_ range: ClosedRange<Double>, columns: Int) -> Axis {
    let axis = Axis(range, tickCount: columns >= 60 ? 5 : 3)
    return axis.ticks.count < 2 && columns >= 24 ? Axis(range, tickCount: 5) : axis
  }
}

extension ValueReport {
  /// A symmetric range that holds all finite values, to the edges of their histogram's bins.
  public var wholeRange: ClosedRange<Double> {
    let half = max(-(histogram.first?.low ?? 0), histogram.last?.high ?? 0)
    return half > 0 && half.isFinite ? -half...half : -1...1
  }

  /// A symmetric range that shows the body of the values: six standard deviations, to the next edge of
  /// the histogram's bins, so that what lies beyond is known exactly.
  public var bodyRange: ClosedRange<Double> {
    let whole = wholeRange
    let body = abs(mean ?? 0) + 6 * (standardDeviation ?? 0)
    guard body > 0, body < whole.upperBound else { return whole }
    // Sign, exponent and the top four mantissa bits make up the upper sixteen.
    let edge = Double(bitPattern: ((body.bitPattern >> 48) + 1) << 48)
    return edge < whole.upperBound ? -edge...edge : whole
  }
}

extension FormatReport {
  /// The values that a block with the median scale can hold, ascending.
  ///
  /// Empty without blocks, and where each block has a zero point or a codebook of its own.
  ///
  /// - Parameter element: The grid of the format's elements.
  /// - Returns: The grid's values times the median scale.
  public func medianGrid(_ element: ElementGrid) -> [Double] {
    guard !element.isUnsigned else { return [] }
    let scale =
      scales.type == .none
      ? tensorScale.map { Double($0) }
      : scales.median.map {
        Double($0) * Double(tensorScale ?? 1)
      }
    return scale.map { Self.grid(element, times: $0) } ?? []
  }

  /// The values that a block can hold, ascending; empty where each block has a zero point or a codebook of its own.
  ///
  /// - Parameters:
  ///   - element: The grid of the format's elements.
  ///   - scale: What decoding multiplies the block's elements by.
  /// - Returns: The grid's values times the scale.
  public static func grid(_ element: ElementGrid, times scale: Double) -> [Double] {
    guard !element.isUnsigned else { return [] }
    return Set(element.values.map { Double($0) * scale }.filter(\.isFinite)).sorted()
  }

  /// How often each magnitude of the grid was used, as shares of all codes, ascending by magnitude.
  ///
  /// - Parameter element: The grid of the format's elements.
  /// - Returns: Each magnitude with its share; empty where no code was used.
  public func magnitudeUse(_ element: ElementGrid) -> [(magnitude: Float, share: Double)] {
    let total = Double(codeCounts.reduce(0, +))
    guard total > 0, codeCounts.count == element.values.count else { return [] }
    var use: [Float: UInt64] = [:]
    for (value, count) in zip(element.values, codeCounts) where value.isFinite {
      use[value.magnitude, default: 0] += count
    }
    return use.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value) / total) }
  }
}

extension TensorReport {
  /// A symmetric range of errors that suits all formats: the largest 99.9th percentile, a little widened.
  ///
  /// - Parameter formats: The formats that share the range.
  /// - Returns: The range; -1…1 where there is no error.
  public func errorRange(_ formats: [FormatID]) -> ClosedRange<Double> {
    Self.errorRange(formats, of: [self])
  }

  /// A symmetric range of errors that suits several tensors; those without errors have no say in it.
  ///
  /// - Parameters:
  ///   - formats: The formats that share the range.
  ///   - reports: The tensors' reports.
  /// - Returns: The range; -1…1 where there is no error.
  public static func errorRange(
    _ formats: [FormatID], of reports: [TensorReport]
  ) -> ClosedRange<Double> {
    let errors = reports.flatMap { report in formats.compactMap { report.format($0)?.errorP999 } }
    let half = (errors.max() ?? 0) * 1.1
    return half > 0 && half.isFinite ? -half...half : -1...1
  }
}

extension FormatReport {
  /// The distribution of the errors on one row, by logarithm of the count.
  ///
  /// - Parameters:
  ///   - range: The errors from the left edge to the right.
  ///   - columns: How many columns.
  /// - Returns: One density for each column.
  public func errorStrip(over range: ClosedRange<Double>, columns: Int) -> DensityStrip {
    let rebinned = Rebinned(errorHistogram, over: range, count: columns)
    return DensityStrip(counts: rebinned.columns.map { Int($0.rounded(.up)) }, scale: .log10)
  }
}
