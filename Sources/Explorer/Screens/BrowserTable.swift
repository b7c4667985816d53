internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The browser's list as a table: a row for each folder and each tensor on show.
struct BrowserTable {
  private let state: AppState
  private let width: Int
  /// Whether there is room for words and for more figures.
  private let isLong: Bool

  init(_ state: AppState, width: Int) {
    self.state = state
    self.width = width
    isLong = width >= 100
  }

  /// The columns without any row.
  var empty: Table {
    var columns = [
      Table.Column(
        StyledText(heading, style: .bold),
        minimumWidth: width < 60 ? max(10, (width - 4) * 3 / 5) : 16, priority: 10,
        isFlexible: true,
        // Of very short names the beginning says more.
        keeping: width < 30 && state.browser.order == .name ? .start : .ends),
      Table.Column(isLong ? "role" : "", minimumWidth: isLong ? 4 : 1, priority: 4),
      Table.Column("dtype", minimumWidth: 4, priority: 2),
      Table.Column("shape", minimumWidth: 6, priority: 3),
    ]
    if isLong {
      let sigma = width >= 140 ? [("sigma", 9)] : []
      columns += ([("size", 9)] + sigma + [("amax", 7), ("zero%", 6), ("clip%", 6)]).map {
        Table.Column(StyledText($0.0), alignment: .right, minimumWidth: $0.1, priority: 1)
      }
    }
    // Identifiers stand in full as long as names keep a third of the width; long ones differ at their ends.
    let needed = state.slots.formats.reduce(2) { $0 + $1.description.count + 1 }
    let share = width * 2 / 3
    let room = needed <= share ? share : max(6, share / state.slots.formats.count - 3)
    for index in state.slots.formats.indices {
      columns.append(
        Table.Column(
          state.slotHeading(index, room: room), alignment: .right, minimumWidth: 7,
          priority: index == state.slots.selected ? 9 : 8 - index))
    }
    return Table(columns: columns, rows: [])
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
          node.label, isShort: state.browser.order == .name ? width < 60 : !isLong)
      return row(
        ofTensor: index,
        named: StyledText(
          "\(indent)\(index == state.pinned ? "= " : "  ")\(label)",
          style: state.tensors[index].isAnalysable ? .normal : .dim))
    }
    let label = PrintableName.escaped(node.label)
    let mark = state.browser.isFolded(node) ? "+" : "-"
    let pool = state.browser.pool(of: node)
    let bytes = FigureText.bytes(pool.byteCount)
    let count = Self.count(pool.count, of: node.members.count, isNarrow: width < 140)
    var cells = [
      StyledText(
        "\(indent)\(mark) \(RoleText.name(of: node, label: label, isLong: isLong))  (\(count))",
        style: .bold),
      StyledText(RoleText.mark(of: node.group, isLong: isLong), style: .dim), "",
      // Where there is no column for sizes, theirs stand where tensors have their shapes.
      StyledText(isLong ? "" : bytes, style: .dim),
    ]
    if isLong {
      cells += [StyledText(bytes, style: .dim), "", "", ""]
      if width >= 140 { cells.append("") }
    }
    return cells + state.slots.formats.map { ratio($0, of: node) }
  }

  /// The pinned tensor's row, under its whole name.
  func row(ofPinned index: Int) -> [StyledText] {
    let name = RankingWords.name(state.tensors[index].name, isShort: !isLong)
    return row(ofTensor: index, named: StyledText("= " + name, style: .accent))
  }

  private func row(ofTensor index: Int, named name: StyledText) -> [StyledText] {
    let tensor = state.tensors[index]
    var cells = [
      name,
      StyledText(RoleText.mark(of: tensor, isLong: isLong), style: .dim),
      // What is suspicious about stored scales is said below the list.
      state.reports[index]?.stored?.warnings.isEmpty == false
        ? StyledText(tensor.type.name + " !", style: .warning)
        : StyledText(tensor.type.name, style: .dim),
      StyledText(FigureText.shape(tensor.shape), style: .dim),
    ]
    if isLong {
      cells.append(StyledText(FigureText.bytes(tensor.byteCount), style: .dim))
      cells += figures(of: index)
    }
    return cells + state.slots.formats.map { ratio($0, of: index) }
  }

  /// How many of a folder's tensors are listed: `12 tensors`, under a filter `3 of 12 tensors`.
  static func count(_ shown: Int, of members: Int, isNarrow: Bool) -> String {
    let all = isNarrow ? FigureText.count(members) : FigureText.count(members, "tensor")
    return shown == members ? all : "\(FigureText.count(shown)) of \(all)"
  }

  /// Sigma on wide pages, the amax, and what the selected slot turns into 0 and clips, in percent.
  private func figures(of index: Int) -> [StyledText] {
    let report = state.reports[index]
    let amax = report?.values.flatMap { $0.isComplete ? $0.amax : nil }
    let format = report?.completeFormat(state.slots.current)
    func percent(_ share: Double?) -> String {
      share.map { FigureText.fixed($0 * 100, decimals: 1) } ?? ""
    }
    let sigma = report?.values.flatMap { $0.isComplete ? $0.standardDeviation : nil }
    let texts = [
      amax.map { FigureText.number(Double($0)) } ?? "", percent(format?.flushedShare),
      percent(format?.clippedShare),
    ]
    return ((width >= 140 ? [sigma.map { FigureText.number($0) } ?? ""] : []) + texts)
      .map { StyledText($0, style: .dim) }
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
