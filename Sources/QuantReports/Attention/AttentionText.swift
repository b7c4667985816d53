public import Measurement
internal import Figures
internal import KernelEngine
internal import TensorFiles

/// What attention in few bits loses and costs, as text.
public enum AttentionText {
  /// Everything: limits, a table for each set, and the published errors beside ours.
  public static func text(_ report: AttentionReport) -> String {
    var lines = head(report)
    for set in report.sets {
      lines += [""] + title(of: set) + table(of: set, in: report)
      lines += published(beside: set)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func head(_ report: AttentionReport) -> [String] {
    var limits: [String] = []
    for unit in KernelEngine.Unit.allCases {
      guard let rate = report.limits.units[unit] else { continue }
      limits.append("\(unit.rawValue) \(FigureText.number(rate / 1e9)) GOP/s")
    }
    return [
      "backend \(report.backend), \(FigureText.count(report.threads)) thread"
        + (report.threads == 1 ? "" : "s"),
      "limits measured in this run: " + limits.joined(separator: ", "),
    ]
  }

  private static func title(of set: AttentionReport.Set) -> [String] {
    let shape = set.shape
    let sizes =
      "\(shape.heads) heads"
      + (shape.keyHeads == shape.heads ? "" : " over \(shape.keyHeads) of K and V")
      + ", \(shape.queries) queries, \(shape.keys) keys, \(shape.dimension) values each"
      + (shape.isCausal ? ", causal" : "")
    return [name(of: set.source), sizes + "; errors against F64, the shortest of several runs"]
  }

  /// What a source is called.
  static func name(of source: AttentionSource) -> String {
    switch source {
    case .samples(let samples, let seed): "\(samples.distribution), seed \(seed)"
    case .file(let name): PrintableName.escaped(name)
    }
  }

  private static func table(of set: AttentionReport.Set, in report: AttentionReport) -> [String] {
    var table = TextTable(
      sides: [.left, .right, .right, .right, .right, .right, .right, .right, .left, .right])
    table.rows.append([
      "recipe", "RMSE", "x fp16", "rel L1", "cosine", "ms", "cores", "GFLOP/s", "units", "of bound",
    ])
    func text(_ value: Double?) -> String { FigureText.number(value) }
    for point in set.points {
      table.rows.append([
        point.recipe.id + (point.isChecked ? "" : " DIFFERS"), text(point.accuracy.rmse),
        text(set.ratioToHalf(point)), text(point.accuracy.relativeL1),
        text(point.accuracy.cosine), FigureText.number(point.samples.minimum),
        FigureText.number(point.samples.coresUsed), FigureText.number(point.rate / 1e9),
        point.units.map(\.rawValue).joined(separator: "+"),
        point.bound(by: report.limits).map {
          FigureText.percent($0 / point.samples.minimum)
        } ?? FigureText.undefined,
      ])
    }
    let overflows = set.points.contains { $0.accuracy.rmse == nil }
    return table.lines
      + (overflows ? ["n/a: a result is not finite, as F16 or E4M3 overflows on these values"] : [])
  }

  /// The published errors beside ours; nothing for sets of other samples.
  private static func published(beside set: AttentionReport.Set) -> [String] {
    let published = PublishedAttention.flashAttention3
    guard let comparison = published.comparison(with: set), !comparison.factors.isEmpty else {
      return []
    }
    var table = TextTable(sides: [.left, .left, .right, .right, .right])
    table.rows.append(["published there as", "recipe here", "theirs", "ours", "factor"])
    for (row, factor) in comparison.factors {
      table.rows.append([
        row.name, row.recipe, FigureText.number(row.rmse), FigureText.number(row.rmse * factor),
        FigureText.number(factor),
      ])
    }
    return ["", "RMSE beside \(published.source)", published.setting] + table.lines
      + [comparison.verdict]
  }
}
