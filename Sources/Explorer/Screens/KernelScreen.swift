internal import Charts
internal import Figures
internal import Measurement
internal import TensorFiles
internal import TerminalKit

/// What each format costs to multiply with on this machine, measured while one looks.
struct KernelScreen: Screen {
  let id = ScreenID.kernels
  let digit: Character? = "9"
  let pinnedPlace = PinnedPlace.within
  let tab = "Kern"
  let summary = "what formats cost to multiply with here, measured; h l batch, j k recipe"

  func subject(_ state: AppState) -> String {
    if let share = state.kernelProgress { return "measuring \(Int(share * 100))%" }
    return state.kernels.isHot ? "hot weights" : "cold weights"
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding("t", .view, "time, operations or tokens a second", hint: "unit", word: "quantity")
      { state, _ in
        let all = KernelQuantity.allCases
        let index = all.firstIndex(of: state.kernels.quantity) ?? 0
        state.kernels.quantity = all[(index + 1) % all.count]
        return []
      },
      KeyBinding("H", .view, "weights from memory, or hot in cache", hint: "hot", word: "hot") {
        state, _ in
        state.kernels.isHot.toggle()
        return []
      },
      KeyBinding(
        "C", .view, "one thread, or all of --threads", hint: "threads", word: "all-threads"
      ) { state, _ in
        state.kernels.usesAllThreads.toggle()
        return []
      },
      KeyBinding(
        "S", .view, "the tensor's size, or 4096x4096", hint: "size", word: "size",
        whyNot: { state in state.tensor.flatMap { LayerSize($0).note } }
      ) { state, _ in
        state.kernels.isUsualSize.toggle()
        return []
      },
      KeyBinding(
        "P", .view, "figure 1, throughput by precision, or back", hint: "fig 1", word: "figure-1"
      ) { state, _ in
        state.show(.precision)
        return []
      },
      KeyBinding(
        "B", .view, "figure 2, 8-bit activations by batch, or back", hint: "fig 2", word: "figure-2"
      ) { state, _ in
        state.show(.batch)
        return []
      },
      KeyBinding("m", .view, "measure again", hint: "again", word: "measure-again") { state, _ in
        state.kernels.known[state.kernelConditions] = nil
        state.work.isPaused = false
        let effects = state.kernels.running.map { [Effect.cancel($0)] } ?? []
        state.kernels.running = nil
        state.kernels.asked = nil
        return effects
      },
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    let recipes = state.kernelRecipes.count
    let places = state.kernelBatches.count
    if let rows = motion.rows(page: recipes, count: recipes) {
      state.kernels.selected = min(max(state.kernels.selected + rows, 0), recipes - 1)
    }
    let step: Int? =
      switch motion {
      case .left: -1
      case .right: 1
      case .lineStart: -places
      case .lineEnd: places
      default: nil
      }
    if let step { state.kernels.place = min(max(state.kernels.place + step, 0), places - 1) }
  }

  func value(_ state: AppState) -> CopiedValue? {
    guard let figure = figure(state),
      let point = figure.rows.first(where: { $0.recipe == figure.selected })?.point
    else { return nil }
    return CopiedValue(
      "\(point.samples.minimum)", name: "\(point.recipe) at batch \(point.batch) in ms")
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    guard let figure = figure(state) else { return [] }
    let body = rect.splitTop(rect.rows >= 8 ? 1 : 0).rest
    let area = KernelLayout(body, recipes: figure.recipes.count).table
    let selected = figure.recipes.firstIndex(of: figure.selected) ?? 0
    let first = max(0, selected - max(1, area.rows - 1) + 1)
    let table = LayerTable.table(figure, beside: nil, state)
    if let row = table.row(at: point, in: area, firstRow: first) { state.kernels.selected = row }
    return []
  }

  private func figure(_ state: AppState) -> KernelFigure? {
    let batches = state.kernelBatches
    let place = min(max(state.kernels.place, 0), batches.count - 1)
    return state.kernelReport.map { report in
      KernelFigure(
        report, recipes: state.kernelRecipes, selected: state.kernels.selected,
        batch: batches.isEmpty ? 1 : batches[place])
    }
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    let (heading, body) = rect.splitTop(rect.rows >= 8 ? 1 : 0)
    drawHeading(state, in: heading, into: &frame)
    guard let figure = figure(state) else {
      let text =
        state.work.isPaused
        ? "stopped; a goes on" : "measuring what memory and units can do here ..."
      frame.put(facts: [text], in: body, traits: state.traits, style: .dim)
      return
    }
    let batches = state.kernelBatches
    let layout = KernelLayout(body, recipes: figure.recipes.count)
    drawPlots(figure, state, batches: batches, in: layout.plots, into: &frame)
    let selected = figure.recipes.firstIndex(of: figure.selected) ?? 0
    let pinned = PinnedLayer(state)
    frame.draw(
      LayerTable.table(figure, beside: pinned, state), in: layout.table, traits: state.traits,
      firstRow: max(0, selected - max(1, layout.table.rows - 1) + 1), selectedRow: selected)
    let refusals =
      state.kernels.choice == .slots
      ? state.slots.formats.compactMap { KernelRecipes.refusal(of: $0) } : []
    let isShaded = state.kernels.choice != .figure(.precision)
    let bounds = figure.bounds.map { isShaded ? "\($0) (\(textures(state)))" : $0 }
    let errors = WeightError.note(
      figure.rows.compactMap(\.point), in: state.current.flatMap { state.reports[$0] })
    let words =
      refusals + [pinned?.words, figure.fastest, bounds].compactMap(\.self) + figure.crossingWords
      + [figure.disturbance, figure.limitFacts, errors].compactMap(\.self)
    frame.put(lines: words, in: layout.words, traits: state.traits, style: .dim)
  }

  private func drawHeading(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard !rect.isEmpty else { return }
    let size = state.layerSize
    let origin = state.kernels.isHot ? "hot" : "cold"
    var text = "\(size) \(origin)"
    if let report = state.kernelReport {
      let threads = "\(FigureText.count(report.threads)) thread" + (report.threads == 1 ? "" : "s")
      text += ", \(threads), \(report.backend): \(KernelFigure.limits(report))"
      if report.points.contains(where: { !$0.isChecked }) { text = "! PRODUCTS DIFFER; " + text }
    }
    if let note = size.note { text = "\(note); " + text }
    frame.put(state.traits.shortened(text, to: rect.columns), at: rect.origin, style: .dim)
  }

  /// What the shades of what is impossible stand for.
  private func textures(_ state: AppState) -> String {
    state.traits.glyphs == .blocks ? "shaded ░ and ▒" : "shaded ' and %"
  }

  private func drawPlots(
    _ figure: KernelFigure, _ state: AppState, batches: [Int], in rect: Rect,
    into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let batch = FigureText.count(figure.batch)
    let bars = Plot.bars("GOP/s at batch \(batch), | what its unit can do", figure.bars)
    let times = Plot.bars("ms at batch \(batch)", figure.times)
    let losses = figure.losses(in: state.current.flatMap { state.reports[$0] }).map {
      Plot.lines($0)
    }
    var plots: [Plot]
    if state.kernels.choice == .figure(.precision) {
      plots = [bars, times]
    } else {
      // The chosen quantity first, then the others.
      let chosen = state.kernels.quantity
      let others: [KernelQuantity] = [chosen.isTime ? .operations : .time, .tokens]
      let lines = ([chosen] + others.filter { $0 != chosen }).map {
        Plot.lines(figure.chart($0, batches: batches))
      }
      plots = Array(lines.prefix(2)) + [bars]
      if let losses { plots.append(losses) }
      plots += lines.dropFirst(2)
    }
    if state.kernels.choice == .figure(.precision), let losses { plots.append(losses) }
    frame.draw(plots, in: rect, minimum: Size(columns: 56, rows: 9), traits: state.traits)
  }
}

/// How the body of the kernels' screen is divided: the table first, then words, the rest is for plots.
private struct KernelLayout {
  let plots: Rect
  let table: Rect
  let words: Rect

  init(_ body: Rect, recipes: Int) {
    let (upper, words) = body.splitBottom(
      body.rows >= 30 ? 7 : body.rows >= 18 ? max(2, 8 - recipes) : body.rows >= 12 ? 1 : 0)
    let wanted = min(recipes + 1, max(2, upper.rows - 9))
    (plots, table) = upper.splitBottom(min(wanted, upper.rows))
    self.words = words
  }
}

extension AppState {
  /// Shows a figure of the survey, or what was on show before it.
  fileprivate mutating func show(_ figure: SurveyFigure) {
    kernels.choice = kernels.choice == .figure(figure) ? .slots : .figure(figure)
    kernels.selected = 0
    kernels.place = min(kernels.place, kernelBatches.count - 1)
  }
}
