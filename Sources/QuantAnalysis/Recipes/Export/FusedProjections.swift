internal import TensorFiles

/// Modules that runtimes multiply by as one, and that therefore have to be stored alike: projections of the same
/// values, and all experts of a layer.
enum FusedProjections {
  private static let sets = [
    ["q_proj", "k_proj", "v_proj"], ["gate_proj", "up_proj"], ["w1", "w3"],
  ]

  /// What a module has in common with those that it is fused with: a pattern of their names; nil where it stands alone.
  static func pattern(of module: String) -> String? {
    let pieces = module.split(separator: ".", omittingEmptySubsequences: false)
    if let experts = pieces.lastIndex(of: "experts"), experts + 1 < pieces.count {
      return pieces[...experts].joined(separator: ".") + ".*"
    }
    guard let last = pieces.last, let set = sets.first(where: { $0.contains(String(last)) }) else {
      return nil
    }
    let parent = WeightNames.parent(of: module)
    return (parent.isEmpty ? "" : parent + ".") + "{\(set.joined(separator: ","))}"
  }

  /// A line about modules that are fused and differ; nil where all agree.
  static func note(_ modules: [(name: String, choice: Recipe.Choice)]) -> String? {
    var found: [String: Set<Recipe.Choice>] = [:]
    var order: [String] = []
    for (name, choice) in modules {
      guard let pattern = pattern(of: name) else { continue }
      if found[pattern] == nil { order.append(pattern) }
      found[pattern, default: []].insert(choice)
    }
    let torn = order.filter { found[$0, default: []].count > 1 }
    guard !torn.isEmpty else { return nil }
    return "vLLM fuses projections and experts and loads them only where they are stored alike; "
      + "these differ: " + NamedTensors.list(torn)
  }
}
