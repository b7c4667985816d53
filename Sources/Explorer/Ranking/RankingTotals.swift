internal import Figures
internal import QuantCore
internal import TerminalKit

/// What the model comes to: in each slot alone, by the choice, and as it is stored.
struct RankingTotals {
  private let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  func draw(in rect: Rect, into frame: inout Frame) {
    guard !rect.isEmpty else { return }
    guard let answer = state.ranking.answer else {
      frame.put("adding up ...", at: rect.origin, style: .dim, maxWidth: rect.columns)
      return
    }
    let choice = answer.choice
    let isPart = !choice.isComplete || choice.sampledCount > 0 || choice.unseenMarkedCount > 0
    let mark = isPart ? "~" : ""
    var table = Table(columns: [
      Table.Column("the model as", minimumWidth: 14, priority: 9, isFlexible: true, keeping: .ends),
      Table.Column("size", alignment: .right, minimumWidth: 9, priority: 10),
      Table.Column("bits", alignment: .right, minimumWidth: 5, priority: 6),
      Table.Column("SQNR dB", alignment: .right, minimumWidth: 7, priority: 7),
      Table.Column(
        StyledText(state.ranking.memory == nil ? "" : "fits \(state.ranking.memoryText)"),
        alignment: .right, minimumWidth: 11, priority: state.ranking.memory == nil ? 0 : 8),
    ])
    for (index, total) in answer.totals.enumerated() {
      let refused = total.refusedCount > 0 ? " (\(total.refusedCount) kept)" : ""
      table.rows.append([
        StyledText("\(index + 1) \(total.format)\(refused)", style: .slot(index)),
        StyledText(FigureText.bytes(total.bytes)), bits(total.bitsPerWeight),
        StyledText(total.sqnr.map { mark + FigureText.number($0) } ?? ""), fit(total.bytes),
      ])
    }
    table.rows.append([
      StyledText("o choice", style: .best),
      StyledText(choice.bytes.map { FigureText.bytes($0) } ?? "-", style: .best),
      bits(choice.bitsPerWeight),
      StyledText(choice.sqnr.map { mark + FigureText.number($0) } ?? "-", style: .best),
      choice.bytes.map { fit($0) } ?? "",
    ])
    table.rows.append([
      StyledText("  as stored", style: .dim),
      StyledText(FigureText.bytes(choice.storedBytes), style: .dim), "", "",
      fit(choice.storedBytes),
    ])
    frame.draw(table, in: rect, traits: state.traits)
  }

  private func bits(_ value: Double?) -> StyledText {
    StyledText(value.map { FigureText.fixed($0, decimals: 2) } ?? "-")
  }

  /// Whether so many bytes fit into the memory, in a word, and by how much.
  private func fit(_ bytes: Int) -> StyledText {
    guard let memory = state.ranking.memory else { return "" }
    return bytes <= memory
      ? StyledText("yes") : StyledText("! too large", style: .warning)
  }
}
