internal import Figures
internal import KernelEngine
internal import Measurement

/// What layers cost on this machine, as a section of a Markdown report.
enum MarkdownKernels {
  static func section(of report: LinearReport) -> [[String]] {
    guard let first = report.points.first else { return [] }
    let origin = first.isCold ? "weights from memory" : "the same weights over and over"
    let batches = Set(report.points.map(\.batch)).sorted()
    let titles = ["ms (share of the limit)"] + batches.map { "batch \($0)" }
    let rows = report.recipes.map { recipe in
      let points = report.points(of: recipe)
      let cells = batches.map { batch in
        points.first { $0.batch == batch }.map { cell($0, report) } ?? ""
      }
      return MarkdownText.row([MarkdownText.code(recipe)] + cells)
    }
    return [
      ["## Kernels on this machine, \(first.outputs)x\(first.inputs), \(origin)"],
      LinearTable.head(report).map { "- \(MarkdownText.prose($0))" }
        + ["- the shortest of \(samples(report)) samples a point, quantizing activations included"],
      [MarkdownText.row(titles), MarkdownText.rule(columns: titles.count, left: 1)] + rows,
      LinearTable.crossovers(report).map { "- \(MarkdownText.prose($0))" },
    ].filter { !$0.isEmpty }
  }

  private static func cell(_ point: LinearReport.Point, _ report: LinearReport) -> String {
    let bound = point.bound(by: report.limits)
    let share = FigureText.percent(bound.milliseconds / point.samples.minimum)
    let unit = bound.isMemory ? "memory" : point.unit.rawValue
    return "\(FigureText.number(point.samples.minimum)) (\(share) of \(unit))"
  }

  private static func samples(_ report: LinearReport) -> String {
    let counts = report.points.map(\.samples.milliseconds.count)
    return "\(counts.min() ?? 0) to \(counts.max() ?? 0)"
  }
}
