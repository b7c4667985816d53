/// How a linear integer format chooses a block's scale and zero point.
///
/// With A the block's amax and b the width of a code:
///
/// ```
/// sym     A / (2^(b-1) - ½)                      in rows and tiles A / (2^(b-1) - 1)
/// sym7    A / (2^(b-1) - 1)
/// mse     the best of sym's scale times 1 - i/100, i = 0…49
/// asym    (max(max, 0) - min(min, 0)) / (2^b - 1), an integer zero point
/// minmax  max(max - min, 1e-5) / (2^b - 1), an integer zero point
/// ```
public enum IntegerRule: String, Sendable, Hashable, CaseIterable {
  case sym, sym7, asym, minmax, mse

  /// Whether codes are unsigned and each block has a zero point.
  var isAffine: Bool { self == .asym || self == .minmax }

  static let notes = [
    "sym": "amax/(2^(b-1) - 1/2): a positive amax ends half a step beyond the largest code",
    "sym7": "amax/(2^(b-1) - 1), 7 for INT4: the lowest code stays unused",
    "asym": "the range from the smallest to the largest value and 0, an integer zero point",
    "minmax": "the range from the smallest to the largest value, floor 1e-5: AWQ's formula",
    "mse": "sym, times the factor of 1, 0.99, ... 0.51 with the least squared error",
  ]
}
