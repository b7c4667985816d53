internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// All tensors as a tree, with the SQNR of each slot as it becomes known.
struct BrowserScreen: Screen {
  let id = ScreenID.browser
  let digit: Character? = "1"
  let needsTensor = false
  let pinnedPlace = PinnedPlace.row
  let tab = "Browse"
  let summary = "all tensors, with the error of each slot"

  func subject(_ state: AppState) -> String {
    let count = FigureText.count(state.tensors.count, "tensor")
    guard let model = state.source.model else { return count }
    return RoleText.title(of: model, count: count, width: state.size.columns / 2)
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
        "s", .browser, "sort by name, size, the slot's SQNR or zeros, or sigma", hint: "sort",
        word: "sort",
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
      KeyBinding(
        "Space", .browser, "mark for the ranking: keep, each slot, left to the budget",
        word: "cycle-mark"
      ) { state, _ in
        state.cycleBrowserMark()
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
    var table = BrowserTable(state, width: rect.columns).empty
    table.hasHeader = layout.hasHeading
    guard
      let row = table.row(
        at: point, in: rect.splitBottom(layout.footRows + layout.detailRows).rest,
        firstRow: state.browser.firstRow, count: state.browser.rows.count)
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
    let rows = BrowserTable(state, width: rect.columns)
    let visible = browser.rows.dropFirst(browser.firstRow).prefix(layout.listRows)
    var table = rows.empty
    table.rows = visible.map { rows.row(of: $0) }
    table.hasHeader = layout.hasHeading
    // The pinned tensor's row has the line that is left to it, below the list.
    var page = rect
    if state.pinnedPlace == .row, let pinned = state.pinned {
      page = state.pageRect
      table.rows += Array(repeating: [], count: layout.listRows - visible.count)
      table.rows.append(rows.row(ofPinned: pinned))
    }
    let (upper, detail) = page.splitBottom(layout.detailRows)
    let (list, foot) = upper.splitBottom(layout.footRows)
    frame.draw(
      table, in: list, traits: state.traits,
      selectedRow: browser.rows.isEmpty ? nil : browser.selected - browser.firstRow)
    BrowserFoot(state).draw(in: foot, into: &frame)
    BrowserDetail(state).draw(in: detail, into: &frame)
  }
}

extension AppState {
  fileprivate mutating func sortBrowser(by order: BrowserState.Order) {
    var ratios: [Int: Double] = [:]
    if order != .name, order != .size {
      for index in tensors.indices { ratios[index] = figure(index, for: order) }
    }
    browser.sort(order, ratios: ratios)
    switch order {
    case .name, .size: break
    case .sqnr: notice = Notice("sorted by \(slots.current)'s SQNR, as far as it is known")
    case .flushed:
      notice = Notice("sorted by what \(slots.current) turns into 0, as far as it is known")
    case .sigma: notice = Notice("sorted by sigma, as far as it is known")
    }
  }

  /// What a tensor is sorted by, the lowest first; of what the ranking has seen a part will do.
  private func figure(_ index: Int, for order: BrowserState.Order) -> Double? {
    switch order {
    case .name, .size: return nil
    case .sqnr:
      let ranked = ranking.figures(index, slots.current)?.figures
      return reports[index]?.completeFormat(slots.current).flatMap(\.comparableSQNR)
        ?? ranked.flatMap { $0.isExact ? .infinity : $0.sqnr }
    case .flushed: return flushedShare(index).map { -$0.value }
    case .sigma: return standardDeviation(index).map { -$0.value }
    }
  }
}
