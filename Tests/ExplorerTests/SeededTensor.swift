/// A small tensor with the statistics of trained weights, the same each time.
struct SeededTensor {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  private mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// A number from 0 up to, not including, a count.
  mutating func index(below count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

  /// Bell-shaped values with sigma 0.02: a sum of twelve uniform ones, so that no library matters.
  mutating func values(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      let sum = (0..<12).reduce(0.0) { partial, _ in partial + uniform() }
      return Float((sum - 6) * 0.02)
    }
  }

  /// Weights `[rows, columns]` with an outlier channel, a quiet row, a zero block and one large value.
  static func weights(rows: Int = 64, columns: Int = 512, seed: UInt64 = 7) -> MemorySource {
    var generator = SeededTensor(seed: seed)
    var values = generator.values(rows * columns)
    for row in 0..<rows {
      values[row * columns + min(137, columns - 1)] *= 9
      for column in 0..<columns where row == rows / 2 { values[row * columns + column] /= 512 }
    }
    for column in 0..<min(128, columns) { values[column] = 0 }
    if values.count > 1000 { values[rows / 3 * columns + columns / 5] = 1.91 }
    return MemorySource(values, shape: [rows, columns], name: "blk.11.ffn_down.weight")
  }
}
