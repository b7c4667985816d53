internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The 128 E4M3 scale codes by exponent and mantissa: which are used, and how the tensor's scale sets them.
struct E4M3Screen: Screen {
  let id = ScreenID.e4m3
  let digit: Character? = "6"
  let tab = "E4M3"
  let summary = "which 8-bit float scales are used"

  func subject(_ state: AppState) -> String {
    state.slot(of: .e4m3).map { state.slots.formats[$0].description } ?? ""
  }

  var bindings: [KeyBinding] { [AppState.gridBinding(of: .e4m3)] }

  func move(_ motion: Motion, _ state: inout AppState) {
    guard let figure = state.e4m3Figure else { return }
    let layout = E4M3Layout(state.bodyRect, grid: figure.grid)
    let used = figure.grid.rows.count { $0.isUsed }
    let isGrid = layout.isCompressed && used > layout.grid.rows - 1
    let page = isGrid ? layout.grid.rows - 1 : layout.table.rows - 1
    let count = isGrid ? used : figure.table.rows.count
    guard page > 0, let distance = motion.rows(page: page, count: count) else { return }
    state.e4m3.scroll(distance, count: count, page: page)
  }

  func value(_ state: AppState) -> CopiedValue? {
    state.firstScaleCode(of: .e4m3, at: state.e4m3)
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    let stored = state.storedScales(of: .e4m3)
    if let stored, state.slot(of: .e4m3) == nil {
      state.drawStoredAlone(stored, legend: "digit = 1+log10(blocks)", in: rect, into: &frame)
      return
    }
    if let reason = state.nothingToDraw(of: .e4m3) {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    guard let figure = state.e4m3Figure, let slot = state.slot(of: .e4m3) else { return }
    let layout = E4M3Layout(rect, grid: figure.grid)
    guard !layout.grid.isEmpty else {
      frame.put(facts: (stored?.facts ?? []) + brief(figure), in: rect, traits: state.traits)
      return
    }
    let isScrolled = figure.table.rows.count > layout.table.rows - 1 && !layout.table.isEmpty
    drawHeading(state, isScrolled: isScrolled, in: layout.heading, into: &frame)
    var grid = state.scaleOrigin(of: .e4m3) == .stored ? stored?.grid ?? figure.grid : figure.grid
    if layout.isCompressed {
      let used = grid.rows.filter(\.isUsed)
      let page = max(1, layout.grid.rows - 1)
      grid.rows = Array(used.dropFirst(state.e4m3.first(count: used.count, page: page)))
    }
    frame.draw(grid, in: layout.grid, traits: state.traits, widestCell: 5)
    drawWords(
      figure, stored, state, hasTable: !layout.table.isEmpty, in: layout.words, into: &frame)
    state.drawScalePlots(of: slot, map: layout.map, errors: layout.errors, into: &frame)
    guard !layout.table.isEmpty else { return }
    frame.draw(
      figure.table, in: layout.table, traits: state.traits, valueTitle: "value",
      firstRow: state.e4m3.first(
        count: figure.table.rows.count, page: layout.table.rows - 1), style: .slot(slot))
  }

  func scaleMaps(_ state: AppState) -> [HeatmapState.Subject] {
    guard let figure = state.e4m3Figure else { return [] }
    return state.scaleMaps(of: .e4m3, in: E4M3Layout(state.bodyRect, grid: figure.grid).map)
  }

  private func drawWords(
    _ figure: E4M3Figure, _ stored: StoredScaleFigure?, _ state: AppState, hasTable: Bool,
    in rect: Rect, into frame: inout Frame
  ) {
    var rect = rect
    if let stored {
      let said = frame.put(
        facts: stored.warnings.prefix(1).map { "! \($0)" }, in: rect, traits: state.traits,
        style: .warning)
      rect = rect.splitTop(said).rest
      if state.scaleOrigin(of: .e4m3) == .stored {
        frame.put(facts: stored.facts, in: rect, traits: state.traits)
        return
      }
    }
    let facts = figure.counts + (hasTable ? [figure.table.basis] : [])
    let used = frame.put(facts: facts, in: rect, traits: state.traits)
    let scale = rect.splitTop(used).rest
    let lines = frame.put(facts: [figure.tensorScale], in: scale, traits: state.traits)
    guard let outlier = figure.outlier else { return }
    frame.put(
      facts: [outlier], in: scale.splitTop(lines).rest, traits: state.traits, style: .warning)
  }

  private func drawHeading(
    _ state: AppState, isScrolled: Bool, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let legend = "digit = 1+log10(blocks)" + (isScrolled ? "  j k scroll" : "")
    let said = state.originHeading(of: .e4m3) ?? state.substitute(for: .e4m3)
    let headings =
      said.map { ["\($0); \(legend)", $0] } ?? [
        "codes 0x00-0x7F (sign half unused)  . unused  \(legend)", legend,
      ]
    let heading =
      headings.first { DisplayWidth.of($0) <= rect.columns } ?? headings[headings.count - 1]
    frame.put(state.traits.shortened(heading, to: rect.columns), at: rect.origin, style: .dim)
  }

  private func brief(_ figure: E4M3Figure) -> [String] {
    [FigureText.count(figure.usedCount, "code") + " used", figure.range]
      + figure.counts.dropFirst()
  }
}

/// How the body of the E4M3 screen is divided; the table goes first, then unused rows of the grid.
private struct E4M3Layout {
  let heading: Rect
  let grid: Rect
  let words: Rect
  let table: Rect
  /// Where the scales lie, and the errors, where there is room below the words.
  let map: Rect
  let errors: Rect
  /// Whether only used rows are drawn.
  let isCompressed: Bool

  init(_ body: Rect, grid: CodeGrid) {
    let all = grid.rows.count + 1
    let layout = CodeGridLayout(grid, columns: body.columns, widestCell: 5)
    let hasGrid = layout.cellColumns > 0 && body.rows >= 5
    // Of two side by side the words matter more than empty rows.
    let isNarrow = hasGrid && body.columns < 60 && body.rows >= 16 && body.rows < all + 11
    isCompressed = hasGrid && (isNarrow || body.rows < all + 1)
    let width = layout.columns(of: grid)
    let isBeside = body.columns >= width + 50 && body.rows >= all + 4
    let (left, right) = isBeside ? body.splitLeft(width) : (body, body.splitRight(0).right)
    let spare = body.rows - all
    let (heading, below) = left.splitTop(hasGrid && (spare >= 4 || isNarrow) ? 1 : 0)
    let used = grid.rows.count { $0.isUsed } + 1
    let gridRows =
      isNarrow
      ? min(used, body.rows - 8) : isCompressed ? body.rows - (body.rows >= 8 ? 2 : 1) : all
    let (gridRect, rest) = below.splitTop(hasGrid ? gridRows : 0)
    let lines = isBeside || isNarrow ? min(rest.rows, 7) : 3
    let (words, under) = rest.splitTop(hasGrid ? lines : 0)
    let plots = isBeside && under.rows >= 9 ? under : under.splitTop(0).top
    (map, errors) = plots.splitTop(plots.rows >= 20 ? plots.rows / 2 : plots.rows)
    self.heading = heading
    self.grid = gridRect
    self.words = words
    if isBeside {
      table = right.inset(left: 3).splitLeft(110).left
    } else {
      let list = under.inset(top: 1).splitLeft(120).left
      table = list.rows >= 3 ? list : list.splitTop(0).top
    }
  }
}

extension AppState {
  fileprivate var e4m3Figure: E4M3Figure? {
    guard let format = report(ofScales: .e4m3), let current else { return nil }
    return E4M3Figure(
      format, values: reports[current]?.values, stored: storedScales(of: .e4m3)?.blocks)
  }
}
