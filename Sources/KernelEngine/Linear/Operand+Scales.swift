internal import QuantCore

extension LinearRecipe.Operand {
  /// What the operand decodes to, and the scale of each block by which its codes are multiplied.
  ///
  /// - Parameters:
  ///   - values: Row-major, finite.
  ///   - columns: Columns of a row.
  ///   - engine: What encodes; the outcome is the same with every one.
  /// - Returns: As many values, and the scales in the order of their blocks; none where the operand has no codes.
  package func decodedWithScales(
    _ values: Span<Float>, columns: Int, engine: KernelEngine = .shared
  ) -> (decoded: [Float], scales: [Float]) {
    guard case .quantized(let format) = self else {
      return (decoded(values, columns: columns, engine: engine), [])
    }
    let encoded = format.encoded(values, columns: columns, engine: engine)
    return (Array(encoded.decoded.prefix(values.count)), encoded.multipliers)
  }
}
