internal import Figures
internal import Measurement
internal import QuantAnalysis
internal import TensorFiles
internal import TerminalKit

/// What a pinned tensor's layer costs and what its weights lose, beside those of the tensor on show.
struct PinnedLayer {
  /// Whether the two are of one size, so that what was measured holds for both.
  let isSameLayer: Bool
  /// What it is and how far it is measured, in words.
  let words: String
  private let measured: LinearReport?
  private let report: TensorReport?

  /// - Parameter state: What is on show; nil comes of a state without a pinned tensor.
  init?(_ state: AppState) {
    guard let pinned = state.ofPinned, let tensor = pinned.tensor else { return nil }
    let size = pinned.layerSize
    isSameLayer = pinned.kernelConditions == state.kernelConditions
    measured = pinned.kernelReport
    report = state.comparedReport
    let name = state.traits.shortened(
      PrintableName.escaped(tensor.name), to: max(8, state.size.columns / 4), keeping: .ends)
    guard !isSameLayer else {
      words = "= \(name): the same layer, \(size), so the same times"
      return
    }
    let wanted = state.kernelRecipes.count * state.kernelBatches.count
    let points = measured?.points ?? []
    let done = points.count {
      state.kernelRecipes.contains($0.recipe) && state.kernelBatches.contains($0.batch)
    }
    let progress = done < wanted ? ", \(done) of \(wanted) measured" : ""
    words = "= \(name): \(size)\(progress)" + (size.note.map { ", as \($0)" } ?? "")
  }

  static func column(_ title: String, width: Int) -> Table.Column {
    Table.Column(
      StyledText(title, style: .accent), alignment: .right, minimumWidth: width, priority: 8)
  }

  /// A row with its figures beside those they are compared with.
  func inserted(into row: [StyledText], of recipe: String, batch: Int) -> [StyledText] {
    var row = row
    let point = measured?.points(of: recipe).first { $0.batch == batch }
    // A row that is not measured yet has no figures to stand beside.
    while row.count < 8 { row.append("") }
    let error = point.map { WeightError.text($0, in: report) } ?? ""
    row.insert(StyledText(error, style: .accent), at: 8)
    guard !isSameLayer else { return row }
    let time = point.map { FigureText.number($0.samples.minimum) } ?? "..."
    row.insert(StyledText(time, style: .accent), at: 2)
    return row
  }
}
