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

    /// A ragged number of columns, or one that the format admits.
    var columns: Int {
      [FormatContract.columns, 384].first { format.refusal(rows: rows, columns: $0) == nil }
        ?? FormatContract.columns
    }

    /// The contract's weights in as many columns.
    var weights: [Float] { FormatContract.weights(columns: columns) }

    /// Whether the format holds one row of so many values.
    func admits(_ columns: Int) -> Bool { format.refusal(rows: 1, columns: columns) == nil }

    /// What encodes a block of the contract's weights; nil where blocks depend on one another.
    var block: (any BlockCodec)? {
      guard format.foreknowledge != .survey else { return nil }
      let summary = summarize(FormatContract.weights, columns: FormatContract.columns)
      return (format.codec(for: summary) as? TiledCodec)?.block
    }
  }

  static let members = FormatRegistry.all.map { Member(format: $0) }

  /// The members whose blocks are encoded one by one onto a grid that a scale stretches.
  static let blockwise = members.filter { $0.block != nil && !$0.format.element.values.isEmpty }

  /// The blockwise members whose codes are the nearest under the scale as it is stored.
  static let nearest = blockwise.filter { $0.format.roundsScaleFirst }

  /// The members whose grids reach as far below zero as above, integers' lowest code aside.
  static let signed = blockwise.filter { member in
    member.format.element.values.contains { $0 < 0 }
  }

  /// The members that know no size but the tensor's own.
  static let scaleInvariant = members.filter { $0.format.isScaleInvariant }

  /// The members in which 0 stays 0.
  static let zeroKeeping = members.filter { $0.format.keepsZero }

  /// Weights as they are in trained models: Gaussian, rows of differing size, a few outliers.
  static let weights = weights(columns: columns)

  fileprivate static func weights(columns: Int) -> [Float] {
    var random = SplitMix64(seed: 0xc0de)
    return (0..<rows).flatMap { row in
      let deviation = 0.02 * (1 + Double(row % 5))
      return (0..<columns).map { column in
        Float(random.normal() * deviation * (column % 97 == 5 ? 8 : 1))
      }
    }
  }
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
