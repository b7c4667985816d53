/// What a format's blocks look like: scales, codes, clipping, and their signal-to-noise ratios.
public struct BlockStatistics: Sendable, Hashable {
  /// How many blocks there are, all kinds included.
  public private(set) var count = 0
  /// Blocks in which at least one magnitude was too large for the element type.
  public private(set) var clippedCount = 0
  /// Blocks of zeros only.
  public private(set) var zeroCount = 0
  /// Blocks that hold NaN or infinity; they are in no other count but `count`.
  public private(set) var nonfiniteCount = 0
  /// Elements whose magnitude was too large for the element type.
  public private(set) var saturatedCount = 0
  /// How often each stored code was used.
  public private(set) var codeCounts: [UInt64]
  /// How many blocks use each scale code, zero blocks aside; empty for float scales.
  public private(set) var scaleCodeCounts: [UInt64]
  /// The clipped blocks of each scale code; empty for float scales.
  public private(set) var clippedByScaleCode: [UInt64]
  /// Σx² and Σe² of the blocks of each scale code; empty for float scales.
  public private(set) var energyByScaleCode: [Energy]
  /// The values of float scales, zero blocks aside; empty for coded scales.
  public private(set) var scaleValues = LogHistogram()
  /// The blocks' signal-to-noise ratios.
  public private(set) var decibels = DecibelHistogram()
  private let isCoded: Bool

  /// The energy of some blocks' values and of their errors.
  public struct Energy: Sendable, Hashable {
    /// Σx².
    public internal(set) var signal: Double = 0
    /// Σe².
    public internal(set) var noise: Double = 0

    /// 10·log10(Σx²/Σe²), in dB; nil where either is zero or the error is infinite.
    public var signalToNoise: Double? {
      ErrorStatistics.signalToNoise(signal: signal, noise: noise)
    }
  }

  /// Creates the statistics of no blocks.
  ///
  /// - Parameters:
  ///   - codeCount: How many codes an element has.
  ///   - scaleType: The type of the block scales.
  public init(codeCount: Int, scaleType: ScaleType) {
    isCoded = scaleType.isCoded
    codeCounts = Array(repeating: 0, count: codeCount)
    scaleCodeCounts = Array(repeating: 0, count: isCoded ? 256 : 0)
    clippedByScaleCode = scaleCodeCounts
    energyByScaleCode = Array(repeating: Energy(), count: scaleCodeCounts.count)
  }

  /// Counts a block that holds NaN or infinity.
  public mutating func addNonfinite() {
    count += 1
    nonfiniteCount += 1
  }

  /// Counts an encoded block.
  ///
  /// - Parameters:
  ///   - original: Its values, finite.
  ///   - decoded: What they became.
  ///   - codes: Their codes.
  ///   - scale: Its scale.
  ///   - saturated: How many magnitudes were too large.
  public mutating func add(
    original: Span<Float>, decoded: Span<Float>, codes: Span<UInt8>, scale: BlockScale,
    saturated: Int
  ) {
    var energy = Energy()
    for index in original.indices {
      let value = Double(original[index])
      let error = value - Double(decoded[index])
      energy.signal += value * value
      energy.noise += error * error
      codeCounts[Int(codes[index])] += 1
    }
    count += 1
    saturatedCount += saturated
    clippedCount += saturated > 0 ? 1 : 0
    guard energy.signal > 0 else {
      zeroCount += 1
      return
    }
    decibels.add(signal: energy.signal, noise: energy.noise)
    guard isCoded else {
      scaleValues.add(Double(scale.value))
      return
    }
    let code = Int(scale.code & 0xff)
    scaleCodeCounts[code] += 1
    clippedByScaleCode[code] += saturated > 0 ? 1 : 0
    energyByScaleCode[code].signal += energy.signal
    energyByScaleCode[code].noise += energy.noise
  }

  /// Adds the statistics of further blocks.
  public mutating func merge(_ next: BlockStatistics) {
    count += next.count
    clippedCount += next.clippedCount
    zeroCount += next.zeroCount
    nonfiniteCount += next.nonfiniteCount
    saturatedCount += next.saturatedCount
    for index in codeCounts.indices { codeCounts[index] += next.codeCounts[index] }
    for index in scaleCodeCounts.indices {
      scaleCodeCounts[index] += next.scaleCodeCounts[index]
      clippedByScaleCode[index] += next.clippedByScaleCode[index]
      energyByScaleCode[index].signal += next.energyByScaleCode[index].signal
      energyByScaleCode[index].noise += next.energyByScaleCode[index].noise
    }
    scaleValues.merge(next.scaleValues)
    decibels.merge(next.decibels)
  }

  /// The entropy of the codes, in bits: Σ -p·log2 p; nil where no code was used.
  public var codeEntropy: Double? {
    let total = Double(codeCounts.reduce(0, +))
    guard total > 0 else { return nil }
    let entropy = codeCounts.reduce(0.0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / total
      return sum - share * .log2(share)
    }
    return entropy
  }
}
