/// Points over two axes, joined to lines, each series with a mark of its own.
public struct LineChart: Sendable, Equatable {
  /// One place of a series, with how far it may be off.
  public struct Point: Sendable, Hashable {
    /// The value on the horizontal axis.
    public var x: Double
    /// The value on the vertical axis.
    public var y: Double
    /// The values between which most samples lay; nil where there was one alone.
    public var spread: ClosedRange<Double>?

    /// Makes a point.
    ///
    /// - Parameters:
    ///   - x: the value on the horizontal axis.
    ///   - y: the value on the vertical axis.
    ///   - spread: the values between which most samples lay.
    public init(x: Double, y: Double, spread: ClosedRange<Double>? = nil) {
      self.x = x
      self.y = y
      self.spread = spread
    }
  }

  /// Points that belong together.
  public struct Series: Sendable, Hashable {
    /// The character that marks its points, and that the legend has before its name.
    public var mark: Character
    /// The points, ascending in x.
    public var points: [Point]
    /// Which of the styles for things side by side it has.
    public var style: Int
    /// Whether its line stands out and its marks cover those of others.
    public var isSelected: Bool

    /// Makes a series.
    ///
    /// - Parameters:
    ///   - mark: the character that marks its points.
    ///   - points: the points, ascending in x.
    ///   - style: which of the styles for things side by side it has.
    ///   - isSelected: whether it stands out.
    public init(mark: Character, points: [Point], style: Int, isSelected: Bool = false) {
      self.mark = mark
      self.points = points
      self.style = style
      self.isSelected = isSelected
    }
  }

  /// Values that nothing can have: those beyond a line, in one of two textures.
  public struct Limit: Sendable, Hashable {
    /// Two textures that stand side by side.
    public enum Texture: Sendable, Hashable {
      case light, dark
    }

    /// The line, ascending in x.
    public var points: [Point]
    /// Whether what lies above it is impossible; else what lies below it.
    public var isCeiling: Bool
    /// How the impossible side is shaded.
    public var texture: Texture

    /// Makes a limit.
    ///
    /// - Parameters:
    ///   - points: the line, ascending in x.
    ///   - isCeiling: whether what lies above it is impossible.
    ///   - texture: how the impossible side is shaded.
    public init(points: [Point], isCeiling: Bool, texture: Texture) {
      self.points = points
      self.isCeiling = isCeiling
      self.texture = texture
    }
  }

  /// What is written above the lines.
  public var title: String?
  /// The series; later ones cover earlier ones, selected ones all.
  public var series: [Series]
  /// What nothing can reach.
  public var limits: [Limit]
  /// Places where lines cross.
  public var crossings: [Point]
  /// A value of the horizontal axis that is pointed at.
  public var cursor: Double?
  /// The axis under the lines.
  public var horizontal: Axis
  /// The axis beside them.
  public var vertical: Axis

  /// Makes a chart.
  ///
  /// - Parameters:
  ///   - title: what is written above the lines.
  ///   - series: the series.
  ///   - limits: what nothing can reach.
  ///   - crossings: places where lines cross.
  ///   - cursor: a value of the horizontal axis that is pointed at.
  ///   - horizontal: the axis under the lines.
  ///   - vertical: the axis beside them.
  public init(
    title: String? = nil, series: [Series], limits: [Limit] = [], crossings: [Point] = [],
    cursor: Double? = nil, horizontal: Axis, vertical: Axis
  ) {
    self.title = title
    self.series = series
    self.limits = limits
    self.crossings = crossings
    self.cursor = cursor
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// How high a line runs at each of some columns, straight between its points as the axes lay them out.
  ///
  /// - Parameters:
  ///   - points: the line, ascending in x.
  ///   - columns: how many columns the plot has.
  /// - Returns: for each column the fraction 0…1 of the height at its middle, nil left and right of the line.
  public func heights(of points: [Point], columns: Int) -> [Double?] {
    let places = points.map { (horizontal.position(of: $0.x), vertical.position(of: $0.y)) }
    return (0..<max(0, columns)).map { column in
      let x = (Double(column) + 0.5) / Double(columns)
      let half = 0.5 / Double(columns) + 1e-9
      guard let first = places.first, let last = places.last, x >= first.0 - half,
        x <= last.0 + half
      else { return nil }
      guard let next = places.firstIndex(where: { $0.0 >= x }), next > 0 else {
        return x < first.0 ? first.1 : last.1
      }
      let (left, right) = (places[next - 1], places[next])
      guard right.0 > left.0 else { return right.1 }
      return left.1 + (right.1 - left.1) * (x - left.0) / (right.0 - left.0)
    }
  }
}

extension Axis {
  /// A logarithmic axis with a tick at each power of two, its ends included.
  ///
  /// - Parameters:
  ///   - low: the lowest value, above zero; the axis begins at the power of two at or below it.
  ///   - high: the highest; the axis ends at the power of two at or above it.
  /// - Returns: the axis.
  public static func powersOfTwo(from low: Double, to high: Double) -> Axis {
    var values = [1.0]
    while let first = values.first, first > low, first > 0x1p-60 { values.insert(first / 2, at: 0) }
    while let last = values.last, last < high, last < 0x1p60 { values.append(last * 2) }
    if low > 1 { values.removeAll { $0 * 2 <= low } }
    let end = values.last ?? 2
    let start = values.first ?? 1
    return Axis(
      start...max(end, start * 2), scale: .log10, ticks: values.map { Tick(value: $0) })
  }

  /// A logarithmic axis with ticks at one and three times powers of ten, a tenth wider than its values.
  ///
  /// - Parameters:
  ///   - low: the lowest value, above zero.
  ///   - high: the highest.
  /// - Returns: the axis.
  public static func onesAndThrees(from low: Double, to high: Double) -> Axis {
    guard low > 0, high >= low, high.isFinite else { return powersOfTwo(from: 1, to: 2) }
    let first = Int(decimalLogarithm(low).rounded(.down))
    let last = Int(decimalLogarithm(high).rounded(.up))
    let all = (first...last).flatMap { [powerOfTen($0), 3 * powerOfTen($0)] }
    let range = low / 1.1...high * 1.1
    return Axis(
      range, scale: .log10, ticks: all.filter(range.contains).map { Tick(value: $0) })
  }
}
