internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// What each slot would make of a tensor, where there is room for it.
struct RankingDetail {
  private let state: AppState
  private let index: Int

  /// Draws what is known of the selected tensor, and of the pinned one beside it.
  static func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard rect.rows >= 3, let selected = state.selectedRank else { return }
    guard let pinned = state.pinned, pinned != selected, rect.columns >= 110 else {
      RankingDetail(state: state, index: selected).draw(in: rect, into: &frame)
      return
    }
    let halves = rect.splitColumns([1, 1])
    RankingDetail(state: state, index: selected).draw(in: halves[0], into: &frame)
    RankingDetail(state: state, index: pinned).draw(in: halves[1], into: &frame)
  }

  private func draw(in rect: Rect, into frame: inout Frame) {
    let tensor = state.tensors[index]
    let isPinned = index == state.pinned
    let name = RankingWords.name(tensor.name, isShort: rect.columns < 90)
    let room = frame.drawPanel(
      "\(isPinned ? "= " : "")\(name)  \(tensor.type) \(FigureText.shape(tensor.shape)), "
        + RankingWords.reason(index, state), in: rect, traits: state.traits,
      titleStyle: isPinned ? .accent : .title)
    var table = Table(columns: [
      Table.Column("", minimumWidth: 10, priority: 10, isFlexible: true),
      Table.Column("SQNR dB", alignment: .right, minimumWidth: 8, priority: 9),
      Table.Column("size", alignment: .right, minimumWidth: 9, priority: 8),
      Table.Column("zero%", alignment: .right, minimumWidth: 6, priority: 7),
      Table.Column(
        rect.columns < 70 ? "worst 1%" : "worst 1% blocks", alignment: .right, minimumWidth: 8,
        priority: 6),
      Table.Column("max error", alignment: .right, minimumWidth: 9, priority: 5),
    ])
    for (slot, id) in state.slots.formats.enumerated() {
      guard let (figures, isSample) = state.ranking.figures(index, id) else { continue }
      let mark = isSample ? "~" : ""
      table.rows.append(
        [
          id.description, mark + FigureText.number(figures.sqnr),
          FigureText.bytes(figures.bytes),
          mark + (figures.flushedShare.map { FigureText.fixed($0 * 100, decimals: 1) } ?? ""),
          mark + FigureText.number(figures.blockSQNR.p01),
          mark + FigureText.number(figures.maximumError),
        ].enumerated().map { StyledText($1, style: $0 == 0 ? .slot(slot) : .normal) })
    }
    frame.draw(table, in: room, traits: state.traits)
  }
}
