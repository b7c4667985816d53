/// The orthonormal Hadamard rotation of a power-of-two number of values, in Sylvester's order.
///
/// ```
/// y = x · H / √N,   H[i][j] = (-1)^popcount(i & j)
/// ```
///
/// All in F32 and in one fixed order: log2 N stages whose pairs lie 1, 2, 4, … N/2 apart, each replacing (a, b) by
/// (a + b, a - b), then a multiplication by 1/√N rounded to F32. The operations of a stage don't depend on one
/// another, so that a fast path of any width gives the same bits. The matrix is symmetric and its own inverse:
/// rotating twice gives the values back but for rounding.
public enum Hadamard {
  /// 1/√N, rounded to F32.
  public static func factor(_ count: Int) -> Float {
    Float(1 / Double(count).squareRoot())
  }

  /// Rotates a run of values in place; sums that overflow become infinite or NaN.
  ///
  /// - Parameters:
  ///   - values: The values.
  ///   - run: Which of them; their number is a power of two.
  public static func rotate(_ values: inout MutableSpan<Float>, in run: Range<Int>) {
    transform(&values, in: run)
    let factor = factor(run.count)
    for index in run { values[index] *= factor }
  }

  /// The stages alone, without the factor.
  static func transform(_ values: inout MutableSpan<Float>, in run: Range<Int>) {
    var distance = 1
    while distance < run.count {
      for start in stride(from: run.lowerBound, to: run.upperBound, by: 2 * distance) {
        for index in start..<start + distance {
          let first = values[index]
          let second = values[index + distance]
          values[index] = first + second
          values[index + distance] = first - second
        }
      }
      distance *= 2
    }
  }
}
