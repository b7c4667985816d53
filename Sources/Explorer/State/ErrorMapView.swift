internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// What the map of errors shows: follows from the tensor, the terminal's size, zoom and cursor.
struct ErrorMapView: Sendable, Equatable {
  let tensor: TensorDescriptor
  let rows: HeatmapSpan
  let columns: HeatmapSpan
  /// What is on show; its blocks are single elements.
  let window: ScaleWindow
  /// The window that shows all of the tensor.
  let widest: ScaleWindow

  /// One element: tiles of several formats have to be the same.
  static let block = BlockShape(rows: 1, columns: 1)

  /// The largest zoom: every tile is one element.
  var deepest: Int { max(rows.deepest, columns.deepest) }
  /// The cursor's tile in the window.
  var cursorRow: Int { rows.cursorCell }
  var cursorColumn: Int { columns.cursorCell }

  /// The elements of the cursor's tile.
  var region: TensorRegion {
    window.elements(row: cursorRow, column: cursorColumn, block: Self.block, of: tensor)
  }
}

extension AppState {
  /// The slots whose formats hold the tensor, as indices.
  var errorMapSlots: [Int] {
    guard let tensor else { return [] }
    return slots.formats.indices.filter { index in
      (try? FormatRegistry.format(slots.formats[index]))?
        .refusal(rows: tensor.rows, columns: tensor.columns) == nil
    }
  }

  /// The pairs of slots that can be compared, as indices into the slots.
  var errorMapPairs: [(first: Int, second: Int)] {
    let usable = errorMapSlots
    return usable.indices.flatMap { left in
      usable[(left + 1)...].map { (usable[left], $0) }
    }
  }

  /// The pair whose difference is on show; nil where a quantity is.
  var errorMapPair: (first: Int, second: Int)? {
    let pairs = errorMapPairs
    guard let pair = errors.pair, !pairs.isEmpty else { return nil }
    return pairs[pair % pairs.count]
  }

  /// What is drawn of the slots on show.
  var errorReading: ErrorReading {
    errorMapPair == nil ? .quantity(errors.quantity) : .difference
  }

  /// The slots that the picture is made of: a pair, or the selected one.
  var errorMapShown: [Int] {
    if let pair = errorMapPair { return [pair.first, pair.second] }
    return errorMapSlots.contains(slots.selected) ? [slots.selected] : []
  }

  /// Why there is no map of errors; nil where there is one.
  var noErrorsToMap: String? {
    guard errorMapShown.isEmpty, let tensor,
      let format = try? FormatRegistry.format(slots.current),
      let refusal = format.refusal(rows: tensor.rows, columns: tensor.columns)
    else { return nil }
    return "\(format.id) \(refusal)"
  }

  /// What the map of errors shows; nil without elements or room.
  var errorMapView: ErrorMapView? {
    guard let tensor, tensor.elementCount > 0, tensor.isAnalysable else { return nil }
    let area = MapLayout(bodyRect, lines: ErrorMapScreen.wordLines)
    let layout = HeatMapLayout(in: area.map, traits: traits, hasProfiles: area.hasProfiles)
    guard layout.rowCapacity > 0, layout.columnCapacity > 0 else { return nil }
    func spans(_ place: MapPlace) -> (rows: HeatmapSpan, columns: HeatmapSpan) {
      (
        HeatmapSpan(
          blocks: tensor.rows, capacity: layout.rowCapacity, zoom: place.zoom, cursor: place.row,
          first: place.top),
        HeatmapSpan(
          blocks: tensor.columns, capacity: layout.columnCapacity, zoom: place.zoom,
          cursor: place.column, first: place.left)
      )
    }
    func window(_ spans: (rows: HeatmapSpan, columns: HeatmapSpan)) -> ScaleWindow {
      ScaleWindow(
        top: spans.rows.first, left: spans.columns.first, cellRows: spans.rows.cell,
        cellColumns: spans.columns.cell, rows: spans.rows.count, columns: spans.columns.count)
    }
    let shown = spans(errors.place)
    return ErrorMapView(
      tensor: tensor, rows: shown.rows, columns: shown.columns, window: window(shown),
      widest: window(spans(MapPlace())))
  }

  /// The picture of what is known; nil without a view.
  func errorFigure(_ view: ErrorMapView, hasProfiles: Bool = false) -> ErrorMapFigure {
    let layers = errorMapShown.map { errorLayer(slots.formats[$0], view) }
    return ErrorMapFigure(
      layers.first ?? ErrorMapFigure.Layer(cells: []),
      minus: layers.count > 1 ? layers[1] : nil, window: view.window, reading: errorReading,
      palette: palette,
      cursor: HeatMap.Position(row: view.cursorRow, column: view.cursorColumn),
      hasProfiles: hasProfiles, neighbour: neighbour.levels)
  }

  /// What is known of a format.
  func errorLayer(_ format: FormatID, _ view: ErrorMapView) -> ErrorMapFigure.Layer {
    let lines = errors.lines(of: format)
    return ErrorMapFigure.Layer(
      cells: errors.cells(of: format, view.window), rows: lines?.rows, columns: lines?.columns)
  }
}
