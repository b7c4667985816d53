/// How the values of one tensor lie, without their histogram; over the finite ones, counts include all.
public struct ValueFigures: Sendable, Hashable {
  /// How many values were read.
  public let elements: Int
  /// The smallest value; nil without finite values, as below.
  public let minimum: Float?
  /// The largest value.
  public let maximum: Float?
  /// The largest magnitude.
  public let amax: Float?
  /// The mean.
  public let mean: Double?
  /// σ: the population's standard deviation.
  public let standardDeviation: Double?
  /// m4 / m2²; nil also where all values are equal.
  public let kurtosis: Double?
  /// How many values are ±0.
  public let zeroCount: Int
  /// How many values are NaN.
  public let nanCount: Int
  /// How many values are infinite.
  public let infiniteCount: Int
}

extension ValueFigures {
  /// Takes the figures of a complete report.
  public init(_ report: ValueReport) {
    elements = report.elements
    minimum = report.minimum
    maximum = report.maximum
    amax = report.amax
    mean = report.mean
    standardDeviation = report.standardDeviation
    kurtosis = report.kurtosis
    zeroCount = report.zeroCount
    nanCount = report.nanCount
    infiniteCount = report.infiniteCount
  }
}
