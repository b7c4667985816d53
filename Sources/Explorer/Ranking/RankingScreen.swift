internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// All tensors by their error in each slot, and a format for each within a number of bits.
struct RankingScreen: Screen {
  let id = ScreenID.ranking
  let digit: Character? = "0"
  let needsTensor = false
  // The list makes room for its row itself.
  let pinnedPlace = PinnedPlace.within
  let tab = "Rank"
  let summary = "which tensors can take fewer bits: errors ranked, a format for each, a recipe"
  let bindings = RankingCommands.all

  func subject(_ state: AppState) -> String { state.rankingProgress }

  func move(_ motion: Motion, _ state: inout AppState) {
    let page = state.rankingPage
    let count = state.ranking.rowCount(of: state.tensors.count)
    let distance: Int? =
      switch motion {
      case .lineStart: -count
      case .lineEnd: count
      default: motion.rows(page: page, count: count)
      }
    guard let distance else { return }
    state.ranking.select(
      row: state.ranking.selected + distance, count: state.tensors.count, page: page)
  }

  func value(_ state: AppState) -> CopiedValue? {
    guard let tensor = state.selectedRank else { return nil }
    guard let ratio = state.ranking.figures(tensor, state.slots.current)?.figures.sqnr else {
      return CopiedValue(state.tensors[tensor].name, name: "the tensor's name")
    }
    return CopiedValue("\(ratio)", name: "SQNR of \(state.slots.current) in dB")
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    let layout = RankingLayout(state, in: rect)
    let area = layout[.table]
    guard area.contains(point) else { return [] }
    let row = state.ranking.firstRow + point.row - area.top - (layout.hasTitles ? 1 : 0)
    guard row >= state.ranking.firstRow,
      row - state.ranking.firstRow < layout.tableRows,
      row < state.ranking.rowCount(of: state.tensors.count)
    else { return [] }
    state.endTyping()
    if row == state.ranking.selected, let tensor = state.selectedRank {
      state.open(tensor)
      if state.current == tensor { state.show(.overview) }
    } else {
      state.ranking.select(row: row, count: state.tensors.count, page: layout.tableRows)
    }
    return []
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    let layout = RankingLayout(state, in: rect)
    drawHeading(state, in: layout[.heading], into: &frame)
    RankingTable(state).draw(layout, into: &frame)
    RankingTotals(state).draw(in: layout[.totals], into: &frame)
    drawCurve(state, in: layout[.curve], into: &frame)
    RankingDetail.draw(state, in: layout[.detail], into: &frame)
    drawWords(state, in: layout[.words], into: &frame)
  }

  private func drawHeading(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard !rect.isEmpty else { return }
    if state.ranking.isTyping || !state.ranking.filter.isEmpty {
      drawFilter(state, in: rect, into: &frame)
      return
    }
    let order = state.ranking.order.title(
      slot: state.slots.current.description, isReversed: state.ranking.isReversed)
    // Short on a narrow page: what the budget is comes first, then the order.
    let budget = RankingWords.budget(state)
    let texts = budget.prefix(1).map { "\($0)  \(order)" } + budget
    let shown = texts.first { DisplayWidth.of($0) <= rect.columns } ?? texts.last ?? ""
    frame.put(state.traits.shortened(shown, to: rect.columns), at: rect.origin, style: .bold)
  }

  /// The filter and how many tensors it shows, in place of the heading.
  private func drawFilter(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    let text = "/" + PrintableName.escaped(state.ranking.filter)
    let shown = state.traits.shortened(text, to: max(1, rect.columns - 1), keeping: .end)
    let used = frame.put(shown, at: rect.origin, style: .bold)
    if state.ranking.isTyping {
      frame.textCursor = Point(column: rect.left + used, row: rect.top)
    }
    let all = state.tensors.count
    frame.putRight(
      "\(FigureText.count(state.ranking.rowCount(of: all))) of \(FigureText.count(all)) match",
      endingAt: Point(column: rect.right, row: rect.top), style: .dim,
      maxWidth: rect.columns - used - 1)
  }

  private func drawCurve(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard rect.rows >= 4 else { return }
    let area = rect.inset(left: 2)
    guard let figure = state.budgetFigure, let chart = figure.chart else {
      let text = RankingWords.noCurve(state)
      frame.put(facts: text, in: area, traits: state.traits, style: .dim)
      return
    }
    frame.draw(chart, in: area, traits: state.traits)
  }

  private func drawWords(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    frame.put(facts: RankingWords.notes(state), in: rect, traits: state.traits, style: .dim)
  }
}

extension AppState {
  /// The tensor in the selected row.
  var selectedRank: Int? {
    ranking.tensor(inRow: ranking.selected, count: tensors.count)
  }

  /// Why no row is selected; nil where one is.
  var noRank: String? {
    guard selectedRank == nil else { return nil }
    return ranking.filter.isEmpty
      ? "there is no tensor" : "no tensor's name holds the filter; Esc clears it"
  }

  /// The curve of error against bits with the present budget; nil before the first answer.
  var budgetFigure: BudgetFigure? {
    guard let answer = ranking.answer else { return nil }
    let choice = answer.choice
    return BudgetFigure(
      curve: choice.curve.map { (bits: $0.bitsPerWeight, sqnr: $0.sqnr) },
      slots: answer.totals.map { (format: $0.format, bits: $0.bitsPerWeight, sqnr: $0.sqnr) },
      budget: choice.limit, isSample: choice.sampledCount > 0)
  }
}
