public import QuantCore
internal import TensorFiles

/// The figures of one format on one tensor without their histograms: few enough to keep for every tensor of a model.
///
/// The figures that `FormatReport` has are made from the same sums by the same rules, so they have the same bits.
public struct FormatFigures: Sendable, Hashable {
  /// The identifier as asked for.
  public let id: FormatID
  /// The bits stored for the whole tensor, block and tensor scales included.
  public let bits: Int
  /// How many elements were measured: those of blocks without NaN and infinities, among the rows that were read.
  public let elements: Int
  /// Σx² of the measured elements.
  public let signal: Double
  /// Σe² of the measured elements; infinite where a decoded value overflowed.
  public let noise: Double
  /// Elements that are not zero but decode to zero.
  public let flushedCount: Int
  /// Σxd/√(Σx²Σd²).
  public let cosine: Double?
  /// Σxd/Σx².
  public let slope: Double?
  /// Σe/n.
  public let meanError: Double?
  /// max |e|.
  public let maximumError: Double?
  /// The 99th percentile of |e|, within 1/16 of itself.
  public let errorP99: Double?
  /// The 99.9th percentile of |e|, within 1/16 of itself.
  public let errorP999: Double?
  /// Elements whose magnitude was too large for the element type.
  public let saturatedCount: Int
  /// All blocks that were read.
  public let blocks: Int
  /// Blocks with a saturated element.
  public let clippedBlocks: Int
  /// Blocks of zeros only.
  public let zeroBlocks: Int
  /// Blocks with NaN or infinities, left out of every other figure.
  public let nonfiniteBlocks: Int
  /// The 1st, 50th and 99th percentile of the blocks' SQNR, in dB.
  public let blockSQNR: FormatReport.BlockSQNR
  /// The entropy of the codes, in bits.
  public let codeEntropy: Double?
  /// The multiplier that all blocks share; nil for formats without one.
  public let tensorScale: Float?
}

extension FormatFigures {
  /// Takes the figures of a complete report.
  ///
  /// - Parameters:
  ///   - report: The report, of the whole tensor or of a part of its rows.
  ///   - bits: The bits stored for the whole tensor.
  public init(_ report: FormatReport, bits: Int) {
    id = report.id
    self.bits = bits
    elements = report.elements
    signal = report.signal
    noise = report.noise
    flushedCount = report.flushedCount
    cosine = report.cosine
    slope = report.slope
    meanError = report.meanError
    maximumError = report.maximumError
    errorP99 = report.errorP99
    errorP999 = report.errorP999
    saturatedCount = report.saturatedCount
    blocks = report.blocks
    clippedBlocks = report.clippedBlocks
    zeroBlocks = report.zeroBlocks
    nonfiniteBlocks = report.nonfiniteBlocks
    blockSQNR = report.blockSQNR
    codeEntropy = report.codeEntropy
    tensorScale = report.tensorScale
  }

  /// The bytes stored for the whole tensor.
  public var bytes: Int { (bits + 7) / 8 }

  /// Σe²/n.
  public var mse: Double? { ratio(noise, Double(elements)) }

  /// √(Σe²/n).
  public var rmse: Double? { mse?.squareRoot() }

  /// √(Σe²/Σx²).
  public var relativeFrobenius: Double? { ratio(noise, signal)?.squareRoot() }

  /// 10·log10(Σx²/Σe²), in dB; nil where there is no signal, no error, or an overflow.
  public var sqnr: Double? { ErrorStatistics.signalToNoise(signal: signal, noise: noise) }

  /// Flushed elements as a share of those measured; nil where there are none.
  public var flushedShare: Double? {
    elements > 0 ? Double(flushedCount) / Double(elements) : nil
  }

  /// Clipped blocks as a share of those without NaN or infinities; nil where there are none.
  public var clippedShare: Double? {
    let measured = blocks - nonfiniteBlocks
    return measured > 0 ? Double(clippedBlocks) / Double(measured) : nil
  }

  /// Whether every measured element decodes to itself.
  public var isExact: Bool { elements > 0 && noise == 0 }

  private func ratio(_ numerator: Double, _ denominator: Double) -> Double? {
    let quotient = numerator / denominator
    return denominator > 0 && quotient.isFinite ? quotient : nil
  }
}
