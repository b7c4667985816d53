internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// One block closely: its elements in every slot's format, scales, codes, decoded values and errors.
struct BlockScreen: Screen {
  let id = ScreenID.block
  let digit: Character? = "8"
  let tab = "Block"
  let summary = "one block: values, codes, scales, errors"

  func subject(_ state: AppState) -> String {
    guard let place = state.inspectedElement, let columns = state.inspectedColumns else {
      return ""
    }
    let last = max(columns.lowerBound, columns.upperBound - 1)
    let text = "[\(place.row),\(place.column)]"
    if state.formerInspection != nil { return "reading \(text)" }
    return state.size.columns < 60 ? text : "cols \(columns.lowerBound)-\(last) \(text)"
  }

  /// Moves along the row: the block's elements stand below each other.
  private func elements(_ names: String, _ help: String) -> KeyBinding {
    KeyBinding(names, .move, help, word: "next-element previous-element") { state, key in
      let step = key == .character("j") || key == .down ? 1 : -1
      state.moveInspected(rows: 0, columns: step)
      return []
    }
  }

  /// Elements of a row stand below each other, so that the rows of the tensor lie beside what is shown.
  private func rows(_ names: String, _ help: String, hint: String? = nil) -> KeyBinding {
    KeyBinding(names, .move, help, hint: hint, word: "row-above row-below") { state, key in
      let step = key == .character("l") || key == .right ? 1 : -1
      state.moveInspected(rows: step, columns: 0)
      return []
    }
  }

  var bindings: [KeyBinding] {
    [
      elements("j k", "the next, the previous element of the row"),
      elements("Down Up", "the same"),
      rows("h l", "the tensor's row above, below, at the same columns", hint: "row"),
      rows("Left Right", "the same"),
      KeyBinding(
        "J K", .move, "the next, the previous block", hint: "block",
        word: "next-block previous-block", whyNot: noElements
      ) { state, key in
        let step = key == .character("J") ? 1 : -1
        if !state.stepBlock(step) {
          state.notice = Notice(step > 0 ? "this is the last block" : "this is the first block")
        }
        return []
      },
      KeyBinding(
        "T", .find, "the worst block of the slot, then the next", hint: "worst",
        word: "worst-block",
        whyNot: { $0.noWorstBlocks }
      ) { state, _ in
        state.stepWorst(1)
        return []
      },
      KeyBinding(
        "n N", .find, "the next worst, the one before", word: "next-worst previous-worst",
        whyNot: { $0.noWorstBlocks }
      ) {
        state, key in
        state.stepWorst(key == .character("n") ? 1 : -1)
        return []
      },
      KeyBinding(
        "w", .view, "the block without this element, 0 in its place", hint: "what-if",
        word: "what-if",
        whyNot: noElements
      ) { state, _ in
        state.block.omitsElement.toggle()
        return []
      },
      KeyBinding(
        "x", .view, "the bytes as they are stored", hint: "bytes", word: "bytes", whyNot: noElements
      ) {
        state, _ in
        state.block.showsBytes.toggle()
        return []
      },
      KeyBinding("A", .find, "go to the amax", hint: "amax", word: "amax") { state in
        state.amaxPlace == nil ? "no finite value is known here yet" : nil
      } act: { state, _ in
        guard let place = state.amaxPlace else { return [] }
        state.block.row = place.row
        state.block.column = place.column
        return []
      },
      KeyBinding(
        "/", .find, "go to an element by row and column", word: "element", whyNot: noElements
      ) { state, _ in
        state.overlay = .element(ElementPrompt())
        return []
      },
    ]
  }

  private let noElements: @Sendable (AppState) -> String? = { state in
    state.inspectedElement == nil ? "there are no elements here" : nil
  }

  /// Elements lie one below the other, so that pages lead along the row.
  func move(_ motion: Motion, _ state: inout AppState) {
    guard let tensor = state.tensor, let place = state.inspectedElement,
      let columns = state.inspectedColumns
    else { return }
    switch motion {
    case .first: state.block.column = columns.lowerBound
    case .last: state.block.column = columns.upperBound - 1
    case .lineStart: state.moveInspected(rows: 0, columns: -place.column)
    case .lineEnd: state.moveInspected(rows: 0, columns: tensor.columns)
    default:
      let page = max(2, state.bodyRect.rows - 4)
      state.moveInspected(
        rows: 0, columns: motion.rows(page: page, count: columns.count) ?? 0)
    }
  }

  func value(_ state: AppState) -> CopiedValue? {
    guard let place = state.inspectedElement, let inspection = state.inspection,
      inspection.columns.contains(place.column)
    else { return nil }
    let value = inspection.values[place.column - inspection.columns.lowerBound]
    return CopiedValue("\(value)", name: "the element at [\(place.row),\(place.column)]")
  }

  func go(toRow row: Int, column: Int, _ state: inout AppState) -> Bool {
    state.block.row = row
    state.block.column = column
    return true
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.nothingToInspect {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    guard let cursor = state.inspectedElement else { return }
    guard
      let (inspection, place) = state.inspection.map({ ($0, cursor) }) ?? state.formerInspection
    else {
      frame.put(facts: [state.inspectionStatus], in: rect, traits: state.traits, style: .dim)
      return
    }
    let contents = BlockContents(state, inspection, at: place)
    let layout = BlockLayout(
      rect, slots: state.slots.formats.count, selected: state.slots.selected,
      hasStored: contents.figure.hasStored
    ) { part, columns, hasSide in
      switch part {
      case .heading: flowed(hasSide ? contents.title : contents.heading, width: columns).count
      case .notes: state.block.omitsElement ? flowed(contents.notes, width: columns).count : 2
      }
    }
    guard !layout.table.isEmpty else {
      frame.put(facts: contents.words(rect.columns), in: layout.heading, traits: state.traits)
      return
    }
    let heading = layout.side.isEmpty ? contents.heading : contents.title
    frame.put(facts: heading, in: layout.heading, traits: state.traits, style: .dim)
    let spare = spareRoom(behind: heading, in: layout.heading)
    var drawn = 0
    if state.block.showsBytes, let view = contents.selected {
      let bytes = BlockBytesText(
        view, of: inspection, column: place.column, size: layout.table.size)
      _ = frame.put(lines: bytes.lines, in: layout.table, traits: state.traits)
    } else {
      frame.draw(
        contents.figure, in: layout, traits: state.traits, cursor: place.column,
        selected: state.slots.selected, spare: spare)
      let used = contents.figure.rows.count + 1
      let room = layout.table.splitTop(used).rest
      drawn = draw(contents.charts(inspection), state, in: room, into: &frame)
    }
    frame.put(facts: contents.notes, in: layout.notes, traits: state.traits)
    if !layout.side.isEmpty {
      let rest = drawPanels(contents.panels, state, in: layout.side, into: &frame)
      let more = Array(contents.charts(inspection).dropFirst(drawn))
      let used = draw(more, state, in: rest, into: &frame)
      if used == 0, !state.block.showsBytes, rest.rows >= 8, let view = contents.selected {
        let size = Size(columns: rest.columns - 2, rows: rest.rows - 2)
        let bytes = BlockBytesText(view, of: inspection, column: place.column, size: size)
        _ = drawPanels([("bytes", bytes.lines)], state, in: rest, into: &frame)
      }
    }
  }

  /// What is left of the last line of a heading, if that is wide enough for a few words.
  private func spareRoom(behind heading: [String], in rect: Rect) -> Rect {
    let lines = flowed(heading, width: rect.columns)
    let used = lines.count < rect.rows ? 0 : DisplayWidth.of(lines[rect.rows - 1]) + 2
    let line = rect.splitBottom(lines.count <= rect.rows ? 1 : 0).bottom.inset(left: used)
    return line.columns >= 36 ? line : line.splitLeft(0).left
  }

  /// Draws what is said beside the table, and returns the room below.
  private func drawPanels(
    _ panels: [(title: String, facts: [String])], _ state: AppState, in side: Rect,
    into frame: inout Frame
  ) -> Rect {
    var rest = side
    for (title, facts) in panels {
      let width = max(1, side.columns - 2)
      let lines = facts.flatMap { fact -> [String] in
        guard DisplayWidth.of(fact) > width else { return [fact] }
        let indent = fact.hasPrefix("  ") ? "  " : ""
        return wrapped(fact, first: indent, rest: indent + "  ", width: width)
      }
      guard !lines.isEmpty, rest.rows >= 3 else { continue }
      let (top, more) = rest.splitTop(lines.count + 2)
      let room = frame.drawPanel(title, in: top, traits: state.traits)
      _ = frame.put(lines: lines, in: room, traits: state.traits)
      rest = more
    }
    return rest
  }

  /// Draws as many charts as there is room for and returns how many.
  private func draw(
    _ charts: [(slot: Int, figure: BlockGridChart)], _ state: AppState, in rect: Rect,
    into frame: inout Frame
  ) -> Int {
    let count = min(charts.count, rect.rows / 7)
    guard count > 0, rect.columns >= 30 else { return 0 }
    var top = rect.top
    for (index, chart) in charts.prefix(count).enumerated() {
      let height = (rect.rows * (index + 1)) / count - (top - rect.top)
      let area = Rect(column: rect.left, row: top, columns: rect.columns, rows: height)
      let room = frame.drawPanel(chart.figure.caption, in: area, traits: state.traits)
      frame.draw(chart.figure.chart, in: room, traits: state.traits, style: .slot(chart.slot))
      top += height
    }
    return count
  }
}

extension AppState {
  /// What was seen of what is on show; nil where it is not known yet.
  var inspection: Inspection? {
    guard let seen = block.finished, let subject = blockSubject else { return nil }
    if seen.subject == subject { return seen.inspection }
    // Until another element is omitted from the same ones, they stay on show as they were.
    let isSame =
      seen.subject.tensor == subject.tensor && seen.subject.formats == subject.formats
      && seen.subject.row == subject.row && seen.subject.columns == subject.columns
    return isSame && block.running != nil ? seen.inspection : nil
  }

  /// What was seen last and the element that was pointed at, which stay on show until what the cursor went to is
  /// read; nil where nothing is being read.
  var formerInspection: (Inspection, ValueStatistics.Place)? {
    guard inspection == nil, block.running != nil || block.waits, let seen = block.finished,
      let subject = blockSubject, let column = block.shownColumn,
      seen.subject.tensor == subject.tensor, seen.subject.formats == subject.formats,
      seen.inspection.columns.contains(column)
    else { return nil }
    return (seen.inspection, ValueStatistics.Place(row: seen.inspection.row, column: column))
  }

  /// Why there is no block to look at; nil where there is.
  var nothingToInspect: StyledText? {
    guard let tensor, let current else { return StyledText("no tensor is open") }
    if let failure = reports.failures[current] { return StyledText("! \(failure)", style: .error) }
    guard tensor.elementCount > 0 else {
      return StyledText("an empty tensor: there is nothing to look at")
    }
    guard let failed = block.failed, failed.subject == blockSubject else { return nil }
    return StyledText("! not read: \(failed.reason)", style: .error)
  }

  fileprivate var inspectionStatus: String {
    let place = inspectedElement.map { "[\($0.row),\($0.column)]" } ?? ""
    return (work.isPaused ? "stopped; a goes on" : "reading ...") + "  " + place
  }
}
