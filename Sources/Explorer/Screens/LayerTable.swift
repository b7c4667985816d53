internal import Figures
internal import KernelEngine
internal import Measurement
internal import TerminalKit

/// The recipes at one batch: what they cost, and what their weights lose.
enum LayerTable {
  /// The recipes as rows.
  ///
  /// - Parameters:
  ///   - figure: The recipes at the batch.
  ///   - pinned: A pinned tensor's layer, whose figures stand beside; nil where none is pinned.
  ///   - state: What is known of the tensor.
  /// - Returns: The table.
  static func table(_ figure: KernelFigure, beside pinned: PinnedLayer?, _ state: AppState) -> Table
  {
    let batch = "at batch \(FigureText.count(figure.batch))"
    var columns = [
      Table.Column(StyledText(batch), minimumWidth: 24, priority: 10),
      Table.Column("ms", alignment: .right, minimumWidth: 8, priority: 9),
      Table.Column("10-90 %", alignment: .right, minimumWidth: 13, priority: 3),
      Table.Column("GOP/s", alignment: .right, minimumWidth: 6, priority: 7),
      Table.Column("tokens/s", alignment: .right, minimumWidth: 8, priority: 2),
      Table.Column("of limit", alignment: .right, minimumWidth: 8, priority: 8),
      Table.Column("limit", minimumWidth: 6, priority: 6),
      Table.Column("W dB", alignment: .right, minimumWidth: 7, priority: 8),
      Table.Column("bits read", alignment: .right, minimumWidth: 9, priority: 4),
      Table.Column("cores", alignment: .right, minimumWidth: 5, priority: 1),
      Table.Column("samples", alignment: .right, minimumWidth: 7, priority: 1),
    ]
    var rows = figure.rows.map { row($0, figure, state) }
    guard let pinned else { return Table(columns: columns, rows: rows) }
    columns.insert(PinnedLayer.column("= W dB", width: 7), at: 8)
    if !pinned.isSameLayer { columns.insert(PinnedLayer.column("= ms", width: 8), at: 2) }
    for (index, row) in figure.rows.enumerated() {
      rows[index] = pinned.inserted(into: rows[index], of: row.recipe, batch: figure.batch)
    }
    return Table(columns: columns, rows: rows)
  }

  private static func row(
    _ row: KernelFigure.Row, _ figure: KernelFigure, _ state: AppState
  ) -> [StyledText] {
    let index = figure.recipes.firstIndex(of: row.recipe) ?? 0
    let name = StyledText("\(row.mark) \(row.recipe)", style: .slot(index))
    guard let point = row.point, let bound = row.bound else {
      return [name, StyledText(row.refusal == nil ? "..." : "refused", style: .dim)]
    }
    let spread = point.samples.spread
    let bits = Double(point.weightBytes) * 8 / Double(point.outputs) / Double(point.inputs)
    return [
      name,
      StyledText(
        FigureText.number(point.samples.minimum) + (row.isFastest ? "*" : " "),
        style: row.isFastest ? .best : .normal),
      StyledText(
        "\(FigureText.number(spread.lowerBound))-\(FigureText.number(spread.upperBound))",
        style: .dim),
      StyledText(FigureText.number(point.operations / 1e9)),
      StyledText(FigureText.number(point.tokens)),
      StyledText(KernelFigure.share(of: bound.milliseconds, point)),
      StyledText(bound.isMemory ? "memory" : point.unit.rawValue, style: .dim),
      StyledText(WeightError.text(point, in: state.current.flatMap { state.reports[$0] })),
      StyledText(FigureText.number(bits), style: .dim),
      StyledText(FigureText.number(point.samples.coresUsed), style: .dim),
      StyledText(FigureText.count(point.samples.milliseconds.count), style: .dim),
    ]
  }
}
