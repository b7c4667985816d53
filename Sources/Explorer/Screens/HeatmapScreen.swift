internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The block scales of the selected slot over the tensor, with a cursor.
struct HeatmapScreen: Screen {
  let id = ScreenID.heatmap
  let digit: Character? = "4"
  let tab = "Scale"
  let summary = "the block scales over the tensor, as a heat map"

  /// How many lines of words stand below the map.
  static let wordLines = [(16, 3), (8, 2), (3, 1)].map { (rows: $0.0, lines: $0.1) }

  func subject(_ state: AppState) -> String {
    if state.scaleOrigin() == .stored, let stored = state.storedWeight() {
      return "stored \(stored.format) \(stored.scaleName)"
    }
    let format = try? FormatRegistry.format(state.slots.current)
    return "\(state.slots.current) \(format?.scaleType.rawValue ?? "")"
  }

  func scaleMaps(_ state: AppState) -> [HeatmapState.Subject] {
    [state.heatmapView?.subject].compactMap { $0 }
  }

  var bindings: [KeyBinding] {
    [
      AppState.originBinding(
        of: nil, help: "the scales as stored, or as the slot would choose them",
        word: "stored-scales"),
      KeyBinding(
        "z", .view, "halve the cells, down to one block a cell", hint: "zoom in", word: "zoom-in"
      ) {
        state in
        guard let view = state.heatmapView else { return "there is no map here" }
        return state.heatmap.zoom < view.deepest ? nil : "every cell is one block already"
      } act: { state, _ in
        state.zoomHeatmap(1)
        return []
      },
      KeyBinding(
        "Z", .view, "double the cells, up to the whole tensor", hint: "out", word: "zoom-out"
      ) { state in
        state.heatmap.zoom > 0 ? nil : "the whole tensor is in sight"
      } act: { state, _ in
        state.zoomHeatmap(-1)
        return []
      },
      KeyBinding(
        "p", .view, "pool a cell's scales by max, mean or min", hint: "pool", word: "pool",
        argument: CommandArgument(
          oneOf: ScalePool.allCases.map { ($0.rawValue, "the \($0.rawValue) of a cell's scales") },
          isOptional: true
        ) { state, index in
          state.heatmap.pool = ScalePool.allCases[index]
          return []
        }
      ) { state, _ in
        state.heatmap.pool = state.heatmap.pool.next
        return []
      },
      KeyBinding(
        "T", .find, "the largest scale in sight, then the next", hint: "largest", word: "largest"
      ) {
        $0.heatmapView == nil ? "there is no map here" : nil
      } act: { state, _ in
        state.showNextLargestScale()
        return []
      },
      KeyBinding(
        "Enter", .find,
        "look closely at the block under the cursor, of several at the one that the cell shows",
        hint: "block", word: "inspect"
      ) {
        state in
        state.heatmapView == nil ? "there is no map here" : nil
      } act: { state, _ in
        let place = state.heatmapTarget
        state.inspect(row: place.row, column: place.column)
        return []
      },
      KeyBinding("A", .find, "go to the amax", hint: "amax", word: "amax", whyNot: noAmax) {
        state, _ in
        if let place = state.amaxPlace { state.heatmap.place.look(at: place) }
        return []
      },
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    guard let view = state.heatmapView else { return }
    state.heatmap.place.move(motion, rows: view.rows, columns: view.columns, block: view.block)
  }

  func value(_ state: AppState) -> CopiedValue? {
    guard let view = state.heatmapView else { return nil }
    let cells = state.heatmap.cells(of: view.subject)
    let index = view.cursorRow * view.columns.count + view.cursorColumn
    guard cells.indices.contains(index), !cells[index].isEmpty else { return nil }
    let cell = cells[index]
    let region = view.subject.window.elements(
      row: view.cursorRow, column: view.cursorColumn, block: view.block, of: view.tensor)
    let place = "[\(region.rows.lowerBound),\(region.columns.lowerBound)]"
    let name = "\(view.stored?.title ?? view.format.id.description) scale at \(place)"
    guard cell.blocks == 1, let scale = cell.maximum else {
      let pool = state.heatmap.pool
      return pool.multiplier(of: cell).map {
        CopiedValue("\($0)", name: "the \(pool.rawValue) multiplier of the cell at \(place)")
      }
    }
    let code = view.scaleType.isByte ? FigureText.hex(scale.code) + " " : ""
    return CopiedValue("\(code)\(scale.multiplier)", name: name)
  }

  func go(toRow row: Int, column: Int, _ state: inout AppState) -> Bool {
    state.heatmap.place.look(at: ValueStatistics.Place(row: row, column: column))
    return true
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    guard let view = state.heatmapView else { return [] }
    let map = MapLayout(rect, lines: Self.wordLines)
    let cell = map.hit(
      at: point, rows: view.rows, columns: view.columns, traits: state.traits)
    guard let cell else { return [] }
    state.heatmap.place.point(
      atRow: (view.rows.first + cell.row * view.rows.cell) * view.block.rows,
      column: (view.columns.first + cell.column * view.columns.cell) * view.block.columns)
    return []
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.nothingToDraw {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    if let reason = state.noScalesToMap, state.scaleOrigin() == .chosen {
      frame.put(facts: [reason], in: rect, traits: state.traits)
      return
    }
    guard let view = state.heatmapView, let current = state.current else { return }
    let layout = MapLayout(rect, lines: Self.wordLines)
    let cells = state.heatmap.cells(of: view.subject)
    let figure = ScaleMapFigure(
      cells, window: view.subject.window, block: view.block, type: view.scaleType,
      pool: state.heatmap.pool, palette: state.palette,
      cursor: HeatMap.Position(row: view.cursorRow, column: view.cursorColumn),
      hasProfiles: layout.hasProfiles, neighbour: state.neighbour.scales)
    frame.draw(figure.heatMap, in: layout.map, traits: state.traits)
    drawHeading(state, view, in: layout.heading, into: &frame)

    let text = ScaleCellText(
      state.cellUnderCursor(view), row: view.cursorRow, column: view.cursorColumn,
      window: view.subject.window,
      block: view.block, tensor: view.tensor, format: view.format, stored: view.stored,
      values: state.reports[current]?.values,
      errors: view.stored != nil
        ? nil : state.errors.map(of: state.slots.current, view.cursorWindow)?.cells.first)
    drawWords(text, figure, state, layout, into: &frame)
  }

  private func drawHeading(
    _ state: AppState, _ view: HeatmapView, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let right = status(state, view)
    let end = Point(column: rect.right, row: rect.top)
    let used = frame.putRight(right, endingAt: end, style: .dim, maxWidth: rect.columns)
    let rows = min(view.rows.cell * view.block.rows, view.tensor.rows)
    let columns = min(view.columns.cell * view.block.columns, view.tensor.columns)
    let isBlock = view.rows.cell == 1 && view.columns.cell == 1
    let pool = state.heatmap.pool.rawValue
    let cell = "\(FigureText.count(rows, "row")) x \(FigureText.count(columns, "col"))"
    let isStored = view.stored != nil
    let name = isStored ? "scales as stored" : "scales"
    let key = state.otherOrigin().map { "  (\($0))" } ?? ""
    let long =
      isBlock
      ? "\(name), log2: 1 cell = 1 block, \(cell)"
      : "\(name), log2, \(pool)-pooled: 1 cell = \(cell)"
    let short = isBlock ? "1 cell = 1 block" : "\(pool) of \(cell)"
    let texts = [long + key, long, (isStored ? "as stored: " : "") + short]
    let room = rect.columns - used - 2
    let text = texts.first { DisplayWidth.of($0) <= room } ?? texts[texts.count - 1]
    frame.put(state.traits.shortened(text, to: room), at: rect.origin, style: .dim)
  }

  private func status(_ state: AppState, _ view: HeatmapView) -> String {
    let zoom = view.deepest > 0 ? "zoom \(state.heatmap.zoom)/\(view.deepest)" : ""
    if state.heatmap.store.has(view.subject) { return zoom }
    if state.heatmap.running != nil { return "mapping ...  \(zoom)" }
    if state.heatmap.store.failed(view.subject) { return "! not mapped: the file changed" }
    return state.work.isPaused ? "stopped; a goes on  \(zoom)" : "reading ...  \(zoom)"
  }

  private func drawWords(
    _ text: ScaleCellText, _ figure: ScaleMapFigure, _ state: AppState, _ layout: MapLayout,
    into frame: inout Frame
  ) {
    var facts = text.facts
    let isStored = state.scaleOrigin() == .stored
    if figure.hasZeroCells {
      facts.append("blank: \(isStored ? "scales of 0" : "zero blocks") only")
    }
    if figure.hasNonfiniteCells { facts.append("N: NaN or infinity") }
    guard layout.hasPanel else {
      if layout.hasProfiles {
        facts.append("bars: \(state.heatmap.pool.rawValue) of rows, columns")
      }
      frame.put(facts: facts, in: layout.words, traits: state.traits)
      return
    }
    let hasPlot = layout.words.rows >= 44
    let (words, plot) = layout.words.splitBottom(hasPlot ? layout.words.rows * 2 / 5 : 0)
    let (upper, lower) = words.splitTop(max(10, words.rows / 2))
    let room = frame.drawPanel("cursor", in: upper, traits: state.traits)
    frame.put(facts: facts, in: room, traits: state.traits)
    let below = frame.drawPanel("all blocks", in: lower, traits: state.traits)
    let used = frame.put(facts: overall(state), in: below, traits: state.traits)
    let rest = below.splitTop(used).rest
    frame.put(
      facts: ["bars: \(state.heatmap.pool.rawValue) of rows, columns"], in: rest,
      traits: state.traits, style: .dim)
    if let outlier = state.outlier {
      frame.put(
        lines: ["! " + outlier], in: rest.splitTop(1).rest, traits: state.traits, style: .warning)
    }
    drawValues(state, in: plot, into: &frame)
  }

  /// The values beside the map, where there is room.
  private func drawValues(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    guard !rect.isEmpty, let current = state.current, let values = state.reports[current]?.values
    else { return }
    let plot = frame.drawPanel("values, log count", in: rect, traits: state.traits)
    let figure = HistogramFigure(
      values.histogram, over: values.bodyRange, columns: max(1, plot.columns - 7))
    frame.draw(figure.chart, in: plot, traits: state.traits)
  }

  /// What is known of the format's blocks in the whole tensor, or of those in the file.
  private func overall(_ state: AppState) -> [String] {
    if let view = state.heatmapView, view.stored != nil, let current = state.current,
      let survey = state.reports[current]?.stored
    {
      return StoredText.scales(survey)
    }
    guard let current = state.current,
      let report = state.reports[current]?.format(state.slots.current)
    else { return [] }
    var facts = [
      FigureText.count(report.blocks, "block"),
      "SQNR \(Metric.sqnrText(report)) dB",
      "clip \(FigureText.percent(report.clippedShare))",
      "median scale \(FigureText.number(report.scales.median.map { Double($0) }))",
    ]
    if let scale = report.tensorScale {
      facts.append("tensor scale \(FigureText.number(Double(scale)))")
    }
    if report.zeroBlocks > 0 { facts.append(FigureText.count(report.zeroBlocks, "zero block")) }
    if report.nonfiniteBlocks > 0 {
      facts.append(FigureText.count(report.nonfiniteBlocks, "block") + " with NaN or infinity")
    }
    if let place = state.amaxPlace { facts.append("amax at [\(place.row),\(place.column)]: A") }
    return facts
  }

  private let noAmax: @Sendable (AppState) -> String? = { state in
    state.amaxPlace == nil ? "no finite value is known here yet" : nil
  }
}

extension ScaleType {
  /// Whether its codes are bytes that mean something by themselves.
  fileprivate var isByte: Bool { self == .e8m0 || self == .e4m3 }
}

extension AppState {
  /// Where the largest magnitude of the tensor on show lies, as far as it was read.
  var amaxPlace: ValueStatistics.Place? {
    current.flatMap { reports[$0]?.values?.amaxPlace }
  }

  /// The amax and what becomes of its block, in words, if that is worth a warning.
  var outlier: String? {
    guard let current, let report = reports[current] else { return nil }
    return Finding.outlier(in: report, formats: slots.formats)?.text
  }

  fileprivate mutating func zoomHeatmap(_ step: Int) {
    heatmap.place.zoom += step
    guard let view = heatmapView else { return }
    heatmap.place.centre(rows: view.rows, columns: view.columns, block: view.block)
  }

  /// Puts the cursor on the cell with the largest pooled scale in sight, then on the next; says which it is.
  fileprivate mutating func showNextLargestScale() {
    guard let view = heatmapView else { return }
    let window = view.subject.window
    let cells = heatmap.cells(of: view.subject)
    let ranking = heatmap.pool.ranking(of: cells)
    guard !ranking.isEmpty else {
      notice = Notice("nothing is mapped here yet")
      return
    }
    let here = (view.cursorRow, view.cursorColumn)
    var rank = 0
    if let last = heatmap.largest, ranking.indices.contains(last),
      ranking[last] == here.0 * window.columns + here.1
    {
      rank = (last + 1) % ranking.count
    }
    heatmap.largest = rank
    let index = ranking[rank]
    let first = ValueStatistics.Place(
      row: (window.top + index / window.columns * window.cellRows) * view.block.rows,
      column: (window.left + index % window.columns * window.cellColumns) * view.block.columns)
    let place = heatmap.pool.place(in: cells[index]) ?? first
    heatmap.place.look(at: place)
    let scale = FigureText.number(heatmap.pool.multiplier(of: cells[index]))
    notice = Notice(
      "largest scale \(FigureText.count(rank + 1)) of \(FigureText.count(ranking.count)): \(scale), "
        + "block [\(place.row),\(place.column)]")
  }

  /// The element that Enter looks at: the one that the cursor was put on, or else the block that its cell shows.
  fileprivate var heatmapTarget: ValueStatistics.Place {
    let place = ValueStatistics.Place(row: heatmap.row, column: heatmap.column)
    guard !heatmap.place.isElement, let view = heatmapView, let cell = cellUnderCursor(view)
    else { return place }
    return heatmap.pool.place(in: cell) ?? place
  }
}
