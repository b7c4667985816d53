internal import Charts
public import QuantAnalysis
internal import TensorFiles

/// One of the worst blocks in words.
public enum WorstBlockText {
  /// The rank, the place and the ratio: `worst block 3 of 64 by squared error: row 977 cols 1328-1343, 9.8 dB`.
  ///
  /// - Parameters:
  ///   - rank: The block's place in the ranking, from 0.
  ///   - worst: The ranking.
  /// - Returns: The text; nil for a rank that does not exist.
  public static func rank(_ rank: Int, of worst: WorstBlocks) -> String? {
    guard worst.blocks.indices.contains(rank) else { return nil }
    let block = worst.blocks[rank]
    let decibels = block.sqnr.map { FigureText.fixed($0, decimals: 1) + " dB" } ?? "overflow"
    return "worst block \(rank + 1) of \(worst.blocks.count) by squared error: "
      + place(block) + ", \(decibels)"
  }

  /// Where a block lies: `row 977 cols 1328-1343`.
  public static func place(_ block: WorstBlocks.Block) -> String {
    place(rows: block.region.rows, columns: block.region.columns)
  }

  /// Rows and columns in words, the last ones included.
  static func place(rows: Range<Int>, columns: Range<Int>) -> String {
    func text(_ range: Range<Int>, _ noun: String) -> String {
      range.count == 1
        ? "\(noun) \(range.lowerBound)" : "\(noun)s \(range.lowerBound)-\(range.upperBound - 1)"
    }
    return text(rows, "row") + " " + text(columns, "col")
  }
}
