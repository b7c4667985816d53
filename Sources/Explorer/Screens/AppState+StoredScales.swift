internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// The scale codes that the file stores for the current tensor; nil where it stores none of the type.
  func storedScales(of type: ScaleType) -> StoredScaleFigure? {
    guard let current, let survey = reports[current]?.stored, survey.matrix.scaleType == type
    else { return nil }
    return StoredScaleFigure(survey)
  }

  /// Draws the file's scale codes where no slot has such: the grid, and what is to be said of it.
  func drawStoredAlone(
    _ stored: StoredScaleFigure, legend: String, in rect: Rect, into frame: inout Frame
  ) {
    let layout = CodeGridLayout(stored.grid, columns: rect.columns, widestCell: 5)
    let hasGrid = layout.cellColumns > 0 && rect.rows >= 4
    let (heading, below) = rect.splitTop(hasGrid ? 1 : 0)
    if !heading.isEmpty {
      frame.put(
        traits.shortened("stored codes, no slot has such scales  \(legend)", to: heading.columns),
        at: heading.origin, style: .dim)
    }
    let (grid, rest) = below.splitTop(
      hasGrid
        ? min(stored.grid.rows.count + (stored.grid.columnLabels.isEmpty ? 0 : 1), below.rows) : 0)
    if hasGrid { frame.draw(stored.grid, in: grid, traits: traits, widestCell: 5) }
    let used = frame.put(facts: stored.facts, in: rest, traits: traits)
    frame.put(
      facts: stored.warnings.map { "! \($0)" }, in: rest.splitTop(used).rest, traits: traits,
      style: .warning)
  }

  /// The key that changes between the grids of the file's codes and of those that the slot would choose.
  static func gridBinding(of type: ScaleType) -> KeyBinding {
    originBinding(
      of: type, help: "the grid of the codes as stored, or as the slot would choose them",
      word: "stored-codes")
  }
}
