internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TerminalKit

/// The overview's table: a row for each metric, a column for each slot, and the pinned tensor's figures beside them.
struct OverviewTable {
  let slots: Slots
  let report: TensorReport
  /// The report of the pinned tensor, if one stands beside.
  let pinned: TensorReport?
  let traits: TerminalTraits
  private let comparison: ComparisonTable
  private let other: ComparisonTable?

  init(_ slots: Slots, report: TensorReport, pinned: TensorReport?, traits: TerminalTraits) {
    self.slots = slots
    self.report = report
    self.pinned = pinned
    self.traits = traits
    comparison = ComparisonTable(slots.formats, in: report)
    other = pinned.map { ComparisonTable(slots.formats, in: $0) }
  }

  func draw(in rect: Rect, into frame: inout Frame) {
    let shown = rows(in: rect)
    let titleRoom = titleRoom(shown, in: rect)
    var lines = shown.map { line($0, titleRoom: titleRoom) }
    if hasRules(rect) { lines.insert(rules, at: 0) }
    frame.draw(Table(columns: columns, rows: lines), in: rect, traits: traits)
  }

  /// The metrics that there is room for, in their order.
  private func rows(in rect: Rect) -> [ComparisonTable.Row] {
    // Pairs of figures would be cut in narrow columns, or leave the metrics' names no room: the widest go first.
    var shown = comparison.rows
    let pairs = shown.filter { $0.cells.contains { $0.contains("/") } }
      .sorted { Self.width($0) > Self.width($1) }
    let isCrowded = other != nil && rect.columns < 40 + 50 * slots.formats.count
    for pair in pairs where isCrowded || titleRoom(shown, in: rect) < 12 {
      shown.removeAll { $0.metric == pair.metric }
    }
    let kept = Set(
      shown.map(\.metric).sorted { $0.weight > $1.weight }.prefix(
        max(1, rect.rows - (hasRules(rect) ? 2 : 1))
      )
      .map(\.title))
    return shown.filter { kept.contains($0.metric.title) }
  }

  /// Whether there is room to say how the figures were made.
  private func hasRules(_ rect: Rect) -> Bool { rect.rows >= 9 }

  private var columns: [Table.Column] {
    var columns = [
      Table.Column(
        "weights only", minimumWidth: other == nil ? 8 : Self.nameWidth, priority: 100,
        isFlexible: true)
    ]
    for (index, format) in slots.formats.enumerated() {
      let isSelected = index == slots.selected
      let style = Style(foreground: .slot(index), isUnderlined: isSelected)
      let rank = isSelected ? 97 : 80 - index
      func column(_ title: String, _ width: Int, _ priority: Int) -> Table.Column {
        Table.Column(
          StyledText(title, style: style), alignment: .right, minimumWidth: width,
          priority: priority)
      }
      columns.append(
        column(
          isSelected ? "[\(format)]" : "\(format) ", other == nil ? 10 : Self.narrowColumn, rank + 2
        ))
      guard other != nil else { continue }
      columns.append(column("= pinned", 10, isSelected ? rank + 1 : rank - 30))
      columns.append(column("change", 10, isSelected ? rank : rank - 40))
    }
    return columns
  }

  /// How scales are made in each slot.
  private var rules: [StyledText] {
    var cells = [StyledText("scale by rule", style: .dim)]
    for id in slots.formats {
      let format = try? FormatRegistry.format(id)
      let type = format.map { $0.scaleType == .none ? "" : $0.scaleType.rawValue + " " } ?? ""
      let rule = format?.rule ?? ""
      // Beside pinned figures columns are narrow, and the rule says more than the type.
      let isCut = other != nil && type.count + rule.count > Self.narrowColumn - 1
      cells.append(StyledText((isCut ? rule : type + rule) + " ", style: .dim))
      if other != nil { cells += ["", ""] }
    }
    return cells
  }

  private func line(_ row: ComparisonTable.Row, titleRoom: Int) -> [StyledText] {
    let title = row.metric.title.count <= titleRoom ? row.metric.title : row.metric.shortTitle
    var cells = [StyledText(title, style: .dim)]
    let others = other?.rows.first { $0.metric == row.metric }
    for (index, id) in slots.formats.enumerated() {
      let isPartial = report.format(id)?.isComplete == false
      let isBest = row.best.contains(index) && !isPartial
      cells.append(
        StyledText(
          row.cells[index] + (isBest ? "*" : " "),
          style: isBest ? .best : isPartial ? .dim : .normal))
      guard let pinned else { continue }
      cells.append(StyledText(others?.cells[index] ?? "", style: .dim))
      let change = report.format(id).flatMap { mine in
        pinned.format(id).flatMap { row.metric.change(from: $0, to: mine) }
      }
      cells.append(StyledText(change ?? "", style: .accent))
    }
    return cells
  }

  /// The room of a format's figures beside pinned ones.
  private static let narrowColumn = 11
  /// The room of the metrics' names beside pinned figures.
  private static let nameWidth = 13

  private static func width(_ row: ComparisonTable.Row) -> Int {
    row.cells.reduce(0) { max($0, $1.count) }
  }

  /// How much room the formats' columns leave to the metrics' names.
  private func titleRoom(_ rows: [ComparisonTable.Row], in rect: Rect) -> Int {
    guard other == nil else { return Self.nameWidth }
    let widths = slots.formats.enumerated().map { index, format in
      rows.reduce(max(10, format.description.count + 2)) { max($0, $1.cells[index].count + 1) } + 1
    }
    return rect.columns - widths.reduce(0, +)
  }
}
