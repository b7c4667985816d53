/// `ties.npy`: a table whose every row is a case of rounding.
///
/// A row of 128 columns is one INT4 group, four MXFP4 blocks, eight NVFP4 blocks. The tensor's amax is 2688, so
/// that NVFP4's tensor scale is exactly 1 and its block scales can be read off the values.
enum TiesSample {
  static let columnCount = 128

  static func tensor() -> SampleTensor {
    let rows = [
      exactValues(), midpoints { $0 }, midpoints { $0.nextDown }, midpoints { $0.nextUp },
      e4m3ScaleTies(), nvfp4ScaleRange(), int4HalfSteps(), int4ScaleTie(),
      powerOfTwoEdges(), ruleEdges(), subnormals(), signedZeros(),
    ]
    return SampleTensor(
      name: "ties", type: .f32, shape: [rows.count, columnCount],
      values: rows.flatMap { $0.map(Double.init) })
  }

  /// Row 0: all sixteen E2M1 codes, -0 included; MXFP4 and NVFP4 are exact.
  private static func exactValues() -> [Float] {
    let positive = E2M1.magnitudes.map(Float.init)
    return repeated(positive + positive.map { -$0 })
  }

  /// Rows 1 to 3: ±6 and the fourteen midpoints, or their neighbours on the side of zero or away from it.
  private static func midpoints(_ neighbour: (Float) -> Float) -> [Float] {
    let positive = [6] + E2M1.midpoints.map { neighbour(Float($0)) }
    return repeated(positive + positive.map { -$0 })
  }

  /// Row 4: eight NVFP4 blocks whose scale amax/6 lies halfway between two E4M3 values.
  private static func e4m3ScaleTies() -> [Float] {
    [0x1.8p-9, 0x2.8p-9, 0.53125, 1.0625, 1.1875, 17, 248, 432].flatMap { ramp(amax: 6 * $0) }
  }

  /// Row 5: NVFP4 scales from the largest, 448, to the floor, 2^-9, and what happens below it.
  private static func nvfp4ScaleRange() -> [Float] {
    [448, 1, 0x1p-6, 0x1p-9, 0x1p-10, 0x1p-11, 0x1p-12, 0x1p-14].flatMap { ramp(amax: 6 * $0) }
  }

  /// Row 6: -7.5, -6.5 … 7.5; the scale is 1, so that every value is a tie and 7.5 exceeds the largest code.
  private static func int4HalfSteps() -> [Float] {
    repeated((0..<16).map { Float($0) - 7.5 })
  }

  /// Row 7: a group whose scale amax/7.5 = 1 + 2^-11 lies halfway between two F16 values.
  private static func int4ScaleTie() -> [Float] {
    [7.5 * (1 + 0x1p-11)] + int4HalfSteps().dropFirst()
  }

  /// Row 8: MXFP4 blocks with an amax just below 4, at 4, just above 4 and just below 8.
  private static func powerOfTwoEdges() -> [Float] {
    [Float(4).nextDown, 4, Float(4).nextUp, Float(8).nextDown].flatMap { ramp(amax: $0, count: 32) }
  }

  /// Row 9: MXFP4 blocks at the steps of the rules: rceil's 6 and just above it, just below even's 7 and at it.
  private static func ruleEdges() -> [Float] {
    [6, Float(6).nextUp, Float(7).nextDown, 7].flatMap { ramp(amax: $0, count: 32) }
  }

  /// Row 10: MXFP4 blocks of F32 subnormals and of the smallest normal values.
  private static func subnormals() -> [Float] {
    [0x1p-144, 0x1p-135, 0x1p-127, 0x1p-125].flatMap { ramp(amax: $0, count: 32) }
  }

  /// Row 11: a block of 0, one of -0, one of both, and one with a single 1 among both.
  private static func signedZeros() -> [Float] {
    let both = (0..<32).map { $0.isMultiple(of: 2) ? Float(0) : -Float(0) }
    return [Float](repeating: 0, count: 32) + [Float](repeating: -0.0, count: 32) + both + [1]
      + both.dropFirst()
  }

  /// amax, then ever smaller sixteenths or thirty-seconds of it with alternating signs.
  private static func ramp(amax: Float, count: Int = 16) -> [Float] {
    (0..<count).map { index in
      let magnitude = amax * Float(count - index) / Float(count)
      return index.isMultiple(of: 2) ? magnitude : -magnitude
    }
  }

  private static func repeated(_ pattern: [Float]) -> [Float] {
    (0..<columnCount).map { pattern[$0 % pattern.count] }
  }
}
