/// Random values that do not depend on the platform.
///
/// A normal variate usually comes from `log` and `cos`, whose last bit differs between maths libraries. Here
/// everything is integer arithmetic followed by `+ - * /` and square root, which IEEE 754 rounds correctly
/// everywhere, so that the same seed gives the same bits on every machine.
extension SplitMix64 {
  /// A multiple of 2^-53, uniform in [0, 1).
  mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An integer, uniform in `0..<count` but for a bias below `count` / 2^64.
  mutating func index(below count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// 1 or -1, equally often.
  mutating func sign() -> Double {
    next() >> 63 == 0 ? 1 : -1
  }

  /// A near-normal value: mean 0, variance 1, kurtosis 2.9, magnitude below 6.
  ///
  /// It is the sum of twelve uniform variates less its mean (Irwin–Hall), taken in integers of 21 bits, three
  /// from each draw, so that the sum is exact.
  mutating func normal() -> Double {
    var sum: Int64 = 6  // Centres twelve half steps.
    for _ in 0..<4 {
      let bits = next()
      for shift: UInt64 in [0, 21, 42] {
        sum += Int64((bits >> shift) & 0x1F_FFFF)
      }
    }
    return Double(sum - 6 * 0x20_0000) * 0x1p-21
  }

  /// A value with the tails of Student's t of six degrees of freedom, scaled to variance near 1.
  ///
  /// A near-normal value over the root mean square of six others; Student's t itself has kurtosis 6.
  mutating func heavyTailed() -> Double {
    let numerator = normal()
    var squares = 0.0
    for _ in 0..<6 {
      let value = normal()
      squares += value * value
    }
    return squares > 0 ? numerator / (squares * 0.25).squareRoot() : 0
  }

  /// A Laplace-like value of mean 0 and variance 1: sharp peak, kurtosis near 6.
  ///
  /// The determinant of a 2×2 matrix of normal values is Laplace distributed with variance 2.
  mutating func laplaceLike() -> Double {
    let diagonal = normal() * normal()
    let antidiagonal = normal() * normal()
    return (diagonal - antidiagonal) * 0.5.squareRoot()
  }
}
