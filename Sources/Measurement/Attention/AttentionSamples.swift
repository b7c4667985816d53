public import KernelEngine

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// Seeded Q, K and V.
public enum AttentionSamples: String, Sendable, Hashable, CaseIterable {
  /// Each value from N(0, 1), and one in a thousand plus one from N(0, 100): FlashAttention-3's.
  case outliers
  /// Each value from N(0, 1); K plus a mean for each channel of each head from N(0, 64): what SageAttention smooths.
  case biasedKeys = "biased-keys"

  /// The distribution, as tables name it.
  public var distribution: String {
    switch self {
    case .outliers: "N(0,1) + N(0,100) Bernoulli(0.001)"
    case .biasedKeys: "N(0,1), K plus a mean from N(0,64) for each channel"
    }
  }

  /// Makes Q, K and V.
  ///
  /// - Throws: An `AttentionError` where values are not finite, which they are.
  public func input(
    _ shape: AttentionShape, seed: UInt64
  ) throws(AttentionError) -> AttentionInput {
    var random = NormalNumbers(seed: seed)
    let queries = values(shape.heads * shape.queries * shape.dimension, from: &random)
    var keys = values(shape.keyHeads * shape.keys * shape.dimension, from: &random)
    let found = values(shape.keyHeads * shape.keys * shape.dimension, from: &random)
    if self == .biasedKeys {
      let means = (0..<shape.keyHeads * shape.dimension).map { _ in Float(8 * random.next()) }
      for place in keys.indices {
        let head = place / (shape.keys * shape.dimension)
        keys[place] += means[head * shape.dimension + place % shape.dimension]
      }
    }
    return try AttentionInput(shape: shape, queries: queries, keys: keys, values: found)
  }

  private func values(_ count: Int, from random: inout NormalNumbers) -> [Float] {
    (0..<count).map { _ in
      let value = random.next()
      guard self == .outliers, random.uniform() < 0.001 else { return Float(value) }
      return Float(value + 10 * random.next())
    }
  }
}

/// Normal numbers in pairs by Box and Muller, over a generator that mixes a counter.
struct NormalNumbers {
  private var counter: UInt64
  private var other: Double?

  init(seed: UInt64) { counter = seed }

  /// A number from [0, 1).
  mutating func uniform() -> Double {
    counter &+= 0x9e37_79b9_7f4a_7c15
    var bits = counter
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return Double((bits ^ bits >> 31) >> 11) * 0x1p-53
  }

  /// A number from N(0, 1).
  mutating func next() -> Double {
    if let found = other {
      other = nil
      return found
    }
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    other = radius * sin(angle)
    return radius * cos(angle)
  }
}
