public import Advisor

/// What advice says in sentences, the same on the screen and in the report.
public enum AdviceWords {
  /// The recipes that are the fastest, each with the batch from which on it is; nil where none is known.
  public static func runs(_ name: String, _ runs: [Crossovers.Run]) -> String? {
    guard !runs.isEmpty else { return nil }
    let text = runs.map { "from \($0.batch) \($0.recipe.id)" }.joined(separator: ", ")
    return "\(name): \(text)"
  }

  /// Decoding at the batch and prefilling a prompt: what bounds each, and what it takes of energy.
  public static func phases(_ advice: Advice) -> [String] {
    guard let decode = advice.choice, let prefill = advice.prefill else { return [] }
    return [
      phase("decode, batch \(advice.batch)", decode, advice.batch, advice.part),
      phase(
        "prefill, \(Advice.prefillTokens) tokens", prefill, Advice.prefillTokens, advice.part),
    ]
  }

  private static func phase(
    _ name: String, _ choice: Choice, _ batch: Int, _ part: Part
  ) -> String {
    let cost = choice.cost
    let intensity = cost.roofline.load.intensity(batch: batch)
    let bound = cost.roofline.bound(batch: batch)
    let energy = cost.energy(batch: batch, part: part).map {
      "; \(FigureText.number($0 * 1e3)) mJ with the board at its limit"
        + (part.power?.isVerified ?? true ? "" : "?")
    }
    return "\(name): \(FigureText.number(intensity)) operations a byte, bound by"
      + " \(bound.rawValue); \(cost.recipe.id)\(energy ?? "")"
  }

  /// Attention of the layer's width beside the layer, as the context grows.
  public static func attention(_ advice: Advice) -> [String] {
    guard let growth = advice.attention, let choice = advice.choice else { return [] }
    let layer = choice.cost.roofline.seconds(batch: advice.batch)
    let shares = growth.points.map { point in
      "\(point.context) tokens \(FigureText.number(point.seconds / layer))"
    }
    return [
      "as many bytes as this layer from a context of"
        + " \(FigureText.number(growth.contextOfEqualBytes)) tokens on, as many operations from"
        + " \(FigureText.number(growth.contextOfEqualOperations)) on",
      "times this layer's time, by roofline: \(shares.joined(separator: ", "))",
    ]
  }

  /// How a part carries out a recipe, by which instruction, and who serves it.
  public static func execution(_ cost: RecipeCost) -> String {
    let unit = cost.execution.unit
    let way =
      switch cost.execution.way {
      case .native: "codes go to the unit as they are"
      case .grouped: "codes go to the unit, scales to the sums of groups"
      case .widened: "codes are widened, exactly"
      case .dequantized: "codes are dequantized first"
      }
    return "\(cost.recipe.id): \(way); \(unit.instruction)\(unit.source.isVerified ? "" : "?");"
      + " served by \(runtimes(cost))"
  }

  /// Who serves a recipe, unverified ones marked.
  public static func runtimes(_ cost: RecipeCost) -> String {
    var names: [String] = []
    for runtime in cost.runtimes {
      let name = runtime.name + (runtime.source.isVerified ? "" : "?")
      if !names.contains(name) { names.append(name) }
    }
    return names.isEmpty ? "none known" : names.joined(separator: ", ")
  }

  /// What to choose, and why.
  public static func choice(_ advice: Advice) -> String {
    guard let choice = advice.choice else { return "CHOOSE: no runtime is known to serve any" }
    return "CHOOSE \(choice.cost.recipe.id): \(choice.reason)"
  }
}
