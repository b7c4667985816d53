internal import QuantCore

extension LinearRecipe.Operand {
  /// What the operand decodes to, by its format's definition.
  ///
  /// - Parameters:
  ///   - values: Row-major, finite.
  ///   - columns: Columns of a row.
  ///   - engine: What encodes; the outcome is the same with every one.
  public func decoded(
    _ values: Span<Float>, columns: Int, engine: KernelEngine = .shared
  ) -> [Float] {
    switch self {
    case .f32: return values.indices.map { values[$0] }
    case .bf16: return values.indices.map { BFloat16.decode(BFloat16.encode(values[$0])) }
    case .quantized(let format):
      let encoded = format.encoded(values, columns: columns, engine: engine)
      return Array(encoded.decoded.prefix(values.count))
    }
  }
}

extension QuantizationFormat {
  /// A whole tensor of finite values, encoded.
  func encoded(_ values: Span<Float>, columns: Int, engine: KernelEngine) -> EncodedBand {
    let rows = values.count / columns
    var known = ValueStatistics()
    if foreknowledge != .none {
      for row in 0..<rows {
        known.add(values.extracting(row * columns..<(row + 1) * columns), row: row, column: 0)
      }
    }
    var encoded = EncodedBand()
    engine.encode(
      values, columns: columns, by: codec(for: known.summary(rows: rows, columns: columns)),
      mayHoldNonfinite: false, into: &encoded)
    return encoded
  }
}
