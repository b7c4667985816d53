/// The smallest and the largest of some values.
struct ValueRange {
  private(set) var lowest: Float
  private(set) var highest: Float

  /// The range that holds one value only.
  init(including value: Float) {
    lowest = value
    highest = value
  }

  mutating func add(_ value: Float) {
    lowest = min(lowest, value)
    highest = max(highest, value)
  }

  /// The difference, or a floor where that is larger, divided; each end by itself where the difference overflows.
  func extent(over levels: Float, atLeast floor: Float = 0) -> Float {
    let difference = highest - lowest
    return difference.isFinite
      ? max(difference, floor) / levels : highest / levels - lowest / levels
  }
}

extension BlockScale {
  /// The scale with the zero point clamp(-rint(lowest / scale), 0, levels); 0 where the scale is 0.
  func withZeroPoint(lowest: Float, levels: Float) -> BlockScale {
    let wanted = multiplier == 0 ? 0 : -(lowest / multiplier).roundedToEven
    // 0 less 0 has no sign.
    let zero = min(max(0, wanted), levels) + 0
    return BlockScale(code: code, value: value, multiplier: multiplier, offset: zero)
  }
}
