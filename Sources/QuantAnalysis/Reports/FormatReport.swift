public import QuantCore
public import TensorFiles

/// What one format does to one tensor.
///
/// Figures that are undefined (0/0, an overflow) are nil.
public struct FormatReport: Sendable, Hashable {
  /// The identifier as asked for.
  public let id: FormatID
  /// The rule in force.
  public let rule: String
  /// Whether the whole tensor was measured.
  public let isComplete: Bool
  /// The bits stored for each element, block and tensor scales included.
  public let bitsPerWeight: Double?
  /// The bytes stored for the tensor.
  public let bytes: Int

  /// How many elements were measured: those of blocks without NaN and infinities.
  public let elements: Int
  /// Σx² of the measured elements, for pooling tensors.
  public let signal: Double
  /// Σe² of the measured elements; infinite where a decoded value overflowed.
  public let noise: Double
  /// Σe²/n.
  public let mse: Double?
  /// √(Σe²/n).
  public let rmse: Double?
  /// √(Σe²/Σx²).
  public let relativeFrobenius: Double?
  /// 10·log10(Σx²/Σe²), in dB.
  public let sqnr: Double?
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

  /// Elements that are not zero but decode to zero.
  public let flushedCount: Int
  /// Elements whose magnitude was too large for the element type.
  public let saturatedCount: Int
  /// All blocks.
  public let blocks: Int
  /// Blocks with a saturated element.
  public let clippedBlocks: Int
  /// Blocks of zeros only.
  public let zeroBlocks: Int
  /// Blocks with NaN or infinities, left out of every other figure.
  public let nonfiniteBlocks: Int
  /// The 1st, 50th and 99th percentile of the blocks' SQNR, in dB.
  public let blockSQNR: BlockSQNR
  /// The entropy of the codes, in bits.
  public let codeEntropy: Double?
  /// How often each stored code was used.
  public let codeCounts: [UInt64]
  /// The multiplier that all blocks share; nil for formats without one.
  public let tensorScale: Float?
  /// The block scales in use, zero blocks aside.
  public let scales: ScaleUse
  /// What the format gathered over the tensor before it encoded; empty for most.
  public let survey: Survey
  /// The signed errors by sign, exponent and top four mantissa bits.
  public let errorHistogram: [LogHistogram.Bin]
  /// What becomes of the block with the amax; nil unless that lies far out and all is measured.
  public internal(set) var amaxBlock: AmaxBlock?

  /// Percentiles of the blocks' signal-to-noise ratios, in dB, in bins of 0.1 dB.
  public struct BlockSQNR: Sendable, Hashable {
    /// The 1st percentile.
    public let p01: Double?
    /// The median.
    public let p50: Double?
    /// The 99th percentile.
    public let p99: Double?
  }

  init(
    _ statistics: FormatStatistics, coding: Coding, of tensor: TensorDescriptor, isComplete: Bool
  ) {
    let format = coding.format
    let errors = statistics.errors
    let blocks = statistics.blocks
    id = format.id
    rule = format.rule
    self.isComplete = isComplete
    bitsPerWeight = format.bitsPerWeight(rows: tensor.rows, columns: tensor.columns)
    bytes = (format.storedBits(rows: tensor.rows, columns: tensor.columns) + 7) / 8
    elements = errors.count
    signal = errors.signal
    noise = errors.noise
    mse = errors.meanSquaredError
    rmse = errors.rootMeanSquaredError
    relativeFrobenius = errors.relativeFrobenius
    sqnr = errors.signalToNoise
    cosine = errors.cosine
    slope = errors.slope
    meanError = errors.meanError
    maximumError = errors.maximumError
    errorP99 = Self.percentile(0.99, of: errors)
    errorP999 = Self.percentile(0.999, of: errors)
    flushedCount = errors.flushedCount
    saturatedCount = blocks.saturatedCount
    self.blocks = blocks.count
    clippedBlocks = blocks.clippedCount
    zeroBlocks = blocks.zeroCount
    nonfiniteBlocks = blocks.nonfiniteCount
    let decibels = blocks.decibels
    blockSQNR = BlockSQNR(
      p01: decibels.decibels(atShare: 0.01), p50: decibels.decibels(atShare: 0.5),
      p99: decibels.decibels(atShare: 0.99))
    codeEntropy = blocks.codeEntropy
    codeCounts = blocks.codeCounts
    tensorScale = coding.codec.tensorScale
    survey = coding.survey
    scales = ScaleUse(blocks, type: format.scaleType)
    errorHistogram = errors.histogram.bins
  }

  /// Takes figures that were kept without their histograms.
  ///
  /// - Parameters:
  ///   - figures: The figures.
  ///   - format: Their format.
  ///   - tensor: The whole tensor, which bits and bytes are of.
  public init(
    _ figures: FormatFigures, as format: any QuantizationFormat, of tensor: TensorDescriptor
  ) {
    id = figures.id
    rule = format.rule
    isComplete = true
    bitsPerWeight = format.bitsPerWeight(rows: tensor.rows, columns: tensor.columns)
    bytes = figures.bytes
    elements = figures.elements
    signal = figures.signal
    noise = figures.noise
    mse = figures.mse
    rmse = figures.rmse
    relativeFrobenius = figures.relativeFrobenius
    sqnr = figures.sqnr
    cosine = figures.cosine
    slope = figures.slope
    meanError = figures.meanError
    maximumError = figures.maximumError
    errorP99 = figures.errorP99
    errorP999 = figures.errorP999
    flushedCount = figures.flushedCount
    saturatedCount = figures.saturatedCount
    blocks = figures.blocks
    clippedBlocks = figures.clippedBlocks
    zeroBlocks = figures.zeroBlocks
    nonfiniteBlocks = figures.nonfiniteBlocks
    blockSQNR = figures.blockSQNR
    codeEntropy = figures.codeEntropy
    codeCounts = []
    tensorScale = figures.tensorScale
    scales = ScaleUse(type: format.scaleType)
    survey = Survey()
    errorHistogram = []
  }

  /// A percentile of |e|; the middle of its bin can't lie above the largest error.
  private static func percentile(_ share: Double, of errors: ErrorStatistics) -> Double? {
    errors.histogram.magnitude(atShare: share).map { min($0, errors.largestError) }
  }
}

extension FormatReport {
  /// Flushed elements as a share of those measured; nil where there are none.
  public var flushedShare: Double? { share(flushedCount, of: elements) }

  /// Saturated elements as a share of those measured; nil where there are none.
  public var saturatedShare: Double? { share(saturatedCount, of: elements) }

  /// Clipped blocks as a share of the blocks measured; nil where there are none.
  public var clippedShare: Double? { share(clippedBlocks, of: measuredBlocks) }

  /// The blocks that shares of blocks are taken of: all but those with NaN or infinities.
  public var measuredBlocks: Int { blocks - nonfiniteBlocks }

  /// Whether every element decodes to itself.
  public var isExact: Bool { mse == 0 }

  private func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}
