public import QuantCore

/// Which block scales a format used, zero blocks aside.
public struct ScaleUse: Sendable, Hashable {
  /// The type of the scales.
  public let type: ScaleType
  /// The codes in use, ascending; empty for float scales.
  public let codes: [Code]
  /// The values in use by exponent and top four mantissa bits; empty for coded scales.
  public let values: [LogHistogram.Bin]

  /// One scale code and the blocks that use it.
  public struct Code: Sendable, Hashable {
    /// The stored code.
    public let code: UInt8
    /// How many blocks.
    public let blocks: UInt64
    /// How many of them saturate at least one element.
    public let clipped: UInt64
    /// Their pooled SQNR, in dB; nil where it is undefined.
    public let sqnr: Double?
    /// Whether all of their elements decode to themselves.
    public let isExact: Bool

    /// Creates a code.
    public init(code: UInt8, blocks: UInt64, clipped: UInt64, sqnr: Double?, isExact: Bool) {
      self.code = code
      self.blocks = blocks
      self.clipped = clipped
      self.sqnr = sqnr
      self.isExact = isExact
    }
  }

  init(_ statistics: BlockStatistics, type: ScaleType) {
    self.type = type
    codes = statistics.scaleCodeCounts.indices.compactMap { code in
      let blocks = statistics.scaleCodeCounts[code]
      guard blocks > 0 else { return nil }
      return Code(
        code: UInt8(code), blocks: blocks, clipped: statistics.clippedByScaleCode[code],
        sqnr: statistics.energyByScaleCode[code].signalToNoise,
        isExact: statistics.energyByScaleCode[code].noise == 0)
    }
    values = statistics.scaleValues.bins
  }

  /// Scales of which only the type is known.
  init(type: ScaleType) {
    self.type = type
    codes = []
    values = []
  }

  /// The value of a scale code under this type; nil for float scales.
  public func value(of code: UInt8) -> Float? {
    switch type {
    case .e8m0: E8M0.decode(code)
    case .e4m3: MiniFloat.e4m3.decode(code)
    case .f16, .bf16, .f32, .none: nil
    }
  }

  /// The median stored scale of the blocks; nil where there are none.
  ///
  /// For float scales the middle of the bin that holds the median.
  public var median: Float? {
    let total = codes.reduce(0) { $0 + $1.blocks } + values.reduce(0) { $0 + $1.count }
    var seen: UInt64 = 0
    for code in codes {
      seen += code.blocks
      if seen * 2 >= total { return value(of: code.code) }
    }
    for bin in values {
      seen += bin.count
      if seen * 2 >= total { return Float((bin.low + bin.high) / 2) }
    }
    return nil
  }
}
