internal import Charts
internal import Figures
internal import KernelEngine
internal import Measurement
internal import QuantAnalysis

/// What layers cost on the machine that made the report.
enum HTMLKernels {
  static func sections(of document: ReportDocument) -> String {
    let tensor = document.tensors.count == 1 ? document.tensors.first : nil
    return document.kernels.enumerated().map { section($1, tensor: tensor, id: "kernels-\($0)") }
      .joined()
  }

  private static func section(
    _ report: LinearReport, tensor: TensorReport?, id: String
  ) -> String {
    guard let first = report.points.first else { return "" }
    let batches = Set(report.points.map(\.batch)).sorted()
    var html =
      "<section id=\"\(id)\">\n<h2>Kernels on this machine, \(first.outputs)×\(first.inputs), "
      + "\(LinearTable.origin(of: report))</h2>\n<ul>\n"
    let notes =
      LinearTable.head(report)
      + [
        "measured there and then: the shortest of the samples of each point, quantizing activations included",
        KernelFigure.disturbance(report), WeightError.note(report.points, in: tensor),
      ].compactMap(\.self) + LinearTable.crossovers(report)
    html += notes.map { "<li>\(HTMLText.escaped($0))</li>\n" }.joined() + "</ul>\n"
    html += charts(report, batches: batches, id: id)
    return html + table(report, tensor: tensor, batches: batches) + "</section>\n"
  }

  private static func charts(_ report: LinearReport, batches: [Int], id: String) -> String {
    let last = batches.last ?? 1
    let figure = KernelFigure(report, recipes: report.recipes, selected: 0, batch: last)
    let names = figure.rows.map { "\($0.mark) \($0.recipe)" }.joined(separator: ", ")
    let height = 250.0
    var figures = KernelQuantity.allCases.map { quantity in
      HTMLFigure(
        title: quantity.title,
        caption: "over the batch; \(names); shaded: what the limits of \(figure.selected) rule out",
        description: figure.bounds ?? "", height: height,
        body: figure.chart(quantity, batches: batches).svg(height: height))
    }
    let bars = figure.bars
    figures.append(
      HTMLFigure(
        title: "Throughput by recipe at batch \(last)",
        caption: "strokes: what the unit in use can do, measured in the same run",
        description: figure.fastest ?? "", height: bars.svgHeight, body: bars.svg()))
    return "<div class=\"charts\">\n"
      + figures.enumerated().map { $1.html(id: "\(id)-\($0)") }.joined() + "</div>\n"
  }

  private static func table(
    _ report: LinearReport, tensor: TensorReport?, batches: [Int]
  ) -> String {
    var table = HTMLTable(
      caption: "ms for a product, and the share of the limit that was reached",
      titles: ["recipe", "weights’ SQNR dB"] + batches.map { "batch \($0)" })
    for recipe in report.recipes {
      let points = report.points(of: recipe)
      let cells = batches.map { batch in
        points.first { $0.batch == batch }.map { cell($0, report) } ?? ""
      }
      let error = points.first.map { WeightError.text($0, in: tensor) } ?? ""
      table.rows.append(
        ["<code>\(HTMLText.escaped(recipe))</code>"]
          + ([error] + cells).map { HTMLText.escaped($0) })
    }
    return table.html
  }

  private static func cell(_ point: LinearReport.Point, _ report: LinearReport) -> String {
    let bound = point.bound(by: report.limits)
    let share = KernelFigure.share(of: bound.milliseconds, point)
    let unit = bound.isMemory ? "memory" : point.unit.rawValue
    return FigureText.number(point.samples.minimum)
      + (share.isEmpty ? "" : " (\(share) of \(unit))") + (point.isChecked ? "" : " DIFFERS")
  }
}
