#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// How values are laid out along an axis.
public enum Scale: Sendable, Hashable, CaseIterable {
  /// Equal distances for equal differences.
  case linear
  /// Equal distances for equal ratios; zero and negative values have no place of their own and stand
  /// at the low end.
  case log10

  /// Where a value stands within a range.
  ///
  /// - Parameters:
  ///   - value: the value; NaN stands at the low end.
  ///   - range: the range that is spread over 0…1. On a logarithmic scale a lower bound of zero or less
  ///     counts as a millionth of the upper bound.
  /// - Returns: 0 at or below the lower bound, 1 at or above the upper bound, and 0 for an empty range.
  public func position(of value: Double, in range: ClosedRange<Double>) -> Double {
    let low = coordinate(lowerBound(of: range))
    let high = coordinate(range.upperBound)
    let here = coordinate(value)
    guard high > low, here > low else { return 0 }
    guard here < high else { return 1 }
    return (here - low) / (high - low)
  }

  func lowerBound(of range: ClosedRange<Double>) -> Double {
    guard self == .log10, range.lowerBound <= 0 else { return range.lowerBound }
    return range.upperBound * 1e-6
  }

  private func coordinate(_ value: Double) -> Double {
    switch self {
    case .linear: value
    case .log10: decimalLogarithm(value)
    }
  }
}

/// The logarithm to base ten, minus infinity for zero, negative values and NaN.
func decimalLogarithm(_ value: Double) -> Double {
  value > 0 ? log10(value) : -.infinity
}

func powerOfTen(_ exponent: Int) -> Double {
  pow(10, Double(exponent))
}
