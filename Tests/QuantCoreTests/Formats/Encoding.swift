import QuantCore

/// What a format makes of a tensor, block by block, kept for inspection.
struct Encoding: Equatable {
  /// Tiles from left to right, then down.
  var scales: [BlockScale] = []
  /// Saturated elements of each tile.
  var saturated: [Int] = []
  /// In the tensor's own order.
  var codes: [UInt8]
  /// In the tensor's own order.
  var values: [Float]
  let tensorScale: Float?

  /// Encodes and decodes values; one row unless the number of columns says otherwise.
  init(_ original: [Float], columns: Int? = nil, as format: any QuantizationFormat) {
    let summary = summarize(original, columns: columns ?? original.count)
    self.init(original, as: format, summary: summary)
  }

  /// Encodes and decodes values as if they belonged to a tensor with the given summary.
  init(_ original: [Float], as format: any QuantizationFormat, summary: TensorSummary) {
    let codec = format.codec(surveying: original, summary: summary)
    tensorScale = codec.tensorScale
    var band = EncodedBand()
    if summary.columns > 0 {
      codec.encode(
        original.span, columns: summary.columns, mayHoldNonfinite: false, into: &band)
    }
    codes = Array(band.codes.prefix(original.count))
    values = Array(band.decoded.prefix(original.count))
    for index in 0..<(summary.columns > 0 ? band.blockCount : 0) {
      scales.append(band.scale(index))
      saturated.append(Int(band.saturated[index]))
    }
  }

  /// The scale codes.
  var scaleCodes: [UInt32] { scales.map(\.code) }

  /// One hexadecimal digit a code.
  var digits: String { codes.map { String($0, radix: 16, uppercase: true) }.joined() }

  /// The values' bits, so that NaN and the sign of zero count in comparisons.
  var bits: [UInt32] { values.map(\.bitPattern) }

  /// Σ(x - x')²/n.
  func meanSquaredError(against original: [Float]) -> Double {
    let errors = zip(original, values).map { Double($0) - Double($1) }
    return errors.map { $0 * $0 }.reduce(0, +) / Double(errors.count)
  }
}

extension BlockCodec {
  /// The codes of a block, and how many of its magnitudes were too large.
  func codes(of block: [Float], scale: BlockScale) -> (codes: [UInt8], saturated: Int) {
    var codes = [UInt8](repeating: 0xaa, count: block.count)
    var writable = codes.mutableSpan
    let saturated = encode(block.span, scale: scale, into: &writable)
    return (codes, saturated)
  }

  /// The values of a block's codes.
  func values(of codes: [UInt8], scale: BlockScale) -> [Float] {
    var values = [Float](repeating: .nan, count: codes.count)
    var writable = values.mutableSpan
    decode(codes.span, scale: scale, into: &writable)
    return values
  }
}

extension QuantizationFormat {
  /// The codec of a tensor that is at hand whole; what the format wants to know of it, it learns.
  func codec(surveying values: [Float], summary: TensorSummary) -> any TensorCodec {
    var known = summary
    if foreknowledge == .survey, summary.columns > 0 {
      known.survey = survey(values.span, columns: summary.columns, summary: summary)
    }
    return codec(for: known)
  }
}

/// The summary of a tensor of finite values.
func summarize(_ values: [Float], columns: Int) -> TensorSummary {
  let magnitudes = values.map(\.magnitude)
  let sum = magnitudes.reduce(0) { $0 + Double($1) }
  return TensorSummary(
    rows: columns == 0 ? 0 : values.count / columns, columns: columns,
    amax: magnitudes.max() ?? 0,
    mean: values.isEmpty ? 0 : values.reduce(0) { $0 + Double($1) } / Double(values.count),
    meanMagnitude: values.isEmpty ? 0 : sum / Double(values.count), hasNonfinite: false)
}
