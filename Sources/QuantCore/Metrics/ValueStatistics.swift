/// What the values of a tensor are like, gathered row by row and mergeable in order.
///
/// NaN and infinities are counted and located; all else is over the finite values.
public struct ValueStatistics: Sendable, Hashable {
  /// A place in the `[rows, columns]` view.
  public struct Place: Sendable, Hashable {
    /// The row, from 0.
    public let row: Int
    /// The column, from 0.
    public let column: Int

    /// Creates a place.
    public init(row: Int, column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// How many values were seen, NaN and infinities included.
  public package(set) var count = 0
  /// How many were ±0.
  public package(set) var zeroCount = 0
  /// How many were NaN.
  public private(set) var nanCount = 0
  /// How many were infinite.
  public private(set) var infiniteCount = 0
  /// The first NaN or infinity, by row, then column.
  public private(set) var firstNonfinite: Place?
  /// The smallest finite value; nil where there is none.
  public private(set) var minimum: Float?
  /// The largest finite value; nil where there is none.
  public private(set) var maximum: Float?
  /// The largest finite magnitude; 0 where there is none.
  public private(set) var amax: Float = 0
  /// The first place of the largest magnitude.
  public private(set) var amaxPlace: Place?
  /// Σx over the finite values.
  public package(set) var sum: Double = 0
  /// Σ|x| over the finite values.
  public package(set) var magnitudeSum: Double = 0
  /// The mean and the central moments of the finite values.
  public package(set) var moments = Moments()
  /// The finite values by sign, exponent and top four mantissa bits.
  public package(set) var histogram = LogHistogram()

  /// Creates the statistics of nothing.
  public init() {}

  /// The mean; nil without finite values.
  public var mean: Double? {
    guard let minimum, let maximum else { return nil }
    return minimum == maximum ? Double(minimum) : sum / moments.count
  }

  /// The population's standard deviation; nil without finite values.
  public var standardDeviation: Double? {
    // Equal values have no spread, whatever the rounding of their sum says.
    minimum == maximum ? minimum.map { _ in 0 } : moments.variance?.squareRoot()
  }

  /// m4 / m2²; nil without finite values or where all are equal.
  public var kurtosis: Double? {
    minimum == maximum ? nil : moments.kurtosis
  }

  /// What formats may know of the tensor.
  public func summary(rows: Int, columns: Int) -> TensorSummary {
    TensorSummary(
      rows: rows, columns: columns, amax: amax, mean: mean ?? 0,
      meanMagnitude: moments.count > 0 ? magnitudeSum / moments.count : 0,
      hasNonfinite: nanCount + infiniteCount > 0)
  }

  /// Adds a row, or a piece of one that begins at a multiple of 16 columns.
  ///
  /// - Parameters:
  ///   - values: The values of consecutive columns.
  ///   - row: Their row.
  ///   - column: The column of the first.
  public mutating func add(_ values: Span<Float>, row: Int, column: Int) {
    count += values.count
    var total = LaneSums()
    var magnitudes = LaneSums()
    var low = Float.infinity
    var high = -Float.infinity
    var zeros = 0
    var nonfinite = 0
    for index in values.indices {
      let value = values[index]
      guard value.isFinite else {
        nonfinite += 1
        continue
      }
      let wide = Double(value)
      total.add(wide, lane: index)
      magnitudes.add(wide.magnitude, lane: index)
      low = min(low, value)
      high = max(high, value)
      zeros += value == 0 ? 1 : 0
      histogram.add(wide)
    }
    zeroCount += zeros
    sum += total.total
    magnitudeSum += magnitudes.total
    if nonfinite > 0 { note(nonfiniteIn: values, row: row, column: column) }
    guard nonfinite < values.count else { return }
    extend(low...high)
    noteAmax(of: values, largest: max(high, -low), row: row, column: column)
    let finite = Double(values.count - nonfinite)
    moments.merge(Self.moments(of: values, count: finite, mean: total.total / finite))
  }

  /// Takes a row's extremes in; a zero among them has no sign.
  package mutating func extend(_ range: ClosedRange<Float>) {
    minimum = min(minimum ?? range.lowerBound, range.lowerBound) + 0
    maximum = max(maximum ?? range.upperBound, range.upperBound) + 0
  }

  /// Notes where the largest magnitude is if it is in this row.
  package mutating func noteAmax(
    of values: Span<Float>, largest: Float, row: Int, column: Int
  ) {
    guard largest > amax || amaxPlace == nil else { return }
    amax = largest.magnitude
    if let index = values.indices.first(where: { values[$0].magnitude == largest }) {
      amaxPlace = Place(row: row, column: column + index)
    }
  }

  /// Adds the statistics of what follows.
  public mutating func merge(_ next: ValueStatistics) {
    count += next.count
    zeroCount += next.zeroCount
    nanCount += next.nanCount
    infiniteCount += next.infiniteCount
    firstNonfinite = firstNonfinite ?? next.firstNonfinite
    if let low = next.minimum { minimum = min(minimum ?? low, low) }
    if let high = next.maximum { maximum = max(maximum ?? high, high) }
    if next.amax > amax || amaxPlace == nil {
      amax = next.amax
      amaxPlace = next.amaxPlace
    }
    sum += next.sum
    magnitudeSum += next.magnitudeSum
    moments.merge(next.moments)
    histogram.merge(next.histogram)
  }

  private mutating func note(nonfiniteIn values: Span<Float>, row: Int, column: Int) {
    for index in values.indices where !values[index].isFinite {
      if values[index].isNaN { nanCount += 1 } else { infiniteCount += 1 }
      firstNonfinite = firstNonfinite ?? Place(row: row, column: column + index)
    }
  }

  /// Central moments about a mean that was just computed; what rounding left in it is taken out again.
  private static func moments(of values: Span<Float>, count: Double, mean: Double) -> Moments {
    var first = LaneSums()
    var second = LaneSums()
    var third = LaneSums()
    var fourth = LaneSums()
    for index in values.indices where values[index].isFinite {
      let deviation = Double(values[index]) - mean
      let square = deviation * deviation
      first.add(deviation, lane: index)
      second.add(square, lane: index)
      third.add(square * deviation, lane: index)
      fourth.add(square * square, lane: index)
    }
    return Moments(
      count: count, mean: mean, first: first.total, second: second.total, third: third.total,
      fourth: fourth.total)
  }
}
