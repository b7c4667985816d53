internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The repairs of FP4 on the tensor: what each gains, costs, and asks of a runtime.
struct RepairScreen: Screen {
  let id = ScreenID.repairs
  let digit: Character? = nil
  let home = ScreenID.e4m3
  let pinnedPlace = PinnedPlace.within
  let tab = "Fix"
  let summary = "the repairs of FP4: what each gains and what a runtime must do"

  func subject(_ state: AppState) -> String { "repairs of FP4" }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        "Enter", .formats, "put the repair into the selected slot", hint: "take",
        word: "take-repair"
      ) {
        state, _ in
        state.slots.replace(with: FP4Repair.all[state.repairs.selected].id)
        state.say(slot: state.slots.selected)
        return []
      }
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    let count = FP4Repair.all.count
    guard let distance = motion.rows(page: count, count: count) else { return }
    state.repairs.selected = min(max(state.repairs.selected + distance, 0), count - 1)
  }

  func value(_ state: AppState) -> CopiedValue? {
    let id = FP4Repair.all[state.repairs.selected].id
    guard let report = state.current.flatMap({ state.reports[$0] })?.format(id) else { return nil }
    if report.isExact { return CopiedValue("inf", name: "SQNR of \(id), an exact result") }
    return report.sqnr.map { CopiedValue("\($0)", name: "SQNR of \(id) in dB") }
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    guard let report = state.current.flatMap({ state.reports[$0] }) else { return [] }
    let table = table(RepairFigure(report), beside: nil, slots: state.slots)
    let area = rect.splitTop(min(table.rows.count + 1, rect.rows)).top
    let first = max(0, state.repairs.selected - max(1, area.rows - 1) + 1)
    if let row = table.row(at: point, in: area, firstRow: first) { state.repairs.selected = row }
    return []
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.nothingToDraw {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    guard let current = state.current, let report = state.reports[current] else { return }
    let figure = RepairFigure(report)
    let compared = state.comparisonText.map { [$0] } ?? []
    let notes = (compared + figure.notes).flatMap {
      wrapped($0, first: "- ", rest: "  ", width: rect.columns)
    }
    let rows = figure.rows.count + 1
    let (table, below) = rect.splitTop(min(rows, rect.rows))
    let selected = state.repairs.selected
    let first = max(0, selected - max(1, table.rows - 1) + 1)
    frame.draw(
      self.table(figure, beside: state.comparedReport.map { RepairFigure($0) }, slots: state.slots),
      in: table, traits: state.traits, firstRow: first,
      selectedRow: selected)
    let (words, foot) = below.splitTop(below.rows >= 2 ? 2 : below.rows)
    drawSelection(figure.rows[selected], state, in: words, into: &frame)
    for (row, line) in notes.prefix(foot.rows).enumerated() {
      frame.put(
        state.traits.shortened(line, to: foot.columns),
        at: Point(column: foot.left, row: foot.top + row), style: .dim)
    }
  }

  /// The repairs, with a pinned tensor's figures beside the ones they are compared with.
  private func table(_ figure: RepairFigure, beside other: RepairFigure?, slots: Slots) -> Table {
    let ratios = figure.rows.map { row in
      row.report.flatMap { $0.isExact ? .infinity : $0.sqnr }
    }
    let best = ratios.compactMap(\.self).max()
    var columns = [
      Table.Column("repair", minimumWidth: 15, priority: 10),
      Table.Column("SQNR dB", alignment: .right, minimumWidth: 7, priority: 9),
      Table.Column("bits", alignment: .right, minimumWidth: 6, priority: 6),
      Table.Column("gap closed", alignment: .right, minimumWidth: 10, priority: 8),
      Table.Column("to zero", alignment: .right, minimumWidth: 7, priority: 4),
      Table.Column("a runtime must", minimumWidth: 32, priority: 5),
      Table.Column("what changes", minimumWidth: 30, priority: 1, isFlexible: true),
    ]
    var rows = zip(figure.rows, ratios).map { row, ratio in
      let slot = slots.formats.firstIndex(of: row.repair.id)
      let isBest = row.report?.isComplete == true && ratio == best
      return [
        StyledText(row.repair.id.description, style: slot.map { Style.slot($0) } ?? .normal),
        StyledText(row.sqnr + (isBest ? "*" : " "), style: isBest ? .best : .normal),
        StyledText(row.bits),
        StyledText(row.gap),
        StyledText(row.report.map { FigureText.percent($0.flushedShare) } ?? "", style: .dim),
        StyledText(row.repair.runtime),
        StyledText(row.repair.change, style: .dim),
      ]
    }
    guard let other else { return Table(columns: columns, rows: rows) }
    let style = Style.accent
    columns.insert(
      Table.Column(
        StyledText("= closed", style: style), alignment: .right, minimumWidth: 9, priority: 7),
      at: 4)
    columns.insert(
      Table.Column(
        StyledText("= dB", style: style), alignment: .right, minimumWidth: 7, priority: 8), at: 2)
    for (index, row) in other.rows.enumerated() {
      rows[index].insert(StyledText(row.gap, style: style), at: 4)
      rows[index].insert(StyledText(row.sqnr, style: style), at: 2)
    }
    return Table(columns: columns, rows: rows)
  }

  /// The selected repair in words, where the table may have no room for them.
  private func drawSelection(
    _ row: RepairFigure.Row, _ state: AppState, in rect: Rect, into frame: inout Frame
  ) {
    let facts = [
      "\(row.repair.id): \(row.repair.change)", "a runtime must do: \(row.repair.runtime)",
    ]
    frame.put(
      facts: row.refusal.map { ["\(row.repair.id) \($0)"] } ?? facts, in: rect,
      traits: state.traits)
  }
}

/// The list of repairs.
struct RepairState: Sendable, Equatable {
  /// The selected repair.
  var selected = 0
}
