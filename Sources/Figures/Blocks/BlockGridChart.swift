public import Charts
public import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The elements of a window as bars in units of their scales, against the values that codes stand for.
public struct BlockGridChart: Sendable, Equatable {
  /// The bars: magnitudes over the scale, or codes over the range of the grid where a block chooses its zero.
  public let chart: BarChart
  /// What the bars are, in words.
  public let caption: String

  /// Draws a format's elements; nil where the format shows none, or its codes stand for vectors.
  ///
  /// - Parameters:
  ///   - format: The format's view.
  ///   - columns: The columns of the elements.
  ///   - cursor: The column that is marked; nil for none.
  ///   - ticks: The most values of the grid that are labelled.
  public init?(
    _ format: Inspection.Format, columns: Range<Int>, cursor: Int? = nil, ticks: Int = 8
  ) {
    let grid = format.element
    guard grid.vectorLength == 1, !grid.values.isEmpty, !format.elements.isEmpty else { return nil }
    let isUnsigned = grid.isUnsigned
    let bars = zip(columns, format.elements).map { column, element -> Double in
      guard let scale = format.block(of: column)?.scale, scale.multiplier != 0 else { return 0 }
      let units = Double(element.value) / Double(scale.multiplier)
      return isUnsigned ? units + Double(scale.offset) : units.magnitude
    }
    let levels = Set(grid.values.filter(\.isFinite).map { Double($0.magnitude) }).sorted()
    guard let largest = levels.last, largest > 0 else { return nil }
    let top = max(largest, bars.filter(\.isFinite).max() ?? 0)
    let axis = Axis(0...top, ticks: Self.ticks(levels, most: max(2, ticks)))
    let first = Double(columns.lowerBound)
    chart = BarChart(
      bars: bars, vertical: axis,
      horizontal: Axis(
        first...Double(max(columns.upperBound, columns.lowerBound + 1)),
        ticks: [Axis.Tick(value: first, label: "\(columns.lowerBound)")]
          + (columns.count > 1
            ? [Axis.Tick(value: Double(columns.upperBound - 1), label: "\(columns.upperBound - 1)")]
            : [])),
      markers: cursor.map { [Double($0) + 0.5] } ?? [])
    caption =
      isUnsigned
      ? "\(format.id): x/scale + zero against codes 0 to \(shortNumber(largest))"
      : "\(format.id): |x|/scale against the \(grid.name) grid"
  }

  /// The grid's values where they are few, else some of them, the largest always.
  private static func ticks(_ levels: [Double], most: Int) -> [Axis.Tick] {
    let step = max(1, (levels.count + most - 1) / most)
    let chosen = levels.indices.filter { (levels.count - 1 - $0) % step == 0 }
    return chosen.map { Axis.Tick(value: levels[$0]) }
  }
}
