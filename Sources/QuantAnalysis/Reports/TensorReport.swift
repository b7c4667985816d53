public import QuantCore
public import TensorFiles

/// What is known of one tensor: its values, and what each format does to them.
public struct TensorReport: Sendable, Hashable {
  /// The tensor.
  public let tensor: TensorDescriptor
  /// Statistics of the values; nil until they are complete or partly gathered.
  public var values: ValueReport?
  /// A report for each format asked for, in that order; empty for an empty tensor.
  public var formats: [FormatReport]
  /// What its file stores for a weight that is quantized already; nil for others, and until it was looked at.
  public var stored: ScaleSurvey?
  /// The error that the tool which quantized it made, where its original is known.
  public var against: OriginalComparison?

  /// Creates a report.
  public init(
    tensor: TensorDescriptor, values: ValueReport? = nil, formats: [FormatReport] = [],
    stored: ScaleSurvey? = nil, against: OriginalComparison? = nil
  ) {
    self.stored = stored
    self.against = against
    self.tensor = tensor
    self.values = values
    self.formats = formats
  }

  /// The report of a format; nil where it was not asked for or has not begun.
  public func format(_ id: FormatID) -> FormatReport? {
    formats.first { $0.id == id }
  }

  /// The complete report of a format.
  public func completeFormat(_ id: FormatID) -> FormatReport? {
    format(id).flatMap { $0.isComplete ? $0 : nil }
  }
}

/// Statistics of a tensor's values, over the finite ones; counts include all.
public struct ValueReport: Sendable, Hashable {
  /// Whether the whole tensor was read.
  public let isComplete: Bool
  /// How many values were read.
  public let elements: Int
  /// The smallest value; nil without finite values, as below.
  public let minimum: Float?
  /// The largest value.
  public let maximum: Float?
  /// The largest magnitude.
  public let amax: Float?
  /// The first place of the largest magnitude.
  public let amaxPlace: ValueStatistics.Place?
  /// The mean.
  public let mean: Double?
  /// The population's standard deviation.
  public let standardDeviation: Double?
  /// m4 / m2²; nil also where all values are equal.
  public let kurtosis: Double?
  /// How many values are ±0.
  public let zeroCount: Int
  /// How many values are NaN.
  public let nanCount: Int
  /// How many values are infinite.
  public let infiniteCount: Int
  /// The first NaN or infinity, by row, then column.
  public let firstNonfinite: ValueStatistics.Place?
  /// The finite values by sign, exponent and top four mantissa bits.
  public let histogram: [LogHistogram.Bin]
  /// What formats may know of the tensor.
  public let summary: TensorSummary

  init(_ statistics: ValueStatistics, of tensor: TensorDescriptor) {
    isComplete = statistics.count == tensor.elementCount
    elements = statistics.count
    minimum = statistics.minimum
    maximum = statistics.maximum
    amax = statistics.amaxPlace == nil ? nil : statistics.amax
    amaxPlace = statistics.amaxPlace
    mean = statistics.mean
    standardDeviation = statistics.standardDeviation
    kurtosis = statistics.kurtosis
    zeroCount = statistics.zeroCount
    nanCount = statistics.nanCount
    infiniteCount = statistics.infiniteCount
    firstNonfinite = statistics.firstNonfinite
    histogram = statistics.histogram.bins
    summary = statistics.summary(rows: tensor.rows, columns: tensor.columns)
  }

  /// Takes figures that were kept without their places and their histogram.
  ///
  /// - Parameters:
  ///   - figures: The figures.
  ///   - tensor: The tensor.
  public init(_ figures: ValueFigures, of tensor: TensorDescriptor) {
    isComplete = true
    elements = figures.elements
    minimum = figures.minimum
    maximum = figures.maximum
    amax = figures.amax
    amaxPlace = nil
    mean = figures.mean
    standardDeviation = figures.standardDeviation
    kurtosis = figures.kurtosis
    zeroCount = figures.zeroCount
    nanCount = figures.nanCount
    infiniteCount = figures.infiniteCount
    firstNonfinite = nil
    histogram = []
    summary = .unknown(rows: tensor.rows, columns: tensor.columns)
  }
}
