public import Advisor
internal import Figures
internal import TerminalKit

/// Advice on a layer as text of 80 columns.
public enum AdviceText {
  /// The text, with its line ends.
  ///
  /// Every table says what kind of figure it holds.
  public static func text(_ advice: Advice) -> String {
    let sections = [
      head(advice), roofline(advice), estimates(advice), crossings(advice), units(advice),
      runtimes(advice), phases(advice), attention(advice), choice(advice),
    ]
    return sections.filter { !$0.isEmpty }.map { $0.map { $0 + "\n" }.joined() }
      .joined(separator: "\n")
  }

  private static func head(_ advice: Advice) -> [String] {
    let part = advice.part
    let peaks = Operand.allCases.compactMap { operand in
      part.peaks[operand].map { "\(operand.name) \(figure($0, 1e12))" }
    }
    let facts =
      "\(figure(part.memory, 1e9)) GB at \(figure(part.bandwidth, 1e9)) GB/s"
      + (part.power.map { ", \(figure($0, 1)) W" } ?? "")
    let open = part.facts.contains { !$0.fact.isVerified }
    return [
      "layer \(advice.shape) (N x K), batch \(advice.batch),"
        + " on \(part.name) (\(part.architecture.name))"
    ]
      + wrapped("memory \(facts); dense TFLOP/s: \(peaks.joined(separator: ", "))", rest: "  ")
      + (open ? ["? unverified; --as json has every source"] : [])
  }

  /// A figure, marked where it is not verified.
  private static func figure(_ fact: Fact, _ unit: Double) -> String {
    plain(fact.value / unit) + (fact.isVerified ? "" : "?")
  }

  /// A number without more digits than it has.
  private static func plain(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() && tenths < 1e15 ? String(Int(tenths)) : String(tenths)
  }

  private static func roofline(_ advice: Advice) -> [String] {
    var table = TextTable(sides: [.left, .right, .left, .left, .right, .left, .right])
    table.rows.append(["recipe", "bits/w", "codes", "unit", "us", "bound", "ridge"])
    for cost in advice.costs {
      let batch = advice.batch
      table.rows.append([
        cost.recipe.id, FigureText.number(cost.bitsPerWeight), cost.execution.way.rawValue,
        cost.execution.unit.rate.name,
        FigureText.number(cost.roofline.seconds(batch: batch) * 1e6),
        cost.roofline.bound(batch: batch).rawValue,
        Self.batch(cost.roofline.ridge()),
      ])
    }
    return [
      "ROOFLINE: predicted from data sheets, the least time that the limits allow"
    ] + table.lines + ["ridge: the batch from which on compute is the limit"]
  }

  private static func estimates(_ advice: Advice) -> [String] {
    var table = TextTable(sides: [.left, .right, .left, .left])
    table.rows.append(["recipe", "us", "likely", "kernel"])
    var shapes: Set<String> = []
    for cost in advice.costs {
      guard let kernel = cost.kernel, let estimate = cost.estimate(batch: advice.batch) else {
        continue
      }
      shapes.insert(kernel.shape.description)
      table.rows.append([
        cost.recipe.id, FigureText.number(estimate.seconds * 1e6),
        "\(FigureText.number(estimate.low * 1e6)) to \(FigureText.number(estimate.high * 1e6))",
        kernel.name,
      ])
    }
    guard !shapes.isEmpty else {
      return ["ESTIMATE: none, as nothing was measured on this part"]
    }
    return wrapped(
      "ESTIMATE: predicted too, from constants fitted to measurements at"
        + " \(shapes.sorted().joined(separator: ", ")) on this part") + table.lines
  }

  private static func crossings(_ advice: Advice) -> [String] {
    var table = TextTable(sides: [.left, .left, .right, .right])
    table.rows.append(["overtaken", "by", "roofline", "estimate"])
    for crossing in advice.crossings {
      table.rows.append([
        crossing.from.id, crossing.to.id, batch(crossing.roofline),
        crossing.isEstimated ? batch(crossing.estimate) : FigureText.undefined,
      ])
    }
    return [
      "CROSSOVERS: the batch from which on the second is faster, up to \(Crossovers.limit)"
    ] + table.lines
      + runs("fastest by roofline of what is served in 4 bits or more", advice.rooflineRuns)
      + runs("fastest by estimate", advice.estimateRuns)
  }

  private static func batch(_ batch: Int?) -> String { batch.map { String($0) } ?? "never" }

  private static func runs(_ name: String, _ runs: [Crossovers.Run]) -> [String] {
    AdviceWords.runs(name, runs).map { wrapped($0, rest: "  ") } ?? []
  }

  private static func units(_ advice: Advice) -> [String] {
    ["UNITS of \(advice.part.architecture.name)"]
      + advice.part.units.flatMap { unit in
        let types = Operand.allCases.filter(unit.weights.contains).map(\.name)
          .joined(separator: "/")
        let scales = unit.scaling == .none ? "" : ", scales \(unit.scaling.rawValue)"
        let mark = unit.source.isVerified ? "" : "?"
        return wrapped("\(types)\(scales): \(unit.instruction)\(mark)", rest: "  ")
      }
  }

  private static func runtimes(_ advice: Advice) -> [String] {
    let served = advice.costs.filter { !$0.runtimes.isEmpty }
    let others = advice.costs.filter(\.runtimes.isEmpty).map(\.recipe.id)
    var table = TextTable(sides: [.left, .left])
    for cost in served {
      table.rows.append([cost.recipe.id, AdviceWords.runtimes(cost)])
    }
    return ["RUNTIMES; where codes are dequantized above, each of them does so"] + table.lines
      + (others.isEmpty
        ? [] : wrapped("none known: \(others.joined(separator: ", "))", rest: "  "))
  }

  private static func phases(_ advice: Advice) -> [String] {
    let phases = AdviceWords.phases(advice)
    return phases.isEmpty
      ? [] : ["DECODE AND PREFILL"] + phases.flatMap { wrapped($0, rest: "  ") }
  }

  private static func attention(_ advice: Advice) -> [String] {
    let words = AdviceWords.attention(advice)
    return words.isEmpty
      ? []
      : ["ATTENTION of the same width, BF16, one key head for each query head"]
        + words.flatMap { wrapped($0, rest: "  ") }
  }

  private static func choice(_ advice: Advice) -> [String] {
    wrapped(AdviceWords.choice(advice), rest: "  ")
  }
}
