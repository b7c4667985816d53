internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The browser's list as a table: a row for each folder and each tensor on show.
struct BrowserTable {
  private let state: AppState
  private let width: Int
  /// Whether there is room for words.
  private let isLong: Bool
  /// The columns behind the names.
  private let columns: [BrowserColumn]

  init(_ state: AppState, width: Int) {
    self.state = state
    self.width = width
    isLong = BrowserColumn.isLong(width)
    columns = BrowserColumn.shown(
      width: width, order: state.browser.order, slots: state.slots.formats.count)
  }

  /// The columns without any row.
  var empty: Table {
    let names = Table.Column(
      StyledText(heading, style: .bold),
      minimumWidth: width < 60 ? max(10, (width - 4) * 3 / 5) : 16, priority: 10,
      isFlexible: true,
      // Of very short names the beginning says more.
      keeping: width < 30 && state.browser.order == .name ? .start : .ends)
    return Table(columns: [names] + columns.map { heading(of: $0) })
  }

  /// The columns that there is room for; which these are does not depend on the rows.
  var shown: [BrowserColumn] {
    let room = width - Table.gutter(width: width)
    return empty.placements(width: room).dropFirst().map { columns[$0.index - 1] }
  }

  private func heading(of column: BrowserColumn) -> Table.Column {
    if case .slot(let index) = column {
      // Identifiers stand in full as long as names keep a third of the width; long ones differ at their ends.
      let needed = state.slots.formats.reduce(2) { $0 + $1.description.count + 1 }
      let share = width * 2 / 3
      let room = needed <= share ? share : max(6, share / state.slots.formats.count - 3)
      return Table.Column(
        state.slotHeading(index, room: room), alignment: .right, minimumWidth: 7,
        priority: index == state.slots.selected ? 9 : 8 - index)
    }
    // What the list is sorted by is seen as long as there is a figure at all.
    let isSorting = column == BrowserColumn.figure(of: state.browser.order)
    return Table.Column(
      StyledText(column.title(isLong: isLong), style: isSorting ? .bold : .normal),
      alignment: column.isNumber ? .right : .left,
      minimumWidth: column.minimumWidth(isLong: isLong),
      priority: isSorting ? 9 : column.priority)
  }

  private var heading: String {
    switch state.browser.order {
    case .name: "Name"
    case .size: "Name, largest first"
    case .sqnr: "Name, worst SQNR first"
    case .flushed: "Name, most to zero first"
    case .sigma: "Name, largest sigma first"
    }
  }

  /// A row of the list.
  func row(of node: TensorTree.Node) -> [StyledText] {
    let indent = String(
      repeating: isLong ? "  " : " ", count: min(node.depth, width < 30 ? 1 : 8))
    if let index = node.tensor {
      // What nearly all names have says little where there is no room, or where they stand alone and are long.
      let label =
        RankingWords.name(
          node.label,
          isShort: width < (state.browser.order == .name ? 60 : BrowserColumn.roomyWidth))
      return row(
        ofTensor: index,
        named: StyledText(
          "\(indent)\(index == state.pinned ? "= " : "  ")\(label)",
          style: state.tensors[index].isAnalysable ? .normal : .dim))
    }
    let label = PrintableName.escaped(node.label)
    let mark = state.browser.isFolded(node) ? "+" : "-"
    let pool = state.browser.pool(of: node)
    let count = Self.count(pool.count, of: node.members.count, isNarrow: width < 140)
    let name = StyledText(
      "\(indent)\(mark) \(RoleText.name(of: node, label: label, isLong: isLong))  (\(count))",
      style: .bold)
    return [name] + columns.map { cell($0, of: node) }
  }

  /// The pinned tensor's row, under its whole name.
  func row(ofPinned index: Int) -> [StyledText] {
    let name = RankingWords.name(state.tensors[index].name, isShort: !isLong)
    return row(ofTensor: index, named: StyledText("= " + name, style: .accent))
  }

  private func row(ofTensor index: Int, named name: StyledText) -> [StyledText] {
    [name] + columns.map { cell($0, ofTensor: index) }
  }

  /// How many of a folder's tensors are listed: `12 tensors`, under a filter `3 of 12 tensors`.
  static func count(_ shown: Int, of members: Int, isNarrow: Bool) -> String {
    let all = isNarrow ? FigureText.count(members) : FigureText.count(members, "tensor")
    return shown == members ? all : "\(FigureText.count(shown)) of \(all)"
  }

  private func cell(_ column: BrowserColumn, of node: TensorTree.Node) -> StyledText {
    let bytes = FigureText.bytes(state.browser.pool(of: node).byteCount)
    switch column {
    case .role: return StyledText(RoleText.mark(of: node.group, isLong: isLong), style: .dim)
    // Where there is no column for sizes, theirs stand where tensors have their shapes.
    case .shape: return StyledText(columns.contains(.size) ? "" : bytes, style: .dim)
    case .size: return StyledText(bytes, style: .dim)
    case .slot(let index): return ratio(state.slots.formats[index], of: node)
    case .dtype, .sigma, .amax, .flushed, .clipped: return ""
    }
  }

  private func cell(_ column: BrowserColumn, ofTensor index: Int) -> StyledText {
    let tensor = state.tensors[index]
    switch column {
    case .role: return StyledText(RoleText.mark(of: tensor, isLong: isLong), style: .dim)
    case .dtype:
      // What is suspicious about stored scales is said below the list.
      return state.reports[index]?.stored?.warnings.isEmpty == false
        ? StyledText(tensor.type.name + " !", style: .warning)
        : StyledText(tensor.type.name, style: .dim)
    case .shape: return StyledText(FigureText.shape(tensor.shape), style: .dim)
    case .size: return StyledText(FigureText.bytes(tensor.byteCount), style: .dim)
    case .sigma: return figure(state.standardDeviation(index)) { FigureText.number($0) }
    case .amax: return figure(state.amax(index)) { FigureText.number($0) }
    case .flushed: return figure(state.flushedShare(index), Self.percent)
    case .clipped: return figure(state.clippedShare(index), Self.percent)
    case .slot(let slot): return ratio(state.slots.formats[slot], of: index)
    }
  }

  private func figure(_ known: TensorFigure?, _ text: (Double) -> String) -> StyledText {
    StyledText(known.map { ($0.isSample ? "~" : "") + text($0.value) } ?? "", style: .dim)
  }

  private static func percent(_ share: Double) -> String {
    FigureText.fixed(share * 100, decimals: 1)
  }

  /// The SQNR of those of a folder's tensors together that are to be quantized.
  private func ratio(_ format: FormatID, of node: TensorTree.Node) -> StyledText {
    let pool = state.browser.pool(of: node)
    guard let ratio = pool.signalToNoise(format) else {
      if pool.isKept { return StyledText("kept ", style: .dim) }
      return pool.isRefused(format) ? Self.refused : ""
    }
    let part = pool.isWhole(format) ? "" : "~"
    // The blank stands where tensors have the mark of the best.
    return StyledText(part + FigureText.number(ratio) + " ", style: .dim)
  }

  private func ratio(_ format: FormatID, of index: Int) -> StyledText {
    let tensor = state.tensors[index]
    guard tensor.isAnalysable, tensor.elementCount > 0 else { return StyledText("-", style: .dim) }
    if state.reports.failures[index] != nil { return StyledText("failed", style: .error) }
    if let report = state.reports[index]?.completeFormat(format) {
      let isBest = isBest(format, of: index)
      let text = Metric.sqnrText(report) + (isBest ? "*" : " ")
      return StyledText(text, style: isBest ? .best : .normal)
    }
    let held = try? FormatRegistry.format(format)
    if held?.refusal(rows: tensor.rows, columns: tensor.columns) != nil { return Self.refused }
    // What the ranking has found is there for all.
    if let (figures, isSample) = state.ranking.figures(index, format) {
      let text = figures.isExact ? "exact" : FigureText.number(figures.sqnr)
      return StyledText((isSample ? "~" : "") + text + " ", style: .dim)
    }
    guard let running = state.work.running, running.tensor == index else {
      return StyledText(". ", style: .dim)
    }
    return StyledText("\(Int(running.done * 100))% ", style: .accent)
  }

  /// What stands where a format can't hold the tensor.
  private static let refused = StyledText(FigureText.undefined + " ", style: .dim)

  /// Whether a format has the best SQNR of all slots, and not all are equal.
  private func isBest(_ format: FormatID, of tensor: Int) -> Bool {
    let ratios = state.slots.formats.map {
      state.reports[tensor]?.completeFormat($0)?.comparableSQNR
    }
    let known = ratios.compactMap { $0 }
    guard known.count == state.slots.formats.count, let best = known.max(), known.min() != best,
      let index = state.slots.formats.firstIndex(of: format)
    else { return false }
    return ratios[index] == best
  }
}

extension FormatReport {
  /// The SQNR to compare by: infinite for an exact result; nil where undefined.
  var comparableSQNR: Double? { isExact ? .infinity : sqnr }
}
