/// The count, the mean and the central moments of some values, ready to be merged with others.
///
/// Merging follows Pébay, "Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order
/// Statistical Moments", 2008: exact in real arithmetic, and stable where the mean is large beside the spread.
public struct Moments: Sendable, Hashable {
  /// How many values.
  public private(set) var count: Double = 0
  /// Their mean.
  public private(set) var mean: Double = 0
  /// Σ(x - mean)².
  private var second: Double = 0
  /// Σ(x - mean)³.
  private var third: Double = 0
  /// Σ(x - mean)⁴.
  private var fourth: Double = 0

  /// Creates the moments of nothing.
  public init() {}

  init(count: Double, mean: Double, second: Double, third: Double, fourth: Double) {
    self.count = count
    self.mean = mean
    self.second = second
    self.third = third
    self.fourth = fourth
  }

  /// Takes sums of powers of deviations from a mean that was just computed; what rounding left in it, the first
  /// of them, is taken out again.
  package init(
    count: Double, mean: Double, first: Double, second: Double, third: Double, fourth: Double
  ) {
    self.init(
      count: count, mean: mean, second: max(0, second - first * first / count), third: third,
      fourth: fourth)
  }

  /// The population's variance, m2; nil for no values.
  public var variance: Double? { count > 0 ? second / count : nil }

  /// m4 / m2²: 3 for a Gaussian; nil for no values or no spread.
  public var kurtosis: Double? {
    second > 0 ? count * fourth / (second * second) : nil
  }

  /// Adds the values of another set.
  public mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let n = count + other.count
    let delta = other.mean - mean
    let step = delta / n
    let cross = delta * step * count * other.count
    let a = count
    let b = other.count
    fourth +=
      other.fourth + cross * step * step * (a * a - a * b + b * b)
      + 6 * step * step * (a * a * other.second + b * b * second)
      + 4 * step * (a * other.third - b * third)
    third +=
      other.third + cross * step * (a - b) + 3 * step * (a * other.second - b * second)
    second += other.second + cross
    mean += step * b
    count = n
  }
}
