internal import Figures
internal import KernelEngine
internal import Measurement
internal import QuantAnalysis

/// What layers cost on this machine, as a section of a Markdown report.
enum MarkdownKernels {
  static func section(of report: LinearReport, tensor: TensorReport?) -> [[String]] {
    guard let first = report.points.first else { return [] }
    let origin = LinearTable.origin(of: report)
    let batches = Set(report.points.map(\.batch)).sorted()
    let titles = ["ms (share of the limit)", "SQNR in dB"] + batches.map { "batch \($0)" }
    let rows = report.recipes.map { recipe in
      let points = report.points(of: recipe)
      let cells = batches.map { batch in
        points.first { $0.batch == batch }.map { cell($0, report) } ?? ""
      }
      let error = points.first.map { WeightError.text($0, in: tensor) } ?? ""
      return MarkdownText.row([MarkdownText.code(recipe), error] + cells)
    }
    return [
      ["## Kernels on this machine, \(first.outputs)x\(first.inputs), \(origin)"],
      LinearTable.head(report).map { "- \(MarkdownText.prose($0))" }
        + [KernelFigure.disturbance(report), WeightError.note(report.points, in: tensor)]
        .compactMap { $0.map { "- \(MarkdownText.prose($0))" } }
        + ["- the shortest of \(samples(report)) samples a point, quantizing activations included"],
      [MarkdownText.row(titles), MarkdownText.rule(columns: titles.count, left: 1)] + rows,
      LinearTable.crossovers(report).map { "- \(MarkdownText.prose($0))" },
    ].filter { !$0.isEmpty }
  }

  private static func cell(_ point: LinearReport.Point, _ report: LinearReport) -> String {
    let bound = point.bound(by: report.limits)
    let share = KernelFigure.share(of: bound.milliseconds, point)
    let unit = bound.isMemory ? "memory" : point.unit.rawValue
    return FigureText.number(point.samples.minimum)
      + (share.isEmpty ? "" : " (\(share) of \(unit))")
  }

  private static func samples(_ report: LinearReport) -> String {
    let counts = report.points.map(\.samples.milliseconds.count)
    return "\(counts.min() ?? 0) to \(counts.max() ?? 0)"
  }
}
