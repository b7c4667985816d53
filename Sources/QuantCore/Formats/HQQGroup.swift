/// One group in the hands of HQQ's solver: what it starts with, and how its zero point moves.
///
/// Sums over a group go by index modulo 16 and in the fixed tree, in F32 for the zero point as in hqq, in F64 for
/// the errors. Nothing in an iteration depends on other groups.
struct HQQGroup {
  /// The most updates that a zero point gets.
  static let iterations = 20
  /// 1/β.
  private static let shrinkage: Float = 0.1

  private let bits: Int
  private let largest: Float
  private var inverseScale: Float = 1
  private var zero: Float = 0
  private var firstZero: Float = 0
  /// The codes and the errors of an iteration.
  private var q: [Float]
  private var errors: [Float]

  init(bits: Int, capacity: Int) {
    self.bits = bits
    largest = Float(1 << bits - 1)
    q = Array(repeating: 0, count: capacity)
    errors = Array(repeating: 0, count: capacity)
  }

  /// Begins with a group of finite values: its range decides the scale and the first zero point.
  mutating func start(with values: Span<Float>) {
    var low = Float.infinity
    var high = -Float.infinity
    for index in values.indices {
      low = min(low, values[index])
      high = max(high, values[index])
    }
    let range = high - low
    inverseScale = range <= 1e-4 ? 1 : min(max(largest / range, 1 / Binary16.largest), 2e4)
    zero = -low * inverseScale
    if bits == 4 { zero = zero.roundedToEven }
    firstZero = zero
  }

  /// One step of the solver.
  ///
  /// - Parameter values: The group.
  /// - Returns: Σ|D| before the step.
  mutating func update(with values: Span<Float>) -> Double {
    var sum = LaneSums()
    var largestError: Float = 0
    for index in values.indices {
      let code = min(max(0, (values[index] * inverseScale + zero).roundedToEven), largest)
      let error = values[index] - (code - zero) / inverseScale
      q[index] = code
      errors[index] = error
      largestError = max(largestError, error.magnitude)
      sum.add(Double(error.magnitude), lane: index)
    }
    var lanes = InlineArray<16, Float>(repeating: 0)
    if largestError < 0.125 {
      // x^(-0.3) exceeds 10 · x there: everything shrinks to zero.
      for index in values.indices {
        lanes[index & 15] += q[index] - values[index] * inverseScale
      }
    } else {
      for index in values.indices {
        let magnitude = errors[index].magnitude
        let kept = max(magnitude - Self.shrinkage * magnitude.toMinusThreeTenths, 0)
        let error = Float(signOf: errors[index], magnitudeOf: kept)
        lanes[index & 15] += q[index] - (values[index] - error) * inverseScale
      }
    }
    zero = lanes.treeSum / Float(values.count)
    return sum.total
  }

  /// Writes the codes with the scale and zero point as they are; returns how many were clamped.
  mutating func encode(
    _ values: Span<Float>, into codes: inout MutableSpan<UInt8>, at start: Int
  ) -> Int {
    if !zero.isFinite { zero = firstZero }
    var saturated = 0
    for index in values.indices {
      let rounded = (values[index] * inverseScale + zero).roundedToEven
      // In this order NaN, which a file brings that is written to while it is read, becomes code 0.
      let code = min(max(0, rounded), largest)
      saturated += rounded == code ? 0 : 1
      codes[start + index] = UInt8(code)
    }
    return saturated
  }

  /// What is stored: the scale and the zero point in F16.
  var scale: BlockScale {
    let code = Self.half(1 / inverseScale)
    let value = Binary16.decode(code)
    let offset = Binary16.decode(Self.half(zero.isFinite ? zero : firstZero))
    return BlockScale(code: UInt32(code), value: value, multiplier: value, offset: offset)
  }

  private static func half(_ value: Float) -> UInt16 {
    Binary16.encode(min(max(-Binary16.largest, value), Binary16.largest))
  }
}

extension InlineArray where Element == Float {
  /// Lane i takes lane i + 8, then i + 4, i + 2, i + 1.
  fileprivate var treeSum: Float {
    var tree = self
    var width = tree.count / 2
    while width > 0 {
      for lane in 0..<width { tree[lane] += tree[lane + width] }
      width /= 2
    }
    return tree[0]
  }
}
