internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// All tensors as a tree, with the SQNR of each slot as it becomes known.
struct BrowserScreen: Screen {
  let id = ScreenID.browser
  let digit: Character? = "1"
  let pinnedPlace = PinnedPlace.nowhere
  let tab = "Browse"
  let summary = "all tensors, with the error of each slot"

  func subject(_ state: AppState) -> String {
    FigureText.count(state.tensors.count, "tensor")
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    let height = state.bodyRect.rows
    switch motion {
    case .left: state.browser.fold()
    case .right: state.browser.unfold()
    case .lineStart: state.browser.move(-state.browser.rows.count, rows: height)
    case .lineEnd: state.browser.move(state.browser.rows.count, rows: height)
    default:
      let page = BrowserLayout(height: height).listRows
      let distance = motion.rows(page: page, count: state.browser.rows.count) ?? 0
      state.browser.move(distance, rows: height)
    }
    state.browser.keepSelectionInSight(rows: height)
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        "Enter", .browser, "open the tensor; fold or unfold a folder", hint: "open", word: "open"
      ) {
        state, _ in
        open(&state)
        return []
      },
      KeyBinding(
        "/", .find, "filter names as you type", hint: "filter", word: "type-filter"
      ) { state, _ in
        state.browser.isTyping = true
        return []
      },
      KeyBinding("Esc", .find, "clear the filter", word: "clear-filter") { state, _ in
        if state.browser.filter.isEmpty {
          state.goBack()
        } else {
          state.browser.seek("")
          state.browser.keepSelectionInSight(rows: state.bodyRect.rows)
        }
        return []
      },
      KeyBinding("n", .find, "the next tensor", word: "next-tensor") { state, _ in
        state.browser.step(1, rows: state.bodyRect.rows)
        return []
      },
      KeyBinding("N", .find, "the previous tensor", word: "previous-tensor") { state, _ in
        state.browser.step(-1, rows: state.bodyRect.rows)
        return []
      },
      KeyBinding(
        "s", .browser, "sort by name, size, or the slot's SQNR", hint: "sort", word: "sort",
        argument: CommandArgument(
          oneOf: BrowserState.Order.allCases.map { ($0.rawValue, "by \($0.rawValue)") },
          isOptional: true
        ) { state, index in
          state.sortBrowser(by: BrowserState.Order.allCases[index])
          return []
        }
      ) { state, _ in
        state.sortBrowser(by: state.browser.order.next)
        return []
      },
      KeyBinding("a", .browser, "analyse all tensors", hint: "all", word: "analyse-all") {
        state, _ in
        state.work.wantsAll = true
        state.work.isPaused = false
        return []
      },
    ]
  }

  /// Opens the selected tensor, folds or unfolds the selected folder.
  private func open(_ state: inout AppState) {
    guard let tensor = state.browser.selectedTensor else {
      state.browser.toggle()
      state.browser.keepSelectionInSight(rows: state.bodyRect.rows)
      return
    }
    state.open(tensor)
    if state.current == tensor { state.show(.overview) }
  }

  func value(_ state: AppState) -> CopiedValue? {
    let browser = state.browser
    guard browser.rows.indices.contains(browser.selected) else { return nil }
    let row = browser.rows[browser.selected]
    guard let tensor = row.tensor else { return CopiedValue(row.path, name: "the folder's name") }
    return CopiedValue(state.tensors[tensor].name, name: "the tensor's name")
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    let layout = BrowserLayout(height: rect.rows)
    var table = table(state, width: rect.columns)
    table.hasHeader = layout.hasHeading
    guard
      let row = table.row(
        at: point, in: rect.splitBottom(layout.footRows).rest, firstRow: state.browser.firstRow,
        count: state.browser.rows.count)
    else { return [] }
    state.browser.isTyping = false
    if row == state.browser.selected {
      open(&state)
    } else {
      state.browser.select(row: row, rows: rect.rows)
    }
    return []
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    let browser = state.browser
    let layout = BrowserLayout(height: rect.rows)
    let visible = browser.rows.dropFirst(browser.firstRow).prefix(layout.listRows)
    var table = table(state, width: rect.columns)
    table.rows = visible.map { row(of: $0, in: state, width: rect.columns) }
    table.hasHeader = layout.hasHeading
    let (upper, detail) = rect.splitBottom(layout.detailRows)
    let (list, foot) = upper.splitBottom(layout.footRows)
    frame.draw(
      table, in: list, traits: state.traits,
      selectedRow: browser.rows.isEmpty ? nil : browser.selected - browser.firstRow)
    drawFoot(state, in: foot, into: &frame)
    BrowserDetail(state).draw(in: detail, into: &frame)
  }

  private func table(_ state: AppState, width: Int) -> Table {
    var columns = [
      Table.Column(
        StyledText(heading(state), style: .bold),
        minimumWidth: width < 60 ? max(10, width * 3 / 5) : 16, priority: 10, isFlexible: true,
        keeping: state.browser.order == .name ? .start : .ends),
      Table.Column("dtype", minimumWidth: 4, priority: 2),
      Table.Column("shape", minimumWidth: 6, priority: 3),
    ]
    if width >= 100 {
      columns += [("size", 9), ("amax", 7), ("zero%", 6), ("clip%", 6)].map {
        Table.Column(StyledText($0.0), alignment: .right, minimumWidth: $0.1, priority: 1)
      }
    }
    // Identifiers stand in full as long as names keep a third of the width; long ones differ at their ends.
    let needed = state.slots.formats.reduce(2) { $0 + $1.description.count + 1 }
    let share = width * 2 / 3
    let room = needed <= share ? share : max(6, share / state.slots.formats.count - 3)
    for (index, format) in state.slots.formats.enumerated() {
      let isSelected = index == state.slots.selected
      let name = state.traits.shortened(format.description, to: room, keeping: .ends)
      columns.append(
        Table.Column(
          StyledText(
            isSelected ? "[\(name)]" : name,
            style: Style(foreground: .slot(index), isUnderlined: isSelected)),
          alignment: .right, minimumWidth: 6, priority: isSelected ? 9 : 8 - index))
    }
    return Table(columns: columns, rows: [])
  }

  private func heading(_ state: AppState) -> String {
    switch state.browser.order {
    case .name: "Name"
    case .size: "Name, largest first"
    case .sqnr: "Name, worst SQNR first"
    }
  }

  private func row(
    of node: TensorTree.Node, in state: AppState, width: Int
  ) -> [StyledText] {
    let isNarrow = width < 60
    let indent = String(
      repeating: isNarrow ? " " : "  ", count: min(node.depth, width < 30 ? 1 : 8))
    let label = PrintableName.escaped(node.label)
    var cells: [StyledText]
    if let index = node.tensor {
      let tensor = state.tensors[index]
      let style: Style = tensor.isAnalysable ? .normal : .dim
      cells = [
        StyledText("\(indent)\(index == state.pinned ? "= " : "  ")\(label)", style: style),
        StyledText(tensor.type.name, style: .dim),
        StyledText(FigureText.shape(tensor.shape), style: .dim),
      ]
      if width >= 100 {
        cells.append(StyledText(FigureText.bytes(tensor.byteCount), style: .dim))
        cells += figures(of: index, in: state)
      }
    } else {
      let mark = state.browser.isFolded(node) ? ">" : "v"
      let bytes = state.browser.pool(of: node).byteCount
      let members = node.members.count
      let count = isNarrow ? FigureText.count(members) : FigureText.count(members, "tensor")
      let facts = width >= 100 || isNarrow ? count : "\(count), \(FigureText.bytes(bytes))"
      cells = [StyledText("\(indent)\(mark) \(label)  (\(facts))", style: .bold), "", ""]
      if width >= 100 { cells += [StyledText(FigureText.bytes(bytes), style: .dim), "", "", ""] }
    }
    return cells + state.slots.formats.map { ratio($0, of: node, in: state) }
  }

  /// The amax, and what the selected slot turns into 0 and clips, in percent.
  private func figures(of index: Int, in state: AppState) -> [StyledText] {
    let report = state.reports[index]
    let amax = report?.values.flatMap { $0.isComplete ? $0.amax : nil }
    let format = report?.completeFormat(state.slots.current)
    func percent(_ share: Double?) -> String {
      share.map { FigureText.fixed($0 * 100, decimals: 1) } ?? ""
    }
    return [
      amax.map { FigureText.number(Double($0)) } ?? "", percent(format?.flushedShare),
      percent(format?.clippedShare),
    ].map { StyledText($0, style: .dim) }
  }

  /// The SQNR of a tensor, or that of a folder's tensors together.
  private func ratio(_ format: FormatID, of node: TensorTree.Node, in state: AppState) -> StyledText
  {
    if let index = node.tensor { return ratio(format, of: index, in: state) }
    let pool = state.browser.pool(of: node)
    guard let ratio = pool.signalToNoise(format) else {
      return pool.isRefused(format) ? Self.refused : ""
    }
    let part = pool.isWhole(format) ? "" : "~"
    // The blank stands where tensors have the mark of the best.
    return StyledText(part + FigureText.number(ratio) + " ", style: .dim)
  }

  private func ratio(_ format: FormatID, of index: Int, in state: AppState) -> StyledText {
    let tensor = state.tensors[index]
    guard tensor.isAnalysable, tensor.elementCount > 0 else { return StyledText("-", style: .dim) }
    if state.reports.failures[index] != nil { return StyledText("failed", style: .error) }
    if let report = state.reports[index]?.completeFormat(format) {
      let isBest = state.isBest(format, of: index)
      let text = Metric.sqnrText(report) + (isBest ? "*" : " ")
      return StyledText(text, style: isBest ? .best : .normal)
    }
    let held = try? FormatRegistry.format(format)
    if held?.refusal(rows: tensor.rows, columns: tensor.columns) != nil { return Self.refused }
    guard let running = state.work.running, running.tensor == index else {
      return StyledText(". ", style: .dim)
    }
    return StyledText("\(Int(running.done * 100))% ", style: .accent)
  }

  /// What stands where a format can't hold the tensor.
  private static let refused = StyledText(FigureText.undefined + " ", style: .dim)

  private func drawFoot(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard !rect.isEmpty else { return }
    let browser = state.browser
    if browser.isTyping || !browser.filter.isEmpty {
      let matches = browser.rows.count { $0.tensor != nil }
      let text = "/" + PrintableName.escaped(browser.filter)
      let shown = state.traits.shortened(text, to: max(1, rect.columns - 1), keeping: .end)
      let used = frame.put(shown, at: rect.origin, style: .bold)
      if browser.isTyping {
        frame.textCursor = Point(column: rect.left + used, row: rect.top)
      }
      frame.putRight(
        "\(FigureText.count(matches)) of \(FigureText.count(state.tensors.count)) match",
        endingAt: Point(column: rect.right, row: rect.top), style: .dim,
        maxWidth: rect.columns - used - 1)
    } else {
      let legend = "SQNR of the weights in dB, * best; folders pool energies, ~ in part"
      frame.put(state.traits.shortened(legend, to: rect.columns), at: rect.origin, style: .dim)
    }
    guard rect.rows > 1 else { return }
    frame.put(
      state.traits.shortened(fact(state), to: rect.columns),
      at: Point(column: rect.left, row: rect.top + 1),
      style: state.source.guess == nil ? .dim : .warning)
  }

  private func fact(_ state: AppState) -> String {
    if let guess = state.source.guess { return "! \(guess)" }
    let bytes = FigureText.bytes(state.source.byteCount)
    return "\(state.source.container), \(bytes), mapped; analysed is what is on show, a does all"
  }
}

extension AppState {
  /// Whether a format has the best SQNR of all slots, and not all are equal.
  fileprivate func isBest(_ format: FormatID, of tensor: Int) -> Bool {
    let ratios = slots.formats.map { reports[tensor]?.completeFormat($0)?.comparableSQNR }
    let known = ratios.compactMap { $0 }
    guard known.count == slots.formats.count, let best = known.max(), known.min() != best,
      let index = slots.formats.firstIndex(of: format)
    else { return false }
    return ratios[index] == best
  }

  fileprivate mutating func sortBrowser(by order: BrowserState.Order) {
    var ratios: [Int: Double] = [:]
    for index in tensors.indices {
      ratios[index] = reports[index]?.completeFormat(slots.current)?.comparableSQNR
    }
    browser.sort(order, ratios: ratios)
    if browser.order == .sqnr {
      notice = Notice("sorted by \(slots.current)'s SQNR, as far as it is known")
    }
  }
}

extension FormatReport {
  /// The SQNR to compare by: infinite for an exact result; nil where undefined.
  fileprivate var comparableSQNR: Double? { isExact ? .infinity : sqnr }
}
