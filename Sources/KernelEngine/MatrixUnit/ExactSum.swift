/// A sum of products of small floats, kept exactly until it is rounded.
///
/// A fixed-point number of 704 bits, the lowest 2^-320. The smallest product, two of E5M2's 2^-16 under two scales of
/// 2^-127, is 2^-286; the largest sums stay far below 2^382, however many elements a line has.
struct ExactSum {
  private static let words = 11
  private static let lowest = -320
  /// Two's complement, the lowest word first.
  private var words = [UInt64](repeating: 0, count: Self.words)
  /// The sum of what is not finite; 0 where all was.
  private var special = 0.0

  mutating func add(_ value: Float) {
    guard value.isFinite else {
      special += Double(value)
      return
    }
    let parts = Parts(value)
    add(parts.significand, exponent: parts.exponent)
  }

  /// Adds a product of four factors.
  mutating func add(_ first: Float, _ second: Float, _ third: Float, _ fourth: Float) {
    guard first.isFinite, second.isFinite, third.isFinite, fourth.isFinite else {
      special += Double(first) * Double(second) * Double(third) * Double(fourth)
      return
    }
    let factors = [first, second, third, fourth].map { Parts($0).reduced }
    add(
      factors.reduce(1) { $0 * $1.significand }, exponent: factors.reduce(0) { $0 + $1.exponent })
  }

  /// Adds `significand · 2^exponent`.
  private mutating func add(_ significand: Int64, exponent: Int) {
    guard significand != 0 else { return }
    let place = exponent - Self.lowest
    let magnitude = significand.magnitude
    let (word, bit) = (place / 64, place % 64)
    let parts = [magnitude << UInt64(bit), bit == 0 ? 0 : magnitude >> UInt64(64 - bit)]
    var carry: UInt64 = 0
    for index in word..<Self.words {
      let part = index - word < 2 ? parts[index - word] : 0
      if significand > 0 {
        let (sum, first) = words[index].addingReportingOverflow(part)
        let (total, second) = sum.addingReportingOverflow(carry)
        words[index] = total
        carry = first || second ? 1 : 0
      } else {
        let (difference, first) = words[index].subtractingReportingOverflow(part)
        let (total, second) = difference.subtractingReportingOverflow(carry)
        words[index] = total
        carry = first || second ? 1 : 0
      }
    }
  }

  /// The nearest F32, ties to even; +0 for zero, infinite beyond F32's range.
  var rounded: Float {
    guard special == 0 else { return Float(special) }
    let isNegative = words[Self.words - 1] >> 63 == 1
    let magnitude = isNegative ? negated : words
    guard let top = magnitude.lastIndex(where: { $0 != 0 }) else { return 0 }
    let highest = top * 64 + 63 - magnitude[top].leadingZeroBitCount
    // Subnormals keep bits down to 2^-149 only.
    let last = max(highest - 23, -149 - Self.lowest)
    var kept = Self.bits(magnitude, last..<last + 24)
    let half = Self.bits(magnitude, last - 1..<last) == 1
    let isMore = magnitude.indices.contains { index in
      let below = last - 1 - index * 64
      guard below > 0 else { return false }
      return below >= 64
        ? magnitude[index] != 0 : magnitude[index] & (1 << UInt64(below) - 1) != 0
    }
    if half && (isMore || kept & 1 == 1) { kept += 1 }
    let exponent = last + Self.lowest
    // 2^24 · 2^104 is 2^128.
    guard exponent < 104 || (exponent == 104 && kept < 1 << 24) else {
      return isNegative ? -.infinity : .infinity
    }
    return Float(
      sign: isNegative ? .minus : .plus, exponent: exponent, significand: Float(kept))
  }

  private var negated: [UInt64] {
    var carry = true
    return words.map { word in
      let (sum, overflow) = (~word).addingReportingOverflow(carry ? 1 : 0)
      carry = overflow
      return sum
    }
  }

  /// Some bits of a number, at most 64.
  private static func bits(_ words: [UInt64], _ range: Range<Int>) -> UInt64 {
    let (word, bit) = (range.lowerBound / 64, range.lowerBound % 64)
    let low = words[word] >> UInt64(bit)
    let high = bit == 0 || word + 1 == words.count ? 0 : words[word + 1] << UInt64(64 - bit)
    return (low | high) & (1 << UInt64(range.count) - 1)
  }
}

/// A finite F32 as an integer times a power of two.
private struct Parts {
  let significand: Int64
  let exponent: Int

  init(_ value: Float) {
    let field = Int(value.bitPattern >> 23 & 0xff)
    let mantissa = Int64(value.bitPattern & 0x7f_ffff)
    let magnitude = field == 0 ? mantissa : mantissa | 0x80_0000
    significand = value.sign == .minus ? -magnitude : magnitude
    exponent = max(field, 1) - 150
  }

  private init(_ significand: Int64, _ exponent: Int) {
    self.significand = significand
    self.exponent = exponent
  }

  /// The same number with an odd significand, small for the values of small types.
  var reduced: Parts {
    guard significand != 0 else { return self }
    let zeros = significand.trailingZeroBitCount
    return Parts(significand >> Int64(zeros), exponent + zeros)
  }
}
