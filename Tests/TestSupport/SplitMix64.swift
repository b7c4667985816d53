#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// A small generator of random numbers whose seed fixes the sequence on every platform.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates a generator that always yields the same sequence for the same seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// A number from 0 up to 1, a multiple of 2^-53.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number from the normal distribution with mean 0 and variance 1.
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// A number from the Laplace distribution with mean 0 and variance 1.
  public mutating func laplace() -> Double {
    let magnitude = -log(1 - uniform()) * 0.5.squareRoot()
    return next() & 1 == 0 ? magnitude : -magnitude
  }

  /// A float with random bits; may be subnormal, infinite or NaN.
  public mutating func anyFloat() -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: next()))
  }

  /// Numbers from the normal distribution with mean 0, as F32.
  public mutating func normals(_ count: Int, deviation: Double = 1) -> [Float] {
    (0..<count).map { _ in Float(deviation * normal()) }
  }

  /// Numbers from the Laplace distribution with mean 0 and variance 1, as F32.
  public mutating func laplaces(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(laplace()) }
  }
}
