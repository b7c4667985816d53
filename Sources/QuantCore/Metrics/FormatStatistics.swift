/// What one format does to a tensor, gathered band by band and mergeable in order.
public struct FormatStatistics: Sendable, Hashable {
  /// Sums and counts over elements.
  public package(set) var errors: ErrorStatistics
  /// Counts over blocks.
  public package(set) var blocks: BlockStatistics

  /// Creates the statistics of nothing under a format.
  public init(format: any QuantizationFormat) {
    self.init(
      errors: ErrorStatistics(),
      blocks: BlockStatistics(element: format.element, scaleType: format.scaleType))
  }

  /// Puts together what was gathered apart.
  public init(errors: ErrorStatistics, blocks: BlockStatistics) {
    self.errors = errors
    self.blocks = blocks
  }

  /// Measures what became of a band of rows.
  ///
  /// - Parameters:
  ///   - encoded: What encoding made of the band.
  ///   - band: The values, row-major without gaps; the first column is a multiple of 16.
  public mutating func add(_ encoded: EncodedBand, of band: Span<Float>) {
    if let working = encoded.working {
      blocks.add(encoded, values: working.values.span, decoded: working.decoded.span)
    } else {
      blocks.add(encoded, values: band, decoded: encoded.decoded.span)
    }
    for row in 0..<encoded.rows {
      let range = row * encoded.columns..<(row + 1) * encoded.columns
      errors.add(
        original: band.extracting(range), decoded: encoded.decoded.span.extracting(range))
    }
  }

  /// Adds the statistics of what follows.
  public mutating func merge(_ next: FormatStatistics) {
    errors.merge(next.errors)
    blocks.merge(next.blocks)
  }
}
