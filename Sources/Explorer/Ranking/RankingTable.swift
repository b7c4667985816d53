internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The tensors on show, a row each; what lies beyond is not looked at.
struct RankingTable {
  private let state: AppState

  init(_ state: AppState) {
    self.state = state
  }

  /// Draws the tensors on show, below them the pinned one.
  func draw(_ layout: RankingLayout, into frame: inout Frame) {
    let rect = layout[.table]
    guard !rect.isEmpty else { return }
    var table = Table(columns: columns(width: rect.columns), hasHeader: layout.hasTitles)
    let first = state.ranking.firstRow
    let count = layout.tableRows
    table.rows = (first..<first + count).compactMap { row in
      state.ranking.tensor(inRow: row, count: state.tensors.count).map {
        cells(of: $0, width: rect.columns)
      }
    }
    let isEmpty = table.rows.isEmpty
    if layout.hasPinned, let pinned = state.pinned {
      table.rows += Array(repeating: [], count: count - table.rows.count)
      var cells = cells(of: pinned, width: rect.columns)
      cells[0] = StyledText("= " + cells[0].text, style: .accent)
      table.rows.append(cells)
    }
    frame.draw(
      table, in: rect, traits: state.traits,
      selectedRow: isEmpty ? nil : state.ranking.selected - first)
  }

  private func columns(width: Int) -> [Table.Column] {
    let isShort = Self.isShort(width)
    let name = width < 60 ? max(8, width / 2) : isShort ? 24 : 36
    var columns = [
      Table.Column(
        "tensor", minimumWidth: name, priority: 100, isFlexible: true, keeping: .ends),
      Table.Column("role", minimumWidth: 5, priority: 60),
      Table.Column("size", alignment: .right, minimumWidth: isShort ? 5 : 9, priority: 50),
    ]
    let slots = state.slots.formats
    let room = max(5, min(14, width / 3 / max(1, slots.count) - (isShort ? 1 : 0)))
    for index in slots.indices {
      columns.append(
        Table.Column(
          state.slotHeading(index, room: room), alignment: .right, minimumWidth: 6,
          priority: index == state.slots.selected ? 90 : 80 - index))
    }
    columns.append(Table.Column("zero%", alignment: .right, minimumWidth: 5, priority: 40))
    columns.append(Table.Column("sigma", alignment: .right, minimumWidth: 9, priority: 30))
    if width >= 110 {
      columns.append(Table.Column("clip%", alignment: .right, minimumWidth: 6, priority: 20))
      columns.append(Table.Column("amax", alignment: .right, minimumWidth: 9, priority: 15))
      columns.append(Table.Column("shape", minimumWidth: 10, priority: 10))
    }
    columns.append(Table.Column("choice", minimumWidth: 9, priority: 95))
    return columns
  }

  /// Whether names, sizes and ratios stand in few letters.
  private static func isShort(_ width: Int) -> Bool { width < 110 }

  private func cells(of index: Int, width: Int) -> [StyledText] {
    let tensor = state.tensors[index]
    let ranking = state.ranking
    let isKept = RankingWords.isKept(index, state)
    let style: Style = isKept ? .dim : .normal
    let figures = ranking.figures(index, state.slots.current)
    func percent(_ share: Double?) -> StyledText {
      guard let share, let figures else { return "" }
      return StyledText(
        (figures.isSample ? "~" : "") + FigureText.fixed(share * 100, decimals: 1), style: .dim)
    }
    let values = ranking.whole[index]?.values ?? ranking.sampled[index]?.values
    let isSampled = ranking.whole[index]?.values == nil
    func number(_ value: Double?) -> StyledText {
      value.map { StyledText((isSampled ? "~" : "") + FigureText.number($0), style: .dim) } ?? ""
    }
    var cells = [
      StyledText(RankingWords.name(tensor.name, isShort: Self.isShort(width)), style: style),
      StyledText(RankingWords.role(index, state), style: .dim),
      StyledText(
        Self.isShort(width)
          ? RankingWords.size(tensor.byteCount) : FigureText.bytes(tensor.byteCount), style: .dim),
    ]
    cells += state.slots.formats.map { ratio(of: index, as: $0, width: width) }
    cells += [percent(figures?.figures.flushedShare), number(values?.standardDeviation)]
    if width >= 110 {
      cells += [
        percent(figures?.figures.clippedShare), number(values?.amax.map { Double($0) }),
        StyledText(FigureText.shape(tensor.shape), style: .dim),
      ]
    }
    let choice = RankingWords.choice(index, state)
    cells.append(StyledText(choice.text, style: choice.isByHand ? .accent : style))
    return cells
  }

  /// The SQNR of a slot, of a part marked; what stands in its place where there is none.
  private func ratio(of index: Int, as format: FormatID, width: Int) -> StyledText {
    let tensor = state.tensors[index]
    guard tensor.isAnalysable, tensor.elementCount > 0 else { return StyledText("-", style: .dim) }
    if state.reports.failures[index] != nil { return StyledText("failed", style: .error) }
    if let (figures, isSample) = state.ranking.figures(index, format) {
      let text =
        figures.isExact
        ? "exact"
        : Self.isShort(width)
          ? figures.sqnr.map { FigureText.fixed($0, decimals: 1) } ?? FigureText.undefined
          : FigureText.number(figures.sqnr)
      return StyledText(isSample ? "~" + text : text, style: isSample ? .dim : .normal)
    }
    let held = try? FormatRegistry.format(format)
    if held?.refusal(rows: tensor.rows, columns: tensor.columns) != nil {
      return StyledText(FigureText.undefined, style: .dim)
    }
    guard let look = state.ranking.look, look.tensors.contains(index) else {
      return StyledText(".", style: .dim)
    }
    return StyledText("...", style: .accent)
  }
}
