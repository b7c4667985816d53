/// Bars that lie one below the other, each with a label before and a note behind it.
public struct HorizontalBars: Sendable, Equatable {
  /// One bar.
  public struct Bar: Sendable, Equatable {
    /// What is written before the bar.
    public var label: String
    /// The length in the unit of the axis; zero, negative values and NaN draw no bar.
    public var value: Double
    /// What is written behind the bar.
    public var note: String
    /// A value beyond which the bar can't reach; nil where none is known.
    public var limit: Double?

    /// Makes a bar.
    ///
    /// - Parameters:
    ///   - label: what is written before the bar.
    ///   - value: the length in the unit of the axis.
    ///   - note: what is written behind the bar.
    ///   - limit: a value beyond which the bar can't reach.
    public init(label: String, value: Double, note: String = "", limit: Double? = nil) {
      self.label = label
      self.value = value
      self.note = note
      self.limit = limit
    }
  }

  /// The bars from top to bottom.
  public var bars: [Bar]
  /// The axis of the lengths.
  public var axis: Axis

  /// Makes horizontal bars.
  ///
  /// - Parameters:
  ///   - bars: the bars from top to bottom.
  ///   - axis: the axis of the lengths.
  public init(bars: [Bar], axis: Axis) {
    self.bars = bars
    self.axis = axis
  }

  /// The length of a bar.
  ///
  /// - Parameter bar: the bar.
  /// - Returns: the fraction 0…1 of the axis that it covers.
  public func fraction(of bar: Bar) -> Double {
    bar.value > 0 ? axis.position(of: bar.value) : 0
  }
}

/// A distribution on a single row: one fraction a column.
public struct DensityStrip: Sendable, Equatable {
  /// The densities from left to right as fractions 0…1, where 0 is drawn as nothing.
  public var fractions: [Double]

  /// Makes a strip from fractions.
  ///
  /// - Parameter fractions: the densities from left to right, 0…1.
  public init(fractions: [Double]) {
    self.fractions = fractions
  }

  /// Makes a strip from counts.
  ///
  /// - Parameters:
  ///   - counts: the counts from left to right; zero is drawn as nothing.
  ///   - scale: whether the counts or their logarithms are shown.
  public init(counts: [Int], scale: Scale) {
    let axis = Axis.counts(upTo: counts.max().map(Double.init) ?? 0, scale: scale)
    self.init(fractions: counts.map { $0 > 0 ? axis.position(of: Double($0)) : 0 })
  }
}
