/// The 65,536 points of QuIP#'s codebook E8P12: eight numbers by sixteen bits.
///
/// A point is an absolute pattern of halves (the high byte says which of 256) with signs such that its sum is even,
/// shifted by ¼ or -¼ in all eight places. The patterns are the 227 of squared norm at most 10, in lexicographic
/// order, and 29 of squared norm 12, five entries 3/2 and three ½. The low byte says which signs are turned, in
/// the order of places 0 2 1 3 4 6 5 7 from its highest bit; a pattern whose sum is odd begins with its last place
/// negative, and a byte with an odd number of ones stands for the shift -¼ and for one turn more or less, that of
/// its lowest bit. Source: Tseng et al., "QuIP#", 2024, and the layout of its published checkpoints.
struct E8P12: Sendable {
  /// Eight numbers.
  typealias Vector = InlineArray<8, Float>

  /// Digits 0, 1, 2 for ½, 3/2, 5/2, the pattern of each high byte.
  private let patterns: [InlineArray<8, Int>]
  /// The high byte of each pattern, by its digits in base 3.
  private let indices: [UInt8]
  /// The 29 patterns by the places of their five large entries.
  private let five: [InlineArray<8, Int>]

  /// The large entries of the patterns of norm 12, the first place in the highest bit.
  private static let large: [UInt8] = [
    0b1000_1111, 0b0100_1111, 0b0010_1111, 0b0001_1111, 0b1110_1100, 0b1110_1010, 0b1110_0110,
    0b1110_1001, 0b1110_0101, 0b1110_0011, 0b1101_1100, 0b1101_1010, 0b1101_0110, 0b1101_1001,
    0b1101_0101, 0b1101_0011, 0b1011_1100, 0b1011_1010, 0b1011_0110, 0b1011_1001, 0b1011_0101,
    0b0111_0011, 0b0111_1100, 0b0111_1010, 0b0111_0110, 0b0111_1001, 0b0111_0101, 0b0011_0111,
    0b1100_1110,
  ]
  /// The bit of the low byte that turns each place.
  private static let bits: InlineArray<8, UInt8> = [128, 32, 64, 16, 8, 2, 4, 1]

  init() {
    var patterns: [InlineArray<8, Int>] = []
    for key in 0..<6561 {
      let digits = Self.digits(key)
      // ¼, 9/4 and 25/4 a place: 2 for all eight, then 2 or 6 more for each larger one.
      var norm = 2
      for place in 0..<8 { norm += [0, 2, 6][digits[place]] }
      if norm <= 10 { patterns.append(digits) }
    }
    five = Self.large.map { mask in
      InlineArray<8, Int> { Int(mask >> UInt8(7 - $0) & 1) }
    }
    self.patterns = patterns + five
    var indices = [UInt8](repeating: 0, count: 6561)
    for (index, pattern) in self.patterns.enumerated() {
      indices[Self.key(pattern)] = UInt8(index)
    }
    self.indices = indices
  }

  /// How many patterns there are.
  var patternCount: Int { patterns.count }

  /// The point of a code.
  func point(_ code: UInt16) -> Vector {
    let pattern = patterns[Int(code >> 8)]
    var signs = UInt8(truncatingIfNeeded: code)
    let isLow = signs.nonzeroBitCount % 2 == 1
    if isLow { signs ^= 1 }
    let isOdd = Self.isOdd(pattern)
    return Vector { place in
      let isTurned = signs & Self.bits[place] != 0
      let magnitude = Float(pattern[place]) + 0.5
      let signed = isTurned != (isOdd && place == 7) ? -magnitude : magnitude
      return signed + (isLow ? -0.25 : 0.25)
    }
  }

  /// The code of the nearest point, found by the structure of the set.
  ///
  /// For one shift, let t be the magnitudes of the shifted vector. Making k of the places 3/2 gains the sum of
  /// t - 1 over them, so the k largest are best; one place 5/2 gains 2t - 3. Where the signs then give an odd sum,
  /// the smallest t takes the wrong sign, at the cost of t. The patterns of norm 12 are tried one by one where
  /// they can be better. Ties go to the shift ¼ and to what was tried first.
  func nearest(to vector: Vector) -> UInt16 {
    let high = best(for: vector, shift: 0.25)
    let low = best(for: vector, shift: -0.25)
    return low.distance < high.distance
      ? code(low, vector: vector, shift: -0.25) : code(high, vector: vector, shift: 0.25)
  }

  private struct Choice {
    var pattern = InlineArray<8, Int>(repeating: 0)
    /// The place with the wrong sign; -1 for none.
    var turned = -1
    /// Σ(t - a)², less what all patterns share.
    var distance: Float = 0
  }

  private func best(for vector: Vector, shift: Float) -> Choice {
    var t = Vector(repeating: 0)
    var negative = 0
    var energy: Float = 0
    for place in 0..<8 {
      let value = vector[place] - shift
      t[place] = value.magnitude
      negative ^= value < 0 ? 1 : 0
      energy += t[place] * t[place] - t[place]
    }
    let order = Self.descending(t)
    let smallest = t[order[7]]
    // Gains of k places 3/2, then of 5/2 alone, then of 5/2 with one place 3/2.
    var gain: Float = 0
    var bestGain = negative == 0 ? 0 : -smallest
    var bestKind = 0
    for k in 1...4 {
      gain += t[order[k - 1]] - 1
      let net = k % 2 == negative ? gain : gain - smallest
      if net > bestGain { (bestGain, bestKind) = (net, k) }
    }
    let alone = 2 * t[order[0]] - 3
    let aloneNet = negative == 0 ? alone : alone - smallest
    if aloneNet > bestGain { (bestGain, bestKind) = (aloneNet, 5) }
    let pair = alone + (t[order[1]] - 1)
    let pairNet = negative == 1 ? pair : pair - smallest
    if pairNet > bestGain { (bestGain, bestKind) = (pairNet, 6) }
    var choice = Choice()
    let isOdd = bestKind == 6 ? 1 : bestKind == 5 ? 0 : bestKind % 2
    for rank in 0..<(bestKind < 5 ? bestKind : 0) { choice.pattern[order[rank]] = 1 }
    if bestKind > 4 { choice.pattern[order[0]] = 2 }
    if bestKind == 6 { choice.pattern[order[1]] = 1 }
    choice.turned = isOdd == negative ? -1 : order[7]
    // Five largest are the most that any pattern of norm 12 can gain.
    if gain + (t[order[4]] - 1) - (negative == 1 ? 0 : smallest) > bestGain {
      for pattern in five {
        var (net, cost, place) = (Float(-5), Float.infinity, -1)
        for index in 0..<8 {
          let isLarge = pattern[index] == 1
          if isLarge { net += t[index] }
          let turning = isLarge ? 3 * t[index] : t[index]
          if turning < cost { (cost, place) = (turning, index) }
        }
        if negative == 0 { net -= cost }
        guard net > bestGain else { continue }
        bestGain = net
        choice.pattern = pattern
        choice.turned = negative == 0 ? place : -1
      }
    }
    choice.distance = energy - 2 * bestGain
    return choice
  }

  private func code(_ choice: Choice, vector: Vector, shift: Float) -> UInt16 {
    let isOdd = Self.isOdd(choice.pattern)
    var signs: UInt8 = 0
    for place in 0..<8 {
      let isNegative = (vector[place] - shift < 0) != (place == choice.turned)
      if isNegative != (isOdd && place == 7) { signs |= Self.bits[place] }
    }
    if shift < 0 { signs ^= 1 }
    return UInt16(indices[Self.key(choice.pattern)]) << 8 | UInt16(signs)
  }

  /// The places from the largest to the smallest; equal ones from left to right.
  private static func descending(_ t: Vector) -> InlineArray<8, Int> {
    var order = InlineArray<8, Int> { $0 }
    for end in 1..<8 {
      let place = order[end]
      var slot = end
      while slot > 0, t[order[slot - 1]] < t[place] {
        order[slot] = order[slot - 1]
        slot -= 1
      }
      order[slot] = place
    }
    return order
  }

  /// Whether a pattern's sum is odd: each 3/2 adds one to that of eight halves, each 5/2 two.
  private static func isOdd(_ pattern: InlineArray<8, Int>) -> Bool {
    var ones = 0
    for place in 0..<8 { ones += pattern[place] & 1 }
    return ones % 2 == 1
  }

  private static func key(_ pattern: InlineArray<8, Int>) -> Int {
    var key = 0
    for place in 0..<8 { key = key * 3 + pattern[place] }
    return key
  }

  private static func digits(_ key: Int) -> InlineArray<8, Int> {
    var digits = InlineArray<8, Int>(repeating: 0)
    var rest = key
    for place in (0..<8).reversed() {
      digits[place] = rest % 3
      rest /= 3
    }
    return digits
  }
}
