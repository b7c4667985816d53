internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

extension AppState {
  /// Starts, keeps or cancels the mapping of errors so that what is on show gets mapped first.
  mutating func scheduleErrorMap() -> [Effect] {
    if let view = errorMapView {
      errors.place.settle(rows: view.rows, columns: view.columns, block: ErrorMapView.block)
    }
    let wanted = wantedErrorMap
    var effects: [Effect] = []
    if let running = errors.running {
      if errors.asked == wanted { return [] }
      effects.append(.cancel(running))
      stopMappingErrors()
    }
    guard let wanted else { return effects }
    let id = work.nextID()
    errors.running = id
    errors.asked = wanted
    errors.done = 0
    effects.append(
      .mapErrors(
        id, tensor: wanted.tensor, format: wanted.format,
        summary: summary(of: wanted.tensor, for: wanted.format), window: wanted.window,
        gathersLines: wanted.gathersLines))
    return effects
  }

  /// What is to be mapped next: the formats of the picture before those of the figures beside it, and what is in
  /// sight before the sums over the whole tensor.
  private var wantedErrorMap: ErrorMapState.Subject? {
    guard !work.isPaused, errors.failure == nil, let current, reports.failures[current] == nil
    else { return nil }
    guard isShownBeside else { return nil }
    if screen == .heatmap { return wantedErrorsUnderCursor }
    guard screen == .errors, let view = errorMapView else { return nil }
    let usable = errorMapSlots.map { slots.formats[$0] }.filter { id in
      (try? FormatRegistry.format(id)).map { knowsEnough(of: current, for: $0) } ?? false
    }
    let shown = errorMapShown.map { slots.formats[$0] }.filter { usable.contains($0) }
    for formats in [shown, usable] {
      for isWidest in [false, true] {
        let window = isWidest ? view.widest : view.window
        for format in formats {
          let needsLines = errors.lines(of: format) == nil && window == view.widest
          if needsLines || !isWidest && errors.map(of: format, window) == nil {
            return ErrorMapState.Subject(
              tensor: current, format: format, window: window, gathersLines: needsLines)
          }
        }
      }
    }
    return nil
  }

  /// The heat map's cell under the cursor once its scales are known.
  private var wantedErrorsUnderCursor: ErrorMapState.Subject? {
    guard let current, heatmap.running == nil, let view = heatmapView, view.stored == nil,
      cellUnderCursor(view) != nil, knowsEnough(of: current, for: view.format),
      errors.map(of: slots.current, view.cursorWindow) == nil
    else { return nil }
    return ErrorMapState.Subject(
      tensor: current, format: slots.current, window: view.cursorWindow, gathersLines: false)
  }

  mutating func take(_ event: ErrorMapEvent, of id: WorkID) {
    guard errors.running == id, let subject = errors.asked else { return }
    switch event {
    case .partial(let map, let done):
      errors.growing = ErrorMapState.Mapped(subject: subject, map: map)
      errors.done = done.isFinite ? min(max(done, 0), 1) : 0
    case .finished(let map):
      errors.keep(
        ErrorMapState.Mapped(subject: subject, map: map), widest: errorMapView?.widest,
        formats: slots.formats)
      stopMappingErrors()
    case .failed(let error):
      errors.failure = error.detail
      notice = Notice(error.description, weight: .error)
      stopMappingErrors()
    }
  }

  private mutating func stopMappingErrors() {
    errors.running = nil
    errors.asked = nil
    errors.growing = nil
    errors.done = 0
  }

  /// Puts the cursor on the worst tile in sight, then on the next; says which it is.
  mutating func showNextWorstErrors() {
    guard let view = errorMapView else { return }
    let figure = errorFigure(view)
    guard !figure.ranking.isEmpty else {
      notice = Notice("nothing is mapped here yet")
      return
    }
    var rank = 0
    if let last = errors.worst, last.row == errors.place.row, last.column == errors.place.column {
      rank = (last.rank + 1) % figure.ranking.count
    }
    let index = figure.ranking[rank]
    let first = ValueStatistics.Place(
      row: view.window.top + index / view.window.columns * view.window.cellRows,
      column: view.window.left + index % view.window.columns * view.window.cellColumns)
    let place = largestErrorPlace(view, tile: index) ?? first
    errors.place.look(at: place)
    errors.worst = ErrorMapState.Worst(
      rank: rank, row: errors.place.row, column: errors.place.column)
    let text = errorReading.text(figure.levels[index])
    let name = errorReading == .difference ? "largest difference" : "worst tile"
    notice = Notice(
      "\(name) \(FigureText.count(rank + 1)) of \(FigureText.count(figure.ranking.count)): \(text), "
        + "its largest |error| at [\(place.row),\(place.column)]")
  }

  /// The element that Enter looks at: the one that the cursor was put on, or else the tile's worst.
  var errorMapTarget: ValueStatistics.Place {
    let place = ValueStatistics.Place(row: errors.place.row, column: errors.place.column)
    guard !errors.place.isElement, let view = errorMapView else { return place }
    let tile = view.cursorRow * view.columns.count + view.cursorColumn
    return largestErrorPlace(view, tile: tile) ?? place
  }

  /// Where the largest |error| of a tile lies, of a difference that of the slot that loses more; nil where none is
  /// known.
  private func largestErrorPlace(_ view: ErrorMapView, tile: Int) -> ValueStatistics.Place? {
    let cells = errorMapShown.compactMap { slot -> ErrorCell? in
      let cells = errors.cells(of: slots.formats[slot], view.window)
      return cells.indices.contains(tile) ? cells[tile] : nil
    }
    return cells.max { $0.noise < $1.noise }?.largestPlace
  }
}
