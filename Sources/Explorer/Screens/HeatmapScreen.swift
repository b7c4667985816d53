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

  func subject(_ state: AppState) -> String {
    let format = try? FormatRegistry.format(state.slots.current)
    return "\(state.slots.current) \(format?.scaleType.rawValue ?? "")"
  }

  var bindings: [KeyBinding] {
    [
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
        state.heatmap.pool = next(state.heatmap.pool)
        return []
      },
      KeyBinding("A", .find, "go to the amax", hint: "amax", word: "amax", whyNot: noAmax) {
        state, _ in
        guard let place = state.amaxPlace else { return [] }
        state.heatmap.row = place.row
        state.heatmap.column = place.column
        return []
      },
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    guard let view = state.heatmapView else { return }
    let rows = view.rows
    let columns = view.columns
    switch motion {
    case .left: state.moveHeatmap(rows: 0, columns: -columns.cell, in: view)
    case .right: state.moveHeatmap(rows: 0, columns: columns.cell, in: view)
    case .lineStart: state.moveHeatmap(rows: 0, columns: -columns.blocks, in: view)
    case .lineEnd: state.moveHeatmap(rows: 0, columns: columns.blocks, in: view)
    case .first: state.moveHeatmap(rows: -rows.blocks, columns: 0, in: view)
    case .last: state.moveHeatmap(rows: rows.blocks, columns: 0, in: view)
    default:
      let distance = motion.rows(page: rows.count, count: rows.count) ?? 0
      state.moveHeatmap(rows: distance * rows.cell, columns: 0, in: view)
    }
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
    let name = "\(view.format.id) scale at \(place)"
    guard cell.blocks == 1, let scale = cell.maximum else {
      let pool = state.heatmap.pool
      return pool.multiplier(of: cell).map {
        CopiedValue("\($0)", name: "the \(pool.rawValue) multiplier of the cell at \(place)")
      }
    }
    let code = view.format.scaleType.isByte ? FigureText.hex(scale.code) + " " : ""
    return CopiedValue("\(code)\(scale.multiplier)", name: name)
  }

  func go(toRow row: Int, column: Int, _ state: inout AppState) -> Bool {
    state.heatmap.row = row
    state.heatmap.column = column
    return true
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    guard let view = state.heatmapView else { return [] }
    let layout = HeatMapLayout(in: HeatmapLayout(rect).map, traits: state.traits)
    guard
      var cell = layout.position(
        at: point, rows: view.rows.count, columns: view.columns.count, traits: state.traits)
    else { return [] }
    // A line may show two rows: a second click takes the lower one.
    let isAgain = cell.row == view.cursorRow && cell.column == view.cursorColumn
    if isAgain, view.rows.count > layout.map.rows, cell.row + 1 < view.rows.count { cell.row += 1 }
    state.heatmap.row = (view.rows.first + cell.row * view.rows.cell) * view.block.rows
    state.heatmap.column =
      (view.columns.first + cell.column * view.columns.cell) * view.block.columns
    return []
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.nothingToDraw {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    if let reason = state.noScalesToMap {
      frame.put(facts: [reason], in: rect, traits: state.traits)
      return
    }
    guard let view = state.heatmapView, let current = state.current else { return }
    let layout = HeatmapLayout(rect)
    let cells = state.heatmap.cells(of: view.subject)
    let figure = ScaleMapFigure(
      cells, window: view.subject.window, block: view.block, type: view.format.scaleType,
      pool: state.heatmap.pool, palette: state.palette,
      cursor: HeatMap.Position(row: view.cursorRow, column: view.cursorColumn))
    frame.draw(figure.heatMap, in: layout.map, traits: state.traits)
    drawHeading(state, view, in: layout.heading, into: &frame)

    let index = view.cursorRow * view.columns.count + view.cursorColumn
    let cell = cells.indices.contains(index) && !cells[index].isEmpty ? cells[index] : nil
    let text = ScaleCellText(
      cell, row: view.cursorRow, column: view.cursorColumn, window: view.subject.window,
      block: view.block, tensor: view.tensor, type: view.format.scaleType,
      values: state.reports[current]?.values)
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
    let texts = [
      isBlock
        ? "scales, log2: 1 cell = 1 block, \(cell)"
        : "scales, log2, \(pool)-pooled: 1 cell = \(cell)",
      isBlock ? "1 cell = 1 block" : "\(pool) of \(cell)",
    ]
    let room = rect.columns - used - 2
    let text = texts.first { DisplayWidth.of($0) <= room } ?? texts[1]
    frame.put(state.traits.shortened(text, to: room), at: rect.origin, style: .dim)
  }

  private func status(_ state: AppState, _ view: HeatmapView) -> String {
    let zoom = view.deepest > 0 ? "zoom \(state.heatmap.zoom)/\(view.deepest)" : ""
    if state.heatmap.running != nil { return "mapping ...  \(zoom)" }
    if state.heatmap.failed?.subject == view.subject { return "! not mapped: the file changed" }
    if state.heatmap.finished?.subject == view.subject { return zoom }
    return state.work.isPaused ? "stopped; a goes on  \(zoom)" : "reading ...  \(zoom)"
  }

  private func drawWords(
    _ text: ScaleCellText, _ figure: ScaleMapFigure, _ state: AppState, _ layout: HeatmapLayout,
    into frame: inout Frame
  ) {
    var facts = text.facts
    if figure.hasZeroCells { facts.append("blank: zero blocks only") }
    if figure.hasNonfiniteCells { facts.append("N: NaN or infinity") }
    guard layout.hasPanel else {
      frame.put(facts: facts, in: layout.words, traits: state.traits)
      return
    }
    let (upper, lower) = layout.words.splitTop(max(10, layout.words.rows / 2))
    let room = frame.drawPanel("cursor", in: upper, traits: state.traits)
    frame.put(facts: facts, in: room, traits: state.traits)
    let below = frame.drawPanel("all blocks", in: lower, traits: state.traits)
    frame.put(facts: overall(state), in: below, traits: state.traits)
  }

  /// What is known of the format's blocks in the whole tensor.
  private func overall(_ state: AppState) -> [String] {
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

/// The case after another, from the last on to the first.
private func next<Choice: CaseIterable & Equatable>(_ choice: Choice) -> Choice {
  let all = Array(Choice.allCases)
  guard let index = all.firstIndex(of: choice) else { return choice }
  return all[(index + 1) % all.count]
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

  fileprivate mutating func zoomHeatmap(_ step: Int) {
    heatmap.zoom += step
    guard let view = heatmapView else { return }
    heatmap.top = view.rows.centred * view.block.rows
    heatmap.left = view.columns.centred * view.block.columns
  }

  /// Moves the cursor by some blocks, to the last one at most.
  fileprivate mutating func moveHeatmap(rows: Int, columns: Int, in view: HeatmapView) {
    let row = min(max(view.rows.cursor + rows, 0), view.rows.blocks - 1)
    let column = min(max(view.columns.cursor + columns, 0), view.columns.blocks - 1)
    if rows != 0 { heatmap.row = row * view.block.rows }
    if columns != 0 { heatmap.column = column * view.block.columns }
  }
}
