internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

extension AppState {
  /// The grid under the histogram: that of the selected slot's median block, or of the block under the heat map's
  /// cursor; none where each block has its own, or holds rotated values.
  var gridMarkers: [Double] {
    guard let current, let report = reports[current]?.format(slots.current),
      let format = try? FormatRegistry.format(slots.current), !format.rotatesValues
    else { return [] }
    guard showsBlockGrid else { return report.medianGrid(format.element) }
    guard let scale = blockCell?.maximum else { return [] }
    return FormatReport.grid(format.element, times: Double(scale.multiplier))
  }

  /// Whose grid is drawn, in words; empty where none can be.
  var gridName: String {
    guard showsBlockGrid, let subject = blockScale else {
      return gridMarkers.isEmpty ? "" : "grid of the median \(slots.current) block"
    }
    let place = "\(slots.current) block [\(subject.window.top),\(subject.window.left)]"
    guard let cell = blockCell else { return "reading \(place) ..." }
    guard let scale = cell.maximum else { return "\(place) has no scale" }
    return "grid of \(place), x \(FigureText.number(Double(scale.multiplier)))"
  }

  private var showsBlockGrid: Bool { histogram.showsBlock && noScalesToMap == nil }

  /// The one block under the heat map's cursor, as a map of one cell.
  var blockScale: HeatmapState.Subject? {
    guard let current, let tensor, tensor.elementCount > 0, tensor.isAnalysable,
      noScalesToMap == nil, let format = try? FormatRegistry.format(slots.current)
    else { return nil }
    let block = format.blockShape(rows: tensor.rows, columns: tensor.columns)
    return HeatmapState.Subject(
      tensor: current, format: slots.current,
      window: ScaleWindow(
        top: min(heatmap.row, tensor.rows - 1) / max(1, block.rows),
        left: min(heatmap.column, tensor.columns - 1) / max(1, block.columns), cellRows: 1,
        cellColumns: 1, rows: 1, columns: 1))
  }

  private var blockCell: ScaleCell? {
    guard let subject = blockScale else { return nil }
    return heatmap.store.maps.last { $0.subject == subject }?.map.cells.first
  }
}
