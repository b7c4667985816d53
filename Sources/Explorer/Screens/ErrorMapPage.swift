internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// What stands beside or below the map of errors: the tile under the cursor, and what stands out in the tensor.
struct ErrorMapPage {
  let state: AppState
  let view: ErrorMapView
  let figure: ErrorMapFigure

  private var traits: TerminalTraits { state.traits }

  private var table: ErrorTileTable {
    let index = view.cursorRow * view.columns.count + view.cursorColumn
    return ErrorTileTable(
      view.region,
      formats: state.slots.formats.map { id in
        let cells = state.errors.cells(of: id, view.window)
        let lines = state.errors.lines(of: id)
        return (
          id, cells.indices.contains(index) ? cells[index] : nil, lines?.rows, lines?.columns
        )
      })
  }

  private func words(count: Int) -> ErrorMapWords? {
    let shown = state.errorMapShown.map { state.slots.formats[$0] }
    guard let first = shown.first else { return nil }
    return ErrorMapWords(
      state.errorLayer(first, view), of: first,
      minus: shown.count > 1 ? (state.errorLayer(shown[1], view), shown[1]) : nil,
      reading: state.errorReading, count: count)
  }

  /// As many places as fit on a line.
  private func fitting(_ width: Int, _ text: (ErrorMapWords) -> String?) -> String? {
    let texts = [5, 3, 2, 1].compactMap { words(count: $0).flatMap(text) }
    return texts.first { DisplayWidth.of($0) <= width } ?? texts.last
  }

  /// What the signs and marks on the map mean.
  private var signs: [String] {
    var signs: [String] = []
    if let pair = state.errorMapPair {
      let names = [pair.first, pair.second].map { "\(state.slots.formats[$0]) better" }
      signs +=
        traits.hasHalfBlocks
        ? ["+ blue: \(names[0])", "- orange: \(names[1])"]
        : ["1-4: \(names[0])", "a-d: \(names[1])"]
    }
    if figure.hasExactCells { signs.append("=: exact") }
    if figure.hasOverflow { signs.append("!: overflow") }
    if figure.hasNonfiniteCells { signs.append("N: NaN or infinity") }
    return signs
  }

  /// The tile and what stands out, below the map.
  func drawLines(in rect: Rect, into frame: inout Frame) {
    let table = table
    let level = { (row: ErrorTileTable.Row) in
      guard let tile = row.tile else { return "..." }
      switch state.errorReading {
      case .quantity(.largest): return tile[1]
      case .quantity(.flushed): return tile[2]
      case .quantity(.sqnr), .difference: return tile[0]
      }
    }
    var facts = [table.place]
    for (index, row) in table.rows.enumerated() {
      let text = "\(row.format) \(level(row))"
      facts.append(state.errorMapShown.contains(index) ? "[\(text)]" : text)
    }
    if let excluded = table.excluded { facts.append(excluded) }
    if let text = peak { facts.append(text) }
    facts += signs
    let used = frame.put(
      facts: facts, in: rect.splitTop(max(1, min(2, rect.rows))).top, traits: traits)
    let room = rect.splitTop(used).rest
    let lines = [
      fitting(room.columns) { $0.rows }, fitting(room.columns) { $0.columns },
      words(count: 1)?.group, state.outlier.map { "! " + $0 },
    ]
    frame.put(lines: lines.compactMap { $0 }, in: room, traits: traits, style: .normal)
  }

  /// That the amax lies in the tile.
  private var peak: String? {
    guard let place = state.amaxPlace, view.region.rows.contains(place.row),
      view.region.columns.contains(place.column)
    else { return nil }
    return "amax [\(place.row),\(place.column)] is here"
  }

  /// The tile and what stands out, beside the map.
  func drawPanels(in rect: Rect, into frame: inout Frame) {
    let table = table
    let slots = table.rows.count
    let (upper, rest) = rect.splitTop(min(2 * slots + 8, max(0, rect.rows - 4)))
    drawTile(table, in: frame.drawPanel("cursor", in: upper, traits: traits), into: &frame)
    let hasPlot = rest.rows >= 30
    let (middle, lower) = rest.splitBottom(hasPlot ? rest.rows / 2 : 0)
    let room = frame.drawPanel("whole tensor", in: middle, traits: traits)
    let words = words(count: room.rows >= 16 ? 5 : 3)
    let lines = [words?.rows, words?.columns, words?.group, state.outlier.map { "! " + $0 }]
      .compactMap { $0 }
    frame.put(
      lines: lines.isEmpty ? ["mapping ..."] : lines + signs, in: room, traits: traits,
      style: .normal)
    drawErrors(in: lower, into: &frame)
  }

  private func drawTile(_ tile: ErrorTileTable, in rect: Rect, into frame: inout Frame) {
    let (place, rest) = rect.splitTop(1)
    frame.put(facts: [tile.place], in: place, traits: traits)
    let (first, below) = rest.splitTop(tile.rows.count + 1)
    draw(
      ["tile", "SQNR dB", "max |e|", "to 0"], tile.rows.map { $0.tile ?? ["...", "", ""] },
      of: tile, in: first, into: &frame)
    let (second, foot) = below.splitTop(tile.rows.count + 1)
    draw(
      ["SQNR dB of all", "its rows", "its cols"], tile.rows.map { $0.lines ?? ["...", ""] },
      of: tile, in: second, into: &frame)
    frame.put(facts: [tile.excluded, peak].compactMap { $0 }, in: foot, traits: traits)
  }

  private func draw(
    _ titles: [String], _ texts: [[String]], of tile: ErrorTileTable, in rect: Rect,
    into frame: inout Frame
  ) {
    var columns = [
      Table.Column(
        StyledText(titles[0], style: .dim), minimumWidth: 6, priority: 10, isFlexible: true)
    ]
    for (index, title) in titles.dropFirst().enumerated() {
      columns.append(
        Table.Column(
          StyledText(title, style: .dim), alignment: .right, minimumWidth: 6, priority: 9 - index))
    }
    let rows = tile.rows.enumerated().map { index, row in
      let isShown = state.errorMapShown.contains(index)
      let name = isShown ? "[\(row.format)]" : "\(row.format)"
      return [StyledText(name, style: .slot(index))]
        + texts[index].map { StyledText($0.hasSuffix(" dB") ? String($0.dropLast(3)) : $0) }
    }
    frame.draw(Table(columns: columns, rows: rows), in: rect, traits: traits)
  }

  /// How often which |error| comes, of the slots on the map.
  private func drawErrors(in rect: Rect, into frame: inout Frame) {
    guard !rect.isEmpty, let current = state.current, let report = state.reports[current],
      let slot = state.errorMapShown.last, let format = report.format(state.slots.formats[slot])
    else { return }
    let plot = frame.drawPanel(
      "error of \(format.id), log count", in: rect, traits: traits, titleStyle: .slot(slot))
    let figure = HistogramFigure(
      format.errorHistogram, over: report.errorRange([format.id]),
      columns: max(1, plot.columns - 7))
    frame.draw(figure.chart, in: plot, traits: traits, style: .slot(slot))
  }
}
