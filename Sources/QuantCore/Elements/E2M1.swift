/// The FP4 elements that MXFP4 and NVFP4 share, for whole blocks.
///
/// The codes equal `MiniFloat.e2m1.encode`; counting thresholds says the same without a branch.
enum E2M1 {
  /// The value of each code.
  static let values = ElementGrid(.e2m1).values

  /// The nearest code, ties to the even code, saturating at ±6; the sign is kept, also for zero.
  ///
  /// Midway between neighbours lies a threshold that belongs to the even code: a magnitude must exceed it
  /// where the lower code is even, and reach it where the upper one is. Positive floats order as their bits do.
  @inline(__always)
  static func encode(_ value: Float) -> UInt8 {
    let magnitude = value.bitPattern & 0x7fff_ffff
    var code = exceeds(magnitude, 0.25) &+ exceeds(magnitude, Float(0.75).nextDown)
    code &+= exceeds(magnitude, 1.25) &+ exceeds(magnitude, Float(1.75).nextDown)
    code &+= exceeds(magnitude, 2.5) &+ exceeds(magnitude, Float(3.5).nextDown)
    code &+= exceeds(magnitude, 5)
    return UInt8(truncatingIfNeeded: code | value.bitPattern >> 28 & 8)
  }

  /// 1 where the magnitude's bits lie above the threshold's, else 0, without a branch.
  @inline(__always)
  private static func exceeds(_ magnitude: UInt32, _ threshold: Float) -> UInt32 {
    (threshold.bitPattern &- magnitude) >> 31
  }

  /// Divides by the scale in F32, rounds to E2M1, and counts magnitudes above 6.
  ///
  /// A divisor of 0 (a scale that underflowed) gives code 0 everywhere.
  static func encode(
    _ block: Span<Float>, divisor: Float, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    guard divisor != 0 else {
      for index in block.indices { codes[index] = 0 }
      return 0
    }
    var saturated = 0
    for index in block.indices {
      let scaled = block[index] / divisor
      saturated &+= Int(exceeds(scaled.magnitude.bitPattern, 6))
      codes[index] = encode(scaled)
    }
    return saturated
  }

  /// Looks each code up in the grid and multiplies in F32.
  static func decode(
    _ codes: Span<UInt8>, grid: [Float], multiplier: Float, into values: inout MutableSpan<Float>
  ) {
    for index in codes.indices {
      values[index] = grid[Int(codes[index])] * multiplier
    }
  }

  /// Multiplies by a factor in F32, rounds to E2M1, and counts magnitudes above 6.
  ///
  /// 0 stays 0, also where the factor is infinite.
  static func encode(
    _ block: Span<Float>, factor: Float, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    var saturated = 0
    for index in block.indices {
      let scaled = block[index] == 0 ? block[index] : block[index] * factor
      saturated &+= Int(exceeds(scaled.magnitude.bitPattern, 6))
      codes[index] = encode(scaled)
    }
    return saturated
  }

  /// The nearest value, as `encode` chooses it.
  @inline(__always)
  static func rounded(_ value: Float) -> Float {
    // Each threshold passed adds the distance to the next value; all sums are exact.
    let magnitude = value.bitPattern & 0x7fff_ffff
    let halves =
      exceeds(magnitude, 0.25) &+ exceeds(magnitude, Float(0.75).nextDown)
      &+ exceeds(magnitude, 1.25) &+ exceeds(magnitude, Float(1.75).nextDown)
    let wholes = exceeds(magnitude, 2.5) &+ exceeds(magnitude, Float(3.5).nextDown)
    let count = halves &+ wholes &* 2 &+ exceeds(magnitude, 5) &* 4
    let rounded = Float(Int32(truncatingIfNeeded: count)) * 0.5
    return Float(bitPattern: rounded.bitPattern | value.bitPattern & 0x8000_0000)
  }

  /// Σ(x - x')² of a block under a scale, in F64, in sixteen lanes by index; x' = 0 where the scale is 0.
  static func squaredError(_ block: Span<Float>, multiplier: Float) -> Double {
    var sums = LaneSums()
    for index in block.indices {
      let decoded = multiplier == 0 ? 0 : rounded(block[index] / multiplier) * multiplier
      let error = Double(block[index]) - Double(decoded)
      sums.add(error * error, lane: index)
    }
    return sums.total
  }
}

/// A codec of E2M1 elements that divides by the scale's multiplier.
protocol E2M1Codec: BlockCodec {}

extension E2M1Codec {
  func encode(
    _ block: Span<Float>, scale: BlockScale, into codes: inout MutableSpan<UInt8>
  ) -> Int {
    E2M1.encode(block, divisor: scale.multiplier, into: &codes)
  }

  func decode(
    _ codes: Span<UInt8>, scale: BlockScale, into values: inout MutableSpan<Float>
  ) {
    E2M1.decode(codes, grid: E2M1.values, multiplier: scale.multiplier, into: &values)
  }
}
