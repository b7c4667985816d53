internal import QuantCore

extension FormatFigures {
  /// Writes the figures, without the identifier.
  func write(to bytes: inout FigureBytes) {
    bytes.put(bits)
    bytes.put(elements)
    bytes.put(signal)
    bytes.put(noise)
    bytes.put(flushedCount)
    for figure in [
      cosine, slope, meanError, maximumError, errorP99, errorP999, blockSQNR.p01, blockSQNR.p50,
      blockSQNR.p99, codeEntropy,
    ] {
      bytes.put(figure)
    }
    for count in [saturatedCount, blocks, clippedBlocks, zeroBlocks, nonfiniteBlocks] {
      bytes.put(count)
    }
    bytes.put(tensorScale)
  }

  /// Reads the figures of a format.
  init(_ id: FormatID, from bytes: inout FigureReader) throws(FigureReader.Mismatch) {
    self.id = id
    bits = try bytes.count()
    elements = try bytes.count()
    signal = try bytes.number()
    noise = try bytes.number()
    flushedCount = try bytes.count()
    cosine = try bytes.optional()
    slope = try bytes.optional()
    meanError = try bytes.optional()
    maximumError = try bytes.optional()
    errorP99 = try bytes.optional()
    errorP999 = try bytes.optional()
    blockSQNR = FormatReport.BlockSQNR(
      p01: try bytes.optional(), p50: try bytes.optional(), p99: try bytes.optional())
    codeEntropy = try bytes.optional()
    saturatedCount = try bytes.count()
    blocks = try bytes.count()
    clippedBlocks = try bytes.count()
    zeroBlocks = try bytes.count()
    nonfiniteBlocks = try bytes.count()
    tensorScale = try bytes.optionalFloat()
  }
}

extension ValueFigures {
  /// Writes the figures.
  func write(to bytes: inout FigureBytes) {
    for count in [elements, zeroCount, nanCount, infiniteCount] { bytes.put(count) }
    for value in [minimum, maximum, amax] { bytes.put(value) }
    for figure in [mean, standardDeviation, kurtosis] { bytes.put(figure) }
  }

  /// Reads the figures.
  init(from bytes: inout FigureReader) throws(FigureReader.Mismatch) {
    elements = try bytes.count()
    zeroCount = try bytes.count()
    nanCount = try bytes.count()
    infiniteCount = try bytes.count()
    minimum = try bytes.optionalFloat()
    maximum = try bytes.optionalFloat()
    amax = try bytes.optionalFloat()
    mean = try bytes.optional()
    standardDeviation = try bytes.optional()
    kurtosis = try bytes.optional()
  }
}
