public import Charts
internal import QuantCore
public import TensorFiles

/// Which 8-bit scale codes a file uses, as they are stored.
public struct StoredScaleFigure: Sendable, Equatable {
  /// The codes in the grid of their type; a digit is one more than the decimal logarithm of the blocks.
  public let grid: CodeGrid
  /// How many blocks have each code.
  public let blocks: [UInt64]
  /// The used codes, the range and what is special, in words.
  public let facts: [String]
  /// What is suspicious.
  public let warnings: [String]

  /// Draws the stored scales of a weight; nil where its scales have no codes, or were not looked at.
  ///
  /// - Parameter survey: What was found.
  public init?(_ survey: ScaleSurvey) {
    guard survey.isComplete, survey.codeCounts.count == 256 else { return nil }
    blocks = survey.codeCounts
    let used = blocks.count { $0 > 0 }
    let range =
      survey.smallest.flatMap { low in
        survey.largest.map {
          ", \(FigureText.number(Double(low))) to \(FigureText.number(Double($0)))"
        }
      } ?? ""
    let isPower = survey.matrix.scaleType == .e8m0
    grid = isPower ? E8M0Figure.grid(blocks) : E4M3Figure.grid(Array(blocks.prefix(128)))
    facts =
      ["stored by \(survey.matrix.title): \(used) codes used\(range)"]
      + (survey.nan.count > 0 ? ["NaN \(FigureText.count(survey.nan.count))"] : [])
      + (survey.zero.count > 0 ? ["zero \(FigureText.count(survey.zero.count))"] : [])
      + (survey.negative.count > 0 ? ["negative \(FigureText.count(survey.negative.count))"] : [])
      + [survey.tensorScaleText].compactMap { $0 }
    warnings = survey.warnings
  }
}
