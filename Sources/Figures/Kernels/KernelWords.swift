internal import KernelEngine
public import Measurement

/// What the figure says, in sentences.
extension KernelFigure {
  /// What limits the selected recipe, by the limits of the same run; nil before anything of it was measured.
  public var bounds: String? {
    guard let point = report.points(of: selected).first else { return nil }
    guard point.isCold else {
      let isKnown = report.limits.units[point.unit] != nil
      return "\(selected): from a cache, so only \(point.unit.rawValue) limits it"
        + (isKnown ? "" : ", by how much is not known without dot instructions")
    }
    guard let ridge else { return "\(selected): memory-bound at any batch, by what is known" }
    guard ridge > 1 else { return "\(selected): compute-bound at any batch" }
    return
      "\(selected): memory-bound to batch \(FigureText.number(ridge)), then \(point.unit.rawValue)-bound"
  }

  /// The figures behind `bounds`.
  public var limitFacts: String? {
    guard let point = report.points(of: selected).first else { return nil }
    let memory =
      "\(selected) reads \(FigureText.bytes(point.weightBytes)), at "
      + "\(FigureText.number(report.limits.read / 1e9)) GB/s in "
      + "\(FigureText.number(Double(point.weightBytes) / report.limits.read * 1e3)) ms"
    guard point.isCold else { return nil }
    guard let rate = report.limits.units[point.unit] else { return memory }
    return memory
      + "; \(point.unit.rawValue) does \(FigureText.number(rate / 1e9)) GOP/s, a row in "
      + "\(FigureText.number(2e3 * Double(point.outputs) * Double(point.inputs) / rate)) ms"
  }

  /// Which recipe is the fastest where; nil before all were measured at some batch.
  public var fastest: String? {
    Self.fastest(report, among: recipes)
  }

  /// Which recipe is the fastest where, in words; nil before all were measured at some batch.
  public static func fastest(_ report: LinearReport, among recipes: [String]) -> String? {
    let leaders = report.leaders(among: recipes)
    let batches = Set(report.points.filter { recipes.contains($0.recipe) }.map(\.batch))
    guard let first = leaders.first else { return nil }
    guard leaders.count > 1 else {
      let place = batches.count == 1 ? "at batch \(first.batch)" : "at every batch measured"
      return "fastest \(place): \(first.recipe)"
    }
    let rest = leaders.dropFirst().map { "from \($0.batch) \($0.recipe)" }
    return (["fastest from batch \(first.batch) \(first.recipe)"] + rest).joined(separator: ", ")
  }

  /// That something else took the processor meanwhile; nil where what is measured had it.
  public var disturbance: String? { Self.disturbance(report) }

  /// The same of a whole report.
  public static func disturbance(_ report: LinearReport) -> String? {
    let least = report.points.map { $0.samples.coresUsed / Double(report.threads) }.min() ?? 1
    guard least < 0.9 else { return nil }
    return "! something else runs here: as little as \(FigureText.percent(least)) of the"
      + " processor time was had; the shortest samples are shown"
  }

  /// Where the selected recipe overtakes others or is overtaken, X in the chart.
  public var crossingWords: [String] {
    let ordered = crossings.filter(\.isClear) + crossings.filter { !$0.isClear }
    return ordered.map { crossing in
      let other = crossing.before == selected ? crossing.after : crossing.before
      let verb = crossing.before == selected ? "overtaken by" : "overtakes"
      return (crossing.isClear ? "X " : "")
        + "\(selected) \(verb) \(other) at batch \(FigureText.number(crossing.batch))"
        + (crossing.isClear ? "" : ", within the spread")
    }
  }
}
