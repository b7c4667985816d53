internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// What a slot does to each tile of the tensor, or how two slots differ, with the rows and columns that stand out.
struct ErrorMapScreen: Screen {
  let id = ScreenID.errors
  let digit: Character? = "7"
  let tab = "Error"
  let summary = "the errors over the tensor, and where two formats differ"

  /// How many lines of words stand below the map.
  static let wordLines = [(18, 6), (14, 4), (8, 2), (3, 1)].map { (rows: $0.0, lines: $0.1) }

  func subject(_ state: AppState) -> String {
    guard let pair = state.errorMapPair else {
      return "\(state.slots.current) \(state.errors.quantity.rawValue)"
    }
    return "\(state.slots.formats[pair.first]) - \(state.slots.formats[pair.second])"
  }

  var bindings: [KeyBinding] {
    [
      KeyBinding(
        "p", .view, "the next quantity: SQNR, max |error|, flushed to 0", hint: "quantity",
        word: "quantity",
        argument: CommandArgument(
          oneOf: ErrorQuantity.allCases.map { ("\($0)", $0.rawValue) }, isOptional: true
        ) { state, index in
          state.errors.pair = nil
          state.errors.quantity = ErrorQuantity.allCases[index]
          return []
        }
      ) { state, _ in
        if state.errors.pair == nil {
          state.errors.quantity = state.errors.quantity.next
        } else {
          state.errors.pair = nil
        }
        return []
      },
      KeyBinding(
        "d", .view, "the next pair of slots: SQNR of one minus the other", hint: "difference",
        word: "difference"
      ) {
        $0.errorMapPairs.isEmpty ? "a difference needs two slots; F adds one" : nil
      } act: { state, _ in
        state.errors.pair = ((state.errors.pair ?? -1) + 1) % state.errorMapPairs.count
        return []
      },
      KeyBinding(
        "z", .view, "halve the tiles, down to one element a tile", hint: "zoom in", word: "zoom-in"
      ) {
        state in
        guard let view = state.errorMapView else { return "there is no map here" }
        return state.errors.place.zoom < view.deepest ? nil : "every tile is one element already"
      } act: { state, _ in
        state.zoomErrors(1)
        return []
      },
      KeyBinding(
        "Z", .view, "double the tiles, up to the whole tensor", hint: "out", word: "zoom-out"
      ) { state in
        state.errors.place.zoom > 0 ? nil : "the whole tensor is in sight"
      } act: { state, _ in
        state.zoomErrors(-1)
        return []
      },
      KeyBinding(
        "T", .find, "the worst tile in sight, then the next", hint: "worst", word: "worst-tile"
      ) {
        $0.errorMapView == nil ? "there is no map here" : nil
      } act: { state, _ in
        state.showNextWorstErrors()
        return []
      },
      KeyBinding(
        "Enter", .find,
        "look closely at the block under the cursor, of several at that with the tile's largest |error|",
        hint: "block", word: "inspect"
      ) {
        $0.errorMapView == nil ? "there is no map here" : nil
      } act: { state, _ in
        let place = state.errorMapTarget
        state.inspect(row: place.row, column: place.column)
        return []
      },
      KeyBinding("A", .find, "go to the amax", hint: "amax", word: "amax") {
        $0.amaxPlace == nil ? "no finite value is known here yet" : nil
      } act: { state, _ in
        if let place = state.amaxPlace { state.errors.place.look(at: place) }
        return []
      },
    ]
  }

  func move(_ motion: Motion, _ state: inout AppState) {
    guard let view = state.errorMapView else { return }
    state.errors.place.move(
      motion, rows: view.rows, columns: view.columns, block: ErrorMapView.block)
  }

  func value(_ state: AppState) -> CopiedValue? {
    guard let view = state.errorMapView else { return nil }
    let index = view.cursorRow * view.columns.count + view.cursorColumn
    let levels = state.errorFigure(view).levels
    guard levels.indices.contains(index), let level = levels[index] else { return nil }
    let region = view.region
    let place = "[\(region.rows.lowerBound),\(region.columns.lowerBound)]"
    return CopiedValue("\(level)", name: "\(subject(state)) of the tile at \(place)")
  }

  func go(toRow row: Int, column: Int, _ state: inout AppState) -> Bool {
    state.errors.place.look(at: ValueStatistics.Place(row: row, column: column))
    return true
  }

  func click(at point: Point, in rect: Rect, _ state: inout AppState) -> [Effect] {
    guard let view = state.errorMapView else { return [] }
    let layout = MapLayout(rect, lines: Self.wordLines)
    let hit = layout.hit(at: point, rows: view.rows, columns: view.columns, traits: state.traits)
    guard let hit else { return [] }
    state.errors.place.point(
      atRow: view.rows.first + hit.row * view.rows.cell,
      column: view.columns.first + hit.column * view.columns.cell)
    return []
  }

  func draw(_ state: AppState, in rect: Rect, into frame: inout Frame) {
    if let reason = state.nothingToDraw {
      frame.put(facts: [reason.text], in: rect, traits: state.traits, style: reason.style)
      return
    }
    if let reason = state.noErrorsToMap {
      frame.put(facts: [reason], in: rect, traits: state.traits)
      return
    }
    guard let view = state.errorMapView else { return }
    let layout = MapLayout(rect, lines: Self.wordLines)
    let figure = state.errorFigure(view, hasProfiles: layout.hasProfiles)
    frame.draw(figure.heatMap, in: layout.map, traits: state.traits)
    drawHeading(state, view, in: layout.heading, into: &frame)
    let words = ErrorMapPage(state: state, view: view, figure: figure)
    if layout.hasPanel {
      words.drawPanels(in: layout.words, into: &frame)
    } else {
      words.drawLines(in: layout.words, into: &frame)
    }
  }

  private func drawHeading(
    _ state: AppState, _ view: ErrorMapView, in rect: Rect, into frame: inout Frame
  ) {
    guard !rect.isEmpty else { return }
    let end = Point(column: rect.right, row: rect.top)
    let used = frame.putRight(
      status(state, view), endingAt: end, style: .dim, maxWidth: rect.columns)
    let rows = FigureText.count(min(view.rows.cell, view.tensor.rows), "row")
    let columns = FigureText.count(min(view.columns.cell, view.tensor.columns), "col")
    let tile = view.rows.cell == 1 && view.columns.cell == 1 ? "1 element" : "\(rows) x \(columns)"
    let name =
      switch state.errorReading {
      case .difference: "SQNR of \(subject(state)), dB"
      case .quantity(.sqnr): "SQNR, dB"
      case .quantity(.largest): "max |error|, log"
      case .quantity(.flushed): "share flushed to 0"
      }
    let room = rect.columns - used - 2
    let texts = ["\(name): 1 tile = \(tile)", "\(name), \(tile)", name]
    let text = texts.first { DisplayWidth.of($0) <= room } ?? name
    frame.put(state.traits.shortened(text, to: room), at: rect.origin, style: .dim)
  }

  private func status(_ state: AppState, _ view: ErrorMapView) -> String {
    let zoom = view.deepest > 0 ? "zoom \(state.errors.place.zoom)/\(view.deepest)" : ""
    if state.errors.failure != nil { return "! not mapped: the file changed" }
    if state.errors.running != nil {
      return "mapping \(Int(state.errors.done * 100))%  \(zoom)"
    }
    let isKnown = state.errorMapShown.allSatisfy {
      state.errors.map(of: state.slots.formats[$0], view.window) != nil
    }
    if isKnown { return zoom }
    return state.work.isPaused ? "stopped; a goes on  \(zoom)" : "reading ...  \(zoom)"
  }
}

extension CaseIterable where Self: Equatable {
  /// The case after this one, from the last on to the first.
  var next: Self {
    let all = Array(Self.allCases)
    guard let index = all.firstIndex(of: self) else { return self }
    return all[(index + 1) % all.count]
  }
}

extension AppState {
  fileprivate mutating func zoomErrors(_ step: Int) {
    errors.place.zoom += step
    guard let view = errorMapView else { return }
    errors.place.centre(rows: view.rows, columns: view.columns, block: ErrorMapView.block)
  }
}
