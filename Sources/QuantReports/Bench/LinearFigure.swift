public import Measurement
internal import Figures
internal import KernelEngine

/// The two figures of low-bit inference, drawn from what was measured here.
public enum LinearFigure {
  private static let barWidth = 40

  /// The figure as text.
  public static func text(_ report: LinearReport, _ number: SurveyFigure) -> String {
    let lines = LinearTable.head(report) + (number == .precision ? bars(report) : lines(report))
    return lines.map { $0 + "\n" }.joined()
  }

  /// A bar for each recipe, and where its unit's limit lies, batch by batch.
  private static func bars(_ report: LinearReport) -> [String] {
    Set(report.points.map(\.batch)).sorted().flatMap { batch in
      bars(report, points: report.points.filter { $0.batch == batch }, batch: batch)
    }
  }

  private static func bars(
    _ report: LinearReport, points: [LinearReport.Point], batch: Int
  ) -> [String] {
    let most = report.limits.units.values.max() ?? 1
    var table = TextTable(sides: [.left, .left, .right, .right])
    table.rows.append(["recipe", "", "GOP/s", "of its unit"])
    for point in points {
      let limit = report.limits.units[point.unit]
      let length = Int((point.operations / most * Double(barWidth)).rounded())
      let end = limit.map { Int(($0 / most * Double(barWidth)).rounded()) } ?? length
      let bar =
        String(repeating: "#", count: max(0, length))
        + String(repeating: ".", count: max(0, end - length - 1)) + (end > length ? "|" : "")
      table.rows.append([
        point.recipe, bar, FigureText.number(point.operations / 1e9),
        limit.map { "\(FigureText.percent(point.operations / $0)) of \(point.unit.rawValue)" }
          ?? point.unit.rawValue,
      ])
    }
    return ["batch \(batch), | marks what the unit can do"] + table.lines
  }

  /// Throughput over that of 16 bits, recipe by recipe.
  private static func lines(_ report: LinearReport) -> [String] {
    let base = report.points(of: "bf16@bf16")
    let batches = base.map(\.batch)
    var table = TextTable(sides: [.left] + batches.map { _ in .right })
    table.rows.append(["batch"] + batches.map { FigureText.count($0) })
    for recipe in report.recipes {
      let points = report.points(of: recipe)
      table.rows.append(
        [recipe + ", tokens/s"] + points.map { FigureText.count(Int($0.tokens.rounded())) })
    }
    for recipe in report.recipes where recipe != "bf16@bf16" {
      let points = report.points(of: recipe)
      let ratios = zip(points, base).map { point, base in
        FigureText.number(base.samples.minimum / point.samples.minimum)
      }
      table.rows.append([recipe + " over bf16"] + ratios)
    }
    return table.lines + LinearTable.crossovers(report)
  }
}
