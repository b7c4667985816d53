import QuantCore
import TestSupport
import Testing

/// What every row of the registry promises, whatever the format.
///
/// Nothing here names a format: a new row has to pass as it stands.
enum FormatContract {
  /// A member of the registry, by its identifier.
  struct Member: Sendable, CustomTestStringConvertible {
    let format: any QuantizationFormat
    var testDescription: String { format.id.description }
  }

  static let members = FormatRegistry.all.map { Member(format: $0) }

  /// Weights as they are in trained models: Gaussian, rows of differing size, a few outliers.
  static let weights: [Float] = {
    var random = SplitMix64(seed: 0xc0de)
    return (0..<rows).flatMap { row in
      let deviation = 0.02 * (1 + Double(row % 5))
      return (0..<columns).map { column in
        Float(random.normal() * deviation * (column % 97 == 5 ? 8 : 1))
      }
    }
  }()
  static let rows = 12
  static let columns = 300

  /// Finite floats of every size, both signs, among them the extremes.
  static let extremes: [Float] = {
    var random = SplitMix64(seed: 0xeeee)
    let largest = Float.greatestFiniteMagnitude
    let tiny = Float.leastNonzeroMagnitude
    let named: [Float] = [
      0, tiny, .leastNormalMagnitude, .leastNormalMagnitude.nextDown, 1, 1e38, largest,
    ]
    let anything = (0..<2000).map { _ in random.anyFloat() }.filter { $0.isFinite }
    return named + named.map { -$0 } + anything
  }()
}
