internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// What the block inspector says of the elements on show.
struct BlockContents {
  let figure: BlockFigure
  /// The rank where there is one, each slot's scale, and the place.
  let heading: [String]
  /// The rank or the place, and what the letters mean.
  let title: [String]
  /// What became of the elements, or what would become of them.
  let notes: [String]
  /// The selected slot's view; nil where it has none yet.
  let selected: Inspection.Format?
  private let slots: Slots
  private let element: BlockElementText
  private let outcomes: [String]
  private let whatIf: WhatIfText?
  private let views: [Inspection.Format?]
  private let place: ValueStatistics.Place
  private let stored: StoredElementText?

  init(_ state: AppState, _ inspection: Inspection, at place: ValueStatistics.Place) {
    slots = state.slots
    self.place = place
    let ids = state.slots.formats
    figure = BlockFigure(inspection, formats: ids)
    views = ids.map { id in inspection.formats.first { $0.id == id } }
    selected = views[state.slots.selected]
    let deviation = state.current.flatMap { state.reports[$0]?.values?.standardDeviation }
    element = BlockElementText(place.column, in: inspection, deviation: deviation)
    whatIf = WhatIfText(inspection)
    outcomes = BlockNotes(figure, of: inspection, deviation: deviation).facts
    stored = inspection.stored.flatMap { StoredElementText(place.column, in: $0) }
    let rank = state.worstProgress ?? state.worstRank
    let factor = figure.numbers.factor.map { ["values x \($0)"] } ?? []
    let first = inspection.columns.lowerBound
    let last = max(first, inspection.columns.upperBound - 1)
    let extent = "row \(inspection.row) cols \(first)-\(last)"
    let scales = zip(ids, views).map { id, view in
      view.map { Self.scale(of: $0, at: place.column) } ?? "\(id) waits for the analysis"
    }
    // Where one line is all there is, the selected slot's scale has it.
    let isNarrow = state.bodyRect.columns < 60
    let order =
      [state.slots.selected] + ids.indices.filter { $0 != state.slots.selected }
    let ordered =
      (stored.map { [$0.shortScale] } ?? []) + (isNarrow ? order.map { scales[$0] } : scales)
    heading = (rank.map { [$0] } ?? []) + factor + ordered + (rank == nil ? [extent] : [])
    title = [rank ?? extent] + factor + [BlockFigure.Outcome.legend]
    notes =
      (stored.map { [$0.element] } ?? []) + (whatIf.map { $0.facts + [$0.premise] } ?? outcomes)
      + [element.text(of: slots.current)]
  }

  /// Titles and statements of the panels beside the table.
  var panels: [(title: String, facts: [String])] {
    let scales = zip(slots.formats, views).flatMap { id, view in
      view.map { Self.details(of: $0, at: place.column) } ?? ["\(id) waits for the analysis"]
    }
    return [
      (
        "element",
        [element.value] + (stored.map { [$0.element] } ?? []) + element.codes.map(\.text)
      ),
      ("scales", (stored.map { [$0.scale] } ?? []) + scales),
      whatIf.map { ("what if", [$0.premise] + $0.facts) } ?? ("this block", outcomes),
    ]
  }

  /// The statements where there is no room for a table.
  func words(_ width: Int) -> [String] {
    guard width >= 30 else { return element.short(of: slots.current) }
    return [element.value] + (stored.map { [$0.element] } ?? [])
      + [element.text(of: slots.current)]
      + (whatIf.map { $0.facts + [$0.premise] } ?? outcomes)
  }

  /// A slot's scale at a column in a few words.
  private static func scale(of view: Inspection.Format, at column: Int) -> String {
    if let refusal = view.refusal { return "\(view.id) \(refusal)" }
    guard let block = view.block(of: column) else { return "\(view.id)" }
    let facts = ["\(view.id)", BlockScaleText(block, in: view).arithmetic, quality(of: block)]
    return facts.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// A slot's scale by its bits, its block's place and figures.
  private static func details(of view: Inspection.Format, at column: Int) -> [String] {
    if let refusal = view.refusal { return ["\(view.id) \(refusal)"] }
    guard let block = view.block(of: column) else { return [] }
    let text = BlockScaleText(block, in: view)
    var facts = ["\(view.id) (\(view.rule)): \(text.arithmetic)"]
    if let fields = text.fields { facts.append("  \(view.scaleType.rawValue) \(fields)") }
    guard block.scale != nil else { return facts }
    let shape = "\(block.region.rows.count)x\(block.region.columns.count)"
    facts.append(
      "  \(quality(of: block))  F \(block.flushedCount)  S \(block.saturatedCount)  "
        + (block.isTensor ? "on show, of the tensor" : "of \(shape)"))
    return facts
  }

  private static func quality(of block: Inspection.Block) -> String {
    guard block.scale != nil else { return "" }
    if block.noise == 0 { return "exact" }
    return block.sqnr.map { FigureText.fixed($0, decimals: 1) + " dB" } ?? "overflow"
  }

  /// The elements against each slot's grid, the selected slot's first.
  func charts(_ inspection: Inspection) -> [(slot: Int, figure: BlockGridChart)] {
    let order = [slots.selected] + slots.formats.indices.filter { $0 != slots.selected }
    return order.compactMap { slot in
      guard let view = inspection.formats.first(where: { $0.id == slots.formats[slot] }),
        let figure = BlockGridChart(view, columns: inspection.columns, cursor: place.column)
      else { return nil }
      return (slot, figure)
    }
  }
}
