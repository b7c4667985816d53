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

  private var words: ErrorMapWords? {
    let shown = state.errorMapShown.map { state.slots.formats[$0] }
    guard let first = shown.first else { return nil }
    return ErrorMapWords(
      state.errorLayer(first, view), of: first,
      minus: shown.count > 1 ? (state.errorLayer(shown[1], view), shown[1]) : nil,
      reading: state.errorReading)
  }

  /// What the signs and marks on the map mean.
  private var signs: [String] {
    var signs: [String] = []
    if let pair = state.errorMapPair {
      let names = [pair.first, pair.second].map { "\(state.slots.formats[$0])" }
      signs.append(
        traits.hasHalfBlocks
          ? "blue: \(names[0]) better, orange: \(names[1])"
          : "1-4: \(names[0]) better, a-d: \(names[1])")
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
    facts += signs + [table.excluded, peak].compactMap { $0 }
    let used = frame.put(
      facts: facts, in: rect.splitTop(max(1, min(2, rect.rows))).top, traits: traits)
    let room = rect.splitTop(used).rest
    let words = words
    var lines = [
      words?.rows?.text(width: room.columns), words?.columns?.text(width: room.columns),
      words?.group,
    ].compactMap { $0 }
    if let outlier = state.outlier {
      let count = (lines + ["! " + outlier]).reduce(0) {
        $0 + wrapped($1, rest: "  ", width: max(1, room.columns)).count
      }
      lines.append(
        count <= room.rows ? "! " + outlier : "! an outlier costs its block-mates: 2 says more")
    }
    frame.put(lines: lines, in: room, traits: traits, style: .normal)
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
    drawWords(in: room, into: &frame)
    drawErrors(in: lower, into: &frame)
  }

  private func drawWords(in rect: Rect, into frame: inout Frame) {
    guard let words, let rows = words.rows, let columns = words.columns else {
      frame.put(facts: ["mapping ..."] + signs, in: rect, traits: traits, style: .dim)
      return
    }
    var room = rect
    for places in [rows, columns] {
      let count = rect.rows >= 24 ? 5 : 3
      let used = frame.put(
        facts: [places.heading] + places.places.prefix(count), in: room, traits: traits)
      room = room.splitTop(used).rest
    }
    let used = frame.put(facts: signs, in: room, traits: traits, style: .dim)
    let bars = "bars: whole rows, columns"
    let lines = [words.group, state.outlier.map { "! " + $0 }, bars].compactMap { $0 }
    frame.put(lines: lines, in: room.splitTop(used).rest, traits: traits, style: .normal)
  }

  private func drawTile(_ tile: ErrorTileTable, in rect: Rect, into frame: inout Frame) {
    let (place, rest) = rect.splitTop(1)
    frame.put(facts: [tile.place], in: place, traits: traits)
    let (first, below) = rest.splitTop(tile.rows.count + 1)
    draw(
      [" tile", "dB", "max |e|", "to 0"], tile.rows.map { $0.tile ?? ["...", "", ""] },
      of: tile, in: first, into: &frame)
    let (second, foot) = below.splitTop(tile.rows.count + 1)
    draw(
      [" all of, dB", "its rows", "its cols"], tile.rows.map { $0.lines ?? ["...", ""] },
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
      let name = (isShown ? ">" : " ") + "\(row.format)"
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
