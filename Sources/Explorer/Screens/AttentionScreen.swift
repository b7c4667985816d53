internal import Figures
internal import KernelEngine
internal import Measurement
internal import TensorFiles
internal import TerminalKit

/// Attention in 8 bits, measured here: errors beside published ones, and times.
struct AttentionScreen: Screen {
  let id = ScreenID.attention
  let digit: Character? = nil
  let home = ScreenID.kernels
  let pinnedPlace = PinnedPlace.line
  let readsPinned = false
  let tab = "Attn"
  let summary = "attention in 8 bits: its error beside FlashAttention-3's, and its time"

  func subject(_ state: AppState) -> String {
    guard state.attention.running != nil else { return "attention in 8 bits" }
    let count = state.attention.report?.points.count ?? 0
    return "measuring \(count) of \(state.attention.expected)"
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        "Enter", .report, "measure attention, from the beginning", hint: "measure", word: "measure"
      ) { state, _ in
        state.measureAttention()
      }
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    let sets = state.attention.report?.sets.count ?? 0
    switch motion {
    case .left: state.attention.set = max(0, min(state.attention.set, sets - 1) - 1)
    case .right: state.attention.set = max(0, min(state.attention.set + 1, sets - 1))
    default:
      let count = AttentionRecipe.offered.count
      guard let distance = motion.rows(page: count, count: count) else { return }
      state.attention.selected = min(max(state.attention.selected + distance, 0), count - 1)
    }
  }

  func pinnedFacts(_ state: AppState) -> [String] {
    ["changes nothing here: attention takes Q, K and V, no weight"]
  }

  func value(_ state: AppState) -> CopiedValue? {
    let recipe = AttentionRecipe.offered[state.attention.selected]
    guard let error = state.attention.shown?.point(recipe.id)?.accuracy.rmse else { return nil }
    return CopiedValue("\(error)", name: "RMSE of \(recipe.id)")
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    let rest = rect.splitTop(min(2, rect.rows)).rest
    let table = table(state.attention, set: state.attention.shown)
    let area = rest.splitTop(min(table.rows.count + 1, rest.rows)).top
    let first = max(0, state.attention.selected - max(1, area.rows - 1) + 1)
    if let row = table.row(at: point, in: area, firstRow: first) { state.attention.selected = row }
    return []
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    let set = state.attention.shown
    let head = self.head(state, set: set)
    let (top, rest) = rect.splitTop(min(2, rect.rows))
    for (row, line) in head.prefix(top.rows).enumerated() {
      frame.put(
        state.traits.shortened(line, to: top.columns),
        at: Point(column: top.left, row: top.top + row), style: row == 0 ? .bold : .dim)
    }
    let rows = AttentionRecipe.offered.count + 1
    let (table, foot) = rest.splitTop(min(rows, rest.rows))
    let selected = state.attention.selected
    frame.draw(
      self.table(state.attention, set: set), in: table, traits: state.traits,
      firstRow: max(0, selected - max(1, table.rows - 1) + 1), selectedRow: selected)
    let recipe = AttentionRecipe.offered[selected]
    var facts = ["\(recipe.id): \(recipe.summary)"]
    facts += notes(state, set: set)
    var left = foot
    for fact in facts where left.rows > 0 {
      let used = frame.put(facts: [fact], in: left, traits: state.traits, style: .dim)
      left = left.splitTop(min(used, left.rows)).1
    }
    drawPlots(state, set, in: left.splitTop(min(1, left.rows)).rest, into: &frame)
  }

  /// Errors and times as plots, where there is room for more than the table.
  private func drawPlots(
    _ state: AppState, _ set: AttentionReport.Set?, in rect: Rect, into frame: inout Frame
  ) {
    let recipes = AttentionRecipe.offered.map(\.id)
    guard let set, rect.rows > recipes.count, rect.columns >= 50 else { return }
    let figure = AttentionFigure(
      set, recipes: recipes, selected: recipes[state.attention.selected])
    let published = figure.hasPublished ? ", | FlashAttention-3's" : ""
    var plots = [
      Plot.bars("RMSE, log\(published)", figure.errors), Plot.bars("ms a call", figure.times),
    ]
    if let losses = figure.losses { plots.append(.lines(losses)) }
    frame.draw(
      plots, in: rect, minimum: Size(columns: 56, rows: recipes.count + 1), traits: state.traits)
  }

  private func head(_ state: AppState, set: AttentionReport.Set?) -> [String] {
    guard let set else {
      if let failure = state.attention.failure { return ["! \(failure)"] }
      return [
        state.attention.running == nil
          ? "Enter measures attention: seeded samples, and q, k, v if this file has them"
          : "making Q, K and V, and measuring what the machine can do ..."
      ]
    }
    let count = state.attention.report?.sets.count ?? 0
    let shape = set.shape
    let name =
      switch set.source {
      case .samples(let samples, let seed): "\(samples.distribution), seed \(seed)"
      case .file(let name): PrintableName.escaped(name)
      }
    let place = count > 1 ? "set \(min(state.attention.set, count - 1) + 1) of \(count), h l: " : ""
    return [
      place + name,
      "\(shape.heads) heads, \(shape.queries) queries, \(shape.keys) keys,"
        + " \(shape.dimension) values each; RMSE against F64",
    ]
  }

  private func table(_ state: AttentionState, set: AttentionReport.Set?) -> Table {
    let published = PublishedAttention.flashAttention3
    let comparison = set.flatMap { published.comparison(with: $0) }
    let isComparable = set == nil || comparison != nil
    let columns = [
      Table.Column("recipe", minimumWidth: 19, priority: 10),
      Table.Column("RMSE", alignment: .right, minimumWidth: 9, priority: 9),
      Table.Column("x fp16", alignment: .right, minimumWidth: 8, priority: 8),
      Table.Column("FA3's", alignment: .right, minimumWidth: 9, priority: 7),
      Table.Column("factor", alignment: .right, minimumWidth: 6, priority: 6),
      Table.Column("ms", alignment: .right, minimumWidth: 6, priority: 9),
      Table.Column("GFLOP/s", alignment: .right, minimumWidth: 7, priority: 5),
      Table.Column("units", minimumWidth: 9, priority: 3),
      Table.Column("rel L1", alignment: .right, minimumWidth: 9, priority: 4),
      Table.Column("cosine", alignment: .right, minimumWidth: 7, priority: 2),
      Table.Column("what it is", minimumWidth: 30, priority: 1, isFlexible: true),
    ]
    func text(_ value: Double?) -> StyledText {
      StyledText(value.map { FigureText.number($0) } ?? "")
    }
    let rows = AttentionRecipe.offered.map { recipe in
      let point = set?.point(recipe.id)
      let row = isComparable ? published.rows.first { $0.recipe == recipe.id } : nil
      let factor = comparison?.factors.first { $0.row.recipe == recipe.id }?.factor
      return [
        StyledText(recipe.id + (point?.isChecked == false ? " DIFFERS" : "")),
        text(point?.accuracy.rmse), text(point.flatMap { set?.ratioToHalf($0) }), text(row?.rmse),
        text(factor), text(point?.samples.minimum), text(point.map { $0.rate / 1e9 }),
        StyledText(point?.units.map(\.rawValue).joined(separator: "+") ?? "", style: .dim),
        text(point?.accuracy.relativeL1), text(point?.accuracy.cosine),
        StyledText(recipe.summary, style: .dim),
      ]
    }
    return Table(columns: columns, rows: rows)
  }

  /// What else is to be known of the set.
  private func notes(_ state: AppState, set: AttentionReport.Set?) -> [String] {
    let published = PublishedAttention.flashAttention3
    guard let set, let report = state.attention.report else {
      return ["FA3's: \(published.source); \(published.setting)"]
    }
    var notes: [String] = []
    if let comparison = published.comparison(with: set) {
      if comparison.isWhole { notes.append(comparison.verdict) }
      notes.append("FA3's: \(published.source); \(published.setting)")
    }
    var limits: [String] = []
    for unit in KernelEngine.Unit.allCases {
      guard let rate = report.limits.units[unit] else { continue }
      limits.append("\(unit.rawValue) \(FigureText.number(rate / 1e9)) GOP/s")
    }
    notes.append(
      "backend \(report.backend), \(report.threads) threads, limits of this run: "
        + limits.joined(separator: ", "))
    return notes
  }
}
