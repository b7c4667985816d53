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
    codes = Array(repeating: 0xaa, count: original.count)
    values = Array(repeating: .nan, count: original.count)
    let codec = format.prepare(for: summary)
    tensorScale = codec.tensorScale
    let shape = format.blockShape(rows: summary.rows, columns: summary.columns)
    for top in stride(from: 0, to: summary.rows, by: shape.rows) {
      for left in stride(from: 0, to: summary.columns, by: shape.columns) {
        let places = (top..<min(top + shape.rows, summary.rows)).flatMap { row in
          (left..<min(left + shape.columns, summary.columns)).map { row * summary.columns + $0 }
        }
        let block = places.map { original[$0] }
        add(block, at: places, codec: codec)
      }
    }
  }

  private mutating func add(_ block: [Float], at places: [Int], codec: any BlockCodec) {
    let scale = codec.scale(for: block.span)
    scales.append(scale)
    saturated.append(0)
    let (blockCodes, count) = codec.codes(of: block, scale: scale)
    saturated[saturated.count - 1] = count
    let decoded = codec.values(of: blockCodes, scale: scale)
    for (index, place) in places.enumerated() {
      codes[place] = blockCodes[index]
      values[place] = decoded[index]
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

/// The summary of a tensor of finite values.
func summarize(_ values: [Float], columns: Int) -> TensorSummary {
  let magnitudes = values.map(\.magnitude)
  let sum = magnitudes.reduce(0) { $0 + Double($1) }
  return TensorSummary(
    rows: columns == 0 ? 0 : values.count / columns, columns: columns,
    amax: magnitudes.max() ?? 0,
    meanMagnitude: values.isEmpty ? 0 : sum / Double(values.count), hasNonfinite: false)
}
