internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// All 256 E8M0 scale codes: which are used, and what their blocks look like.
struct E8M0Screen: Screen {
  let id = ScreenID.e8m0
  let digit: Character? = "5"
  let tab = "E8M0"
  let summary = "which power-of-two scales are used"

  func subject(_ state: AppState) -> String {
    state.slot(of: .e8m0).map { state.slots.formats[$0].description } ?? ""
  }

  var bindings: [KeyBinding] { [AppState.gridBinding(of: .e8m0)] }

  func move(_ motion: Motion, _ state: inout AppState) {
    guard let figure = state.e8m0Figure else { return }
    let page = E8M0Layout(state.bodyRect, figure).table.rows - 1
    let count = figure.table.rows.count
    guard page > 0, let distance = motion.rows(page: page, count: count) else { return }
    state.e8m0.scroll(distance, count: count, page: page)
  }

  func value(_ state: AppState) -> CopiedValue? {
    state.firstScaleCode(of: .e8m0, at: state.e8m0)
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    let stored = state.storedScales(of: .e8m0)
    if let stored, state.slot(of: .e8m0) == nil {
      state.drawStoredAlone(stored, legend: "digit = 1+log10(blocks)", in: rect, into: &frame)
      return
    }
    if let reason = state.nothingToDraw(of: .e8m0) {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    guard let figure = state.e8m0Figure, let slot = state.slot(of: .e8m0) else { return }
    let layout = E8M0Layout(rect, figure)
    if layout.isBrief {
      frame.put(facts: (stored?.facts ?? []) + brief(figure), in: rect, traits: state.traits)
      return
    }
    let legends = [
      ". unused  N 0xFF NaN  digit = 1+log10(blocks)  exponent = code - 127",
      ". unused  N NaN  digit = 1+log10(blocks)", "digit = 1+log10(blocks)",
    ]
    let legend = legends.first { $0.count <= rect.columns } ?? legends[2]
    let id = state.slots.formats[slot]
    let isStored = state.scaleOrigin(of: .e8m0) == .stored
    let origin = state.originHeading(of: .e8m0) ?? state.substitute(for: .e8m0)
    let long = origin.map { "\($0); digit = 1+log10(blocks)" }
    let heading = long.map { $0.count <= rect.columns ? $0 : origin ?? $0 } ?? legend
    put(heading, in: layout.heading, state, style: .dim, into: &frame)
    if let stored, rect.columns >= 150 {
      // Both side by side, that of the file first.
      let (left, right) = layout.grid.splitLeft(rect.columns / 2 - 1)
      let place = right.splitLeft(2).rest
      put(
        "stored in the file; digit = 1+log10(blocks)", in: layout.heading, state, style: .dim,
        into: &frame)
      let title = Rect(
        column: place.left, row: layout.heading.top, columns: place.columns,
        rows: layout.heading.rows)
      frame.fill(title)
      put("as \(id) would choose them", in: title, state, style: .dim, into: &frame)
      frame.draw(stored.grid, in: left, traits: state.traits, widestCell: 5)
      frame.draw(figure.grid, in: place, traits: state.traits, widestCell: 5)
    } else {
      frame.draw(
        isStored ? stored?.grid ?? figure.grid : figure.grid, in: layout.grid,
        traits: state.traits, widestCell: 5)
    }
    let count = figure.table.rows.count
    let hidden = count - (layout.table.rows - 1)
    let more = hidden > 0 && !layout.table.isEmpty ? "  (j k: \(hidden) more)" : ""
    let sigma = state.current.flatMap { state.reports[$0]?.values }.map(FigureText.sigma) ?? ""
    let texts = [figure.width + "; " + sigma + more, figure.width + more, sigma + more]
    let said = stored.map {
      ($0.warnings.prefix(1).map { "! \($0)" } + $0.facts).joined(separator: "; ") + more
    }
    let caption =
      said ?? texts.first { DisplayWidth.of($0) <= layout.caption.columns } ?? figure.width + more
    put(caption, in: layout.caption, state, style: .normal, into: &frame)
    frame.draw(
      figure.table, in: layout.table, traits: state.traits, valueTitle: "exp",
      firstRow: state.e8m0.first(count: count, page: layout.table.rows - 1), style: .slot(slot))
    frame.put(facts: [figure.summary], in: layout.summary, traits: state.traits)
    state.drawScalePlots(of: slot, map: layout.map, errors: layout.errors, into: &frame)
  }

  func scaleMaps(_ state: AppState) -> [HeatmapState.Subject] {
    guard let figure = state.e8m0Figure else { return [] }
    return state.scaleMaps(of: .e8m0, in: E8M0Layout(state.bodyRect, figure).map)
  }

  private func put(
    _ text: String, in rect: Rect, _ state: AppState, style: Style, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    frame.put(state.traits.shortened(text, to: rect.columns), at: rect.origin, style: style)
  }

  private func brief(_ figure: E8M0Figure) -> [String] {
    var facts = [FigureText.count(figure.usedCount, "code") + " used"]
    if let range = figure.exponents { facts.append("2^\(range.lowerBound)..2^\(range.upperBound)") }
    return facts + [figure.clipped]
  }
}

extension AppState {
  fileprivate var e8m0Figure: E8M0Figure? {
    report(ofScales: .e8m0).map { E8M0Figure($0, stored: storedScales(of: .e8m0)?.blocks) }
  }
}
