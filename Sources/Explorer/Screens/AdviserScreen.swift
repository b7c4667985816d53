internal import Advisor
internal import Charts
internal import Figures
internal import TensorFiles
internal import TerminalKit

/// What the tensor's layer would cost on a part, predicted, and which recipe to choose there.
struct AdviserScreen: Screen {
  let id = ScreenID.adviser
  let digit: Character? = nil
  let home = ScreenID.kernels
  let pinnedPlace = PinnedPlace.within
  // Advice asks for a layer's shape, not for its weights.
  let readsPinned = false
  let tab = "Advise"
  let summary = "what the layer would cost on a GPU, predicted; h l batch, j k recipe"

  func subject(_ state: AppState) -> String { "predicted, not measured" }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        "p P", .view, "the next, the previous part", hint: "part", word: "next-part previous-part"
      ) { state, key in
        let count = AdviserState.parts.count
        let step = key == .character("p") ? 1 : count - 1
        state.adviser.part = (state.adviser.part + step) % count
        return []
      },
      KeyBinding("t", .view, "everything in words, or the table", hint: "words", word: "words") {
        state, _ in
        state.adviser.showsWords.toggle()
        return []
      },
      KeyBinding(
        word: "part", .view, "a part by its name",
        argument: CommandArgument(
          oneOf: AdviserState.parts.map { ($0.name, $0.architecture.name) }
        ) { state, index in
          state.adviser.part = index
          return []
        }),
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    let count = state.advice?.costs.count ?? 0
    if let rows = motion.rows(page: max(1, count / 2), count: count) {
      state.adviser.selected = min(max(state.adviser.selected + rows, 0), max(0, count - 1))
      return
    }
    let most = AdviserState.largestExponent
    let step =
      switch motion {
      case .left: -1
      case .right: 1
      case .lineStart: -most
      default: most
      }
    state.adviser.exponent = min(max(state.adviser.exponent + step, 0), most)
  }

  func value(_ state: AppState) -> CopiedValue? {
    guard let advice = state.advice else { return nil }
    let cost = advice.costs[AdviceFigure(advice, selected: state.adviser.selected).selected]
    return CopiedValue(
      "\(cost.roofline.seconds(batch: advice.batch))",
      name: "\(cost.recipe.id) at batch \(advice.batch) in s, by roofline")
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    guard !state.adviser.showsWords, let advice = state.advice else { return [] }
    let figure = AdviceFigure(advice, selected: state.adviser.selected)
    let body = rect.splitTop(rect.rows >= 6 ? 1 : 0).rest
    let area = AdviserLayout(body, recipes: advice.costs.count).table
    let first = max(0, figure.selected - max(1, area.rows - 1) + 1)
    if let row = table(figure, beside: nil).row(at: point, in: area, firstRow: first) {
      state.adviser.selected = row
    }
    return []
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard let advice = state.advice else {
      frame.put(facts: ["a layer has rows and columns"], in: rect, traits: state.traits)
      return
    }
    let figure = AdviceFigure(advice, selected: state.adviser.selected)
    let (heading, body) = rect.splitTop(rect.rows >= 6 ? 1 : 0)
    drawHeading(advice, state, in: heading, into: &frame)
    if state.adviser.showsWords {
      drawWords(figure, state, in: body, into: &frame)
      return
    }
    let layout = AdviserLayout(body, recipes: advice.costs.count)
    drawPlots(figure, state, in: layout.plots, into: &frame)
    frame.draw(
      table(figure, beside: state.pinnedAdvice), in: layout.table, traits: state.traits,
      firstRow: max(0, figure.selected - max(1, layout.table.rows - 1) + 1),
      selectedRow: figure.selected)
    drawWords(figure, state, in: layout.words, into: &frame)
  }

  private func drawHeading(
    _ advice: Advice, _ state: AppState, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let part = advice.part
    let mark = part.facts.contains { !$0.fact.isVerified } ? ", ?: unverified" : ""
    let layer = "\(advice.shape), batch \(advice.batch)"
    let rate = "\(FigureText.number(part.bandwidth.value / 1e12)) TB/s"
    let memory = ", \(FigureText.number(part.memory.value / 1e9)) GB"
    let texts = [
      "predicted for \(layer), on \(part.name) (\(part.architecture.name)): \(rate)\(memory)\(mark)",
      "predicted for \(layer), on \(part.name): \(rate)\(memory)\(mark)",
      "predicted for \(layer), on \(part.name): \(rate)\(mark)",
      "\(layer) on \(part.name), \(rate)\(mark)", "\(layer) on \(part.name)\(mark)",
      "\(part.name), batch \(advice.batch)",
    ]
    let text = texts.first { DisplayWidth.of($0) <= rect.columns } ?? texts[texts.count - 1]
    frame.put(state.traits.shortened(text, to: rect.columns), at: rect.origin, style: .dim)
  }

  private func drawPlots(
    _ figure: AdviceFigure, _ state: AppState, in rect: Rect, into frame: inout Frame
  ) {
    guard rect.rows >= 6 else { return }
    let batches = (0...AdviserState.largestExponent).map { 1 << $0 }
    var plots = [Plot.lines(figure.rooflines(batches: batches))]
    if let estimates = figure.estimates(batches: batches) { plots.append(.lines(estimates)) }
    if let contexts = figure.contexts { plots.append(.lines(contexts)) }
    plots.append(
      .bars("ROOFLINE at batch \(FigureText.count(figure.advice.batch))", figure.times))
    frame.draw(plots, in: rect, minimum: Size(columns: 54, rows: 12), traits: state.traits)
  }

  /// The recipes, with the times of a pinned tensor's layer beside those of the one on show.
  private func table(_ figure: AdviceFigure, beside pinned: Advice?) -> Table {
    var columns = [
      Table.Column("recipe", minimumWidth: 24, priority: 10),
      Table.Column("roofline us", alignment: .right, minimumWidth: 11, priority: 9),
      Table.Column("bound", minimumWidth: 7, priority: 7),
      Table.Column("estimate us", alignment: .right, minimumWidth: 11, priority: 8),
      Table.Column("likely", alignment: .right, minimumWidth: 13, priority: 4),
      Table.Column("codes", minimumWidth: 11, priority: 6),
      Table.Column("unit", minimumWidth: 4, priority: 5),
      Table.Column("bits", alignment: .right, minimumWidth: 5, priority: 3),
      Table.Column("instruction", minimumWidth: 20, priority: 2),
      Table.Column("served by", minimumWidth: 16, priority: 1, isFlexible: true),
    ]
    var rows = figure.advice.costs.enumerated().map { row($0.offset, $0.element, figure) }
    guard let pinned else { return Table(columns: columns, rows: rows) }
    for (title, priority, place) in [("= estimate", 5, 4), ("= roofline", 8, 2)] {
      columns.insert(
        Table.Column(
          StyledText(title, style: .accent), alignment: .right, minimumWidth: 10,
          priority: priority), at: place)
    }
    for (index, cost) in figure.advice.costs.enumerated() {
      let other = pinned.costs.first { $0.recipe == cost.recipe }
      let roofline = other.map { $0.roofline.seconds(batch: pinned.batch) }
      let estimate = other.flatMap { $0.estimate(batch: pinned.batch)?.seconds }
      for (seconds, place) in [(estimate, 4), (roofline, 2)] {
        let text = seconds.map { FigureText.number($0 * 1e6) } ?? "-"
        rows[index].insert(StyledText(text, style: .accent), at: place)
      }
    }
    return Table(columns: columns, rows: rows)
  }

  private func row(_ index: Int, _ cost: RecipeCost, _ figure: AdviceFigure) -> [StyledText] {
    let batch = figure.advice.batch
    let estimate = cost.estimate(batch: batch)
    let isChosen = figure.isChosen(cost)
    return [
      StyledText(
        "\(AdviceFigure.mark(index)) \(cost.recipe.id)\(isChosen ? "*" : "")",
        style: isChosen ? .best : .slot(index)),
      StyledText(FigureText.number(cost.roofline.seconds(batch: batch) * 1e6)),
      StyledText(cost.roofline.bound(batch: batch).rawValue, style: .dim),
      StyledText(estimate.map { FigureText.number($0.seconds * 1e6) } ?? "-"),
      StyledText(
        estimate.map {
          "\(FigureText.number($0.low * 1e6))-\(FigureText.number($0.high * 1e6))"
        } ?? "", style: .dim),
      StyledText(cost.execution.way.rawValue),
      StyledText(cost.execution.unit.rate.name),
      StyledText(FigureText.number(cost.bitsPerWeight), style: .dim),
      StyledText(
        cost.execution.unit.instruction + (cost.execution.unit.source.isVerified ? "" : "?"),
        style: .dim),
      StyledText(AdviceWords.runtimes(cost), style: .dim),
    ]
  }

  private func drawWords(
    _ figure: AdviceFigure, _ state: AppState, in rect: Rect, into frame: inout Frame
  ) {
    let advice = figure.advice
    let words =
      [
        AdviceWords.choice(advice), state.pinnedChoice,
        AdviceWords.execution(advice.costs[figure.selected]),
        AdviceWords.runs("fastest by estimate", advice.estimateRuns)
          ?? AdviceWords.runs("fastest by roofline", advice.rooflineRuns),
      ].compactMap(\.self) + AdviceWords.phases(advice)
      + AdviceWords.attention(advice).map { "attention: \($0)" }
    var row = 0
    var isCut = false
    for (index, text) in words.enumerated() {
      let lines = wrapped(text, rest: "  ", width: max(1, rect.columns))
      // A sentence stands as a whole or not at all; the first is worth more than an empty place.
      guard row + lines.count <= rect.rows || index == 0 else {
        isCut = true
        continue
      }
      for line in lines.prefix(rect.rows - row) {
        frame.put(
          state.traits.shortened(line, to: rect.columns),
          at: Point(column: rect.left, row: rect.top + row), style: index == 0 ? .normal : .dim)
        row += 1
      }
    }
    guard isCut, row < rect.rows, !state.adviser.showsWords else { return }
    frame.put("t says all in words", at: Point(column: rect.left, row: rect.top + row), style: .dim)
  }
}

/// How the body of the adviser's screen is divided: the choice in words, the table, and plots where there is room.
private struct AdviserLayout {
  let plots: Rect
  let table: Rect
  let words: Rect

  init(_ body: Rect, recipes: Int) {
    let (upper, words) = body.splitBottom(
      body.rows >= 30 ? 11 : body.rows >= 18 ? 6 : body.rows >= 10 ? 3 : 0)
    let spare = upper.rows - recipes - 1
    (plots, table) = upper.splitBottom(spare >= 8 ? recipes + 1 : upper.rows)
    self.words = words
  }
}

extension AppState {
  /// Advice for the tensor's layer; nil where it is none.
  fileprivate var advice: Advice? {
    guard let tensor, let shape = LayerShape(outputs: tensor.rows, inputs: tensor.columns) else {
      return nil
    }
    return Advice(
      shape: shape, batch: adviser.batch, part: AdviserState.parts[adviser.part])
  }

  /// Advice for the layer of a pinned tensor of another shape; nil where there is none.
  fileprivate var pinnedAdvice: Advice? {
    guard let other = ofPinned?.advice, other.shape != advice?.shape else { return nil }
    return other
  }

  /// What to choose for the pinned tensor's layer, in words.
  fileprivate var pinnedChoice: String? {
    guard let other = ofPinned, let tensor = other.tensor else { return nil }
    let name = traits.shortened(
      PrintableName.escaped(tensor.name), to: max(8, size.columns / 4), keeping: .ends)
    guard let itsAdvice = other.advice else { return "= \(name) is no layer" }
    guard itsAdvice.shape != advice?.shape else {
      return "= \(name): the same shape, so the same advice"
    }
    return "= \(name), \(itsAdvice.shape): \(AdviceWords.choice(itsAdvice))"
  }
}
