internal import QuantCore

/// What values that were read add to the error against their original.
///
/// `check` and the explorer's comparison both count so: what is not finite in the original has no error.
struct ComparedValues: Sendable {
  private(set) var errors = ErrorStatistics()
  /// How many values of the original are NaN or infinite.
  private(set) var nonfinite = 0

  /// Adds a chunk, row by row, as sums are cut.
  ///
  /// - Parameters:
  ///   - original: The values of the original, of whole rows.
  ///   - decoded: What stands for them.
  ///   - columns: How many values make a row.
  mutating func add(original: Span<Float>, decoded: [Float], columns: Int) {
    var decoded = decoded
    if !original.amax.isFinite {
      for place in original.indices where !original[place].isFinite {
        decoded[place] = .nan
        nonfinite += 1
      }
    }
    for start in stride(from: 0, to: original.count, by: max(1, columns)) {
      let range = start..<start + columns
      errors.add(original: original.extracting(range), decoded: decoded.span.extracting(range))
    }
  }

  /// Adds what another has counted.
  mutating func merge(_ other: ComparedValues) {
    errors.merge(other.errors)
    nonfinite += other.nonfinite
  }
}
