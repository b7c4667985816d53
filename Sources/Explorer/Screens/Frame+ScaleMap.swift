internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// All block scales of a format over the current tensor, as fine as an area allows; nil where it has none.
  func wholeScaleMap(of id: FormatID, in rect: Rect) -> HeatmapState.Subject? {
    guard let current, let tensor, tensor.isAnalysable, tensor.elementCount > 0,
      noScalesToMap(in: id) == nil, let format = try? FormatRegistry.format(id)
    else { return nil }
    let layout = HeatMapLayout(in: rect, traits: traits)
    guard layout.rowCapacity > 0, layout.columnCapacity > 0 else { return nil }
    let block = format.blockShape(rows: tensor.rows, columns: tensor.columns)
    /// As many cells as there is room for, each of as many blocks as that takes.
    func span(_ extent: Int, _ block: Int, capacity: Int) -> (cell: Int, count: Int) {
      let blocks = (extent - 1) / max(1, block) + 1
      let cell = (blocks - 1) / capacity + 1
      return (cell, (blocks - 1) / cell + 1)
    }
    let rows = span(tensor.rows, block.rows, capacity: layout.rowCapacity)
    let columns = span(tensor.columns, block.columns, capacity: layout.columnCapacity)
    return HeatmapState.Subject(
      tensor: current, format: id,
      window: ScaleWindow(
        top: 0, left: 0, cellRows: rows.cell, cellColumns: columns.cell, rows: rows.count,
        columns: columns.count))
  }
}

extension Frame {
  /// Draws all block scales of a format over the current tensor, as far as they are mapped, or why there are none.
  mutating func drawScales(of id: FormatID, _ state: AppState, in rect: Rect) {
    guard let subject = state.wholeScaleMap(of: id, in: rect), let tensor = state.tensor,
      let format = try? FormatRegistry.format(id)
    else {
      put(facts: [state.noScalesToMap(in: id) ?? ""], in: rect, traits: state.traits, style: .dim)
      return
    }
    let cells = state.heatmap.cells(of: subject)
    guard cells.contains(where: { !$0.isEmpty }) else {
      let text =
        state.heatmap.store.failed(subject)
        ? "! not mapped: the file changed"
        : state.work.isPaused ? "stopped; a goes on" : "mapping after the figures ..."
      put(facts: [text], in: rect, traits: state.traits, style: .dim)
      return
    }
    let figure = ScaleMapFigure(
      cells, window: subject.window,
      block: format.blockShape(rows: tensor.rows, columns: tensor.columns), type: format.scaleType,
      pool: state.heatmap.pool, palette: state.palette)
    draw(figure.heatMap, in: rect, traits: state.traits)
  }
}
