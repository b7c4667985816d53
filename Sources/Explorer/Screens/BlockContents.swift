internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// What the block inspector says of the elements on show.
struct BlockContents {
  let figure: BlockFigure
  /// The place or the rank, then each slot's scale.
  let heading: [String]
  /// What became of the elements, or what would become of them.
  let notes: [String]
  /// Titles and statements of the panels beside the table.
  let panels: [(title: String, facts: [String])]
  /// The statements where there is no room for a table.
  let words: [String]
  /// The selected slot's view; nil where it has none yet.
  let selected: Inspection.Format?
  private let slots: Slots

  init(_ state: AppState, _ inspection: Inspection, at place: ValueStatistics.Place) {
    slots = state.slots
    let ids = state.slots.formats
    figure = BlockFigure(inspection, formats: ids)
    let views = ids.map { id in inspection.formats.first { $0.id == id } }
    selected = views[state.slots.selected]
    let deviation = state.current.flatMap { state.reports[$0]?.values?.standardDeviation }
    let element = BlockElementText(place.column, in: inspection, deviation: deviation)
    let whatIf = WhatIfText(inspection)
    let columns = inspection.columns
    var title =
      state.worstRank
      ?? "row \(inspection.row) cols \(columns.lowerBound)-\(max(columns.lowerBound, columns.upperBound - 1))"
    if let factor = figure.numbers.factor { title += ", values x \(factor)" }
    if let progress = state.worstProgress { title = progress }
    let scales = zip(ids, views).map { id, view -> String in
      guard let view else { return "\(id) waits for the analysis" }
      return Self.scale(of: view, at: place.column)
    }
    heading = [title] + scales
    let outcomes = BlockNotes(figure, of: inspection, deviation: deviation).facts
    let codes = selected.flatMap { view in
      element.codes.first { $0.hasPrefix(view.id.description + " ") }
    }
    let change = whatIf.map { $0.facts + [$0.premise] } ?? []
    notes =
      (change.isEmpty ? outcomes : change) + (codes.map { [$0] } ?? []) + [
        BlockFigure.Outcome.legend
      ]
    var panels: [(title: String, facts: [String])] = [
      ("element", [element.value] + element.codes),
      (
        "scales",
        zip(ids, views).flatMap { id, view in
          view.map { Self.details(of: $0, at: place.column) } ?? ["\(id) waits for the analysis"]
        }
      ),
    ]
    panels.append(
      whatIf.map { ("what if", [$0.premise] + $0.facts) }
        ?? ("this block", outcomes + [BlockFigure.Outcome.legend]))
    self.panels = panels
    words = [element.value] + (codes.map { [$0] } ?? element.codes) + change + outcomes
  }

  /// A slot's scale at a column in a few words.
  private static func scale(of view: Inspection.Format, at column: Int) -> String {
    if let refusal = view.refusal { return "\(view.id) \(refusal)" }
    guard let block = view.block(of: column) else { return "\(view.id)" }
    return "\(view.id) \(BlockScaleText(block, in: view).arithmetic) \(quality(of: block))"
  }

  /// A slot's scale by its bits, its block's place and figures.
  private static func details(of view: Inspection.Format, at column: Int) -> [String] {
    if let refusal = view.refusal { return ["\(view.id) \(refusal)"] }
    guard let block = view.block(of: column) else { return [] }
    let text = BlockScaleText(block, in: view)
    var facts = ["\(view.id) (\(view.rule)): \(text.arithmetic)"]
    if let fields = text.fields { facts.append("  \(view.scaleType.rawValue) \(fields)") }
    let region = block.region
    let count = region.elementCount
    let place =
      block.isTensor
      ? "one block, the tensor; on show"
      : "\(region.rows.count)x\(region.columns.count) from [\(region.rows.lowerBound),\(region.columns.lowerBound)]"
    guard block.scale != nil else { return facts + ["  \(place)"] }
    facts.append(
      "  \(place): \(quality(of: block)), F \(block.flushedCount) S \(block.saturatedCount)"
        + (block.isTensor ? "" : " of \(count)"))
    return facts
  }

  private static func quality(of block: Inspection.Block) -> String {
    guard block.scale != nil else { return "" }
    if block.noise == 0 { return "exact" }
    return block.sqnr.map { FigureText.fixed($0, decimals: 1) + " dB" } ?? "overflow"
  }

  /// The elements against each slot's grid, the selected slot's first.
  func charts(
    _ inspection: Inspection, cursor: Int?
  ) -> [(slot: Int, figure: BlockGridChart)] {
    let order = [slots.selected] + slots.formats.indices.filter { $0 != slots.selected }
    return order.compactMap { slot in
      guard let view = inspection.formats.first(where: { $0.id == slots.formats[slot] }),
        let figure = BlockGridChart(view, columns: inspection.columns, cursor: cursor)
      else { return nil }
      return (slot, figure)
    }
  }
}
