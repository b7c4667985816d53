internal import TensorFiles

/// The modules of a recipe as configurations name them: those that get each thing, and those that stay.
struct ModuleGroups<Thing: Hashable> {
  /// A thing, and the modules that get it.
  struct Group {
    let thing: Thing
    let families: [NameFamily]
  }

  /// The groups, in the order of their first modules.
  let groups: [Group]
  /// The modules that stay as they are.
  let kept: [NameFamily]

  /// Sorts modules.
  ///
  /// - Parameter modules: Their names, and what each gets; nil for those that stay.
  init(_ modules: [(name: String, thing: Thing?)]) {
    let found = NameFamilies(modules.map { ($0.name, $0.thing) }).groups
    var order: [Thing] = []
    var families: [Thing: [NameFamily]] = [:]
    var kept: [NameFamily] = []
    for group in found {
      guard let thing = group.thing else {
        kept.append(group.family)
        continue
      }
      if families[thing] == nil { order.append(thing) }
      families[thing, default: []].append(group.family)
    }
    groups = order.map { Group(thing: $0, families: families[$0] ?? []) }
    self.kept = kept
  }
}

/// Projections that runtimes multiply by as one, and that therefore have to be stored alike.
enum FusedProjections {
  private static let sets = [
    ["q_proj", "k_proj", "v_proj"], ["gate_proj", "up_proj"], ["w1", "w3"],
  ]

  /// A line about modules whose projections differ; nil where all agree.
  static func note(_ modules: [(name: String, choice: Recipe.Choice)]) -> String? {
    var byParent: [String: [String: Recipe.Choice]] = [:]
    var order: [String] = []
    for (name, choice) in modules {
      let parent = WeightNames.parent(of: name)
      if byParent[parent] == nil { order.append(parent) }
      let last = name.split(separator: ".").last.map { String($0) } ?? name
      byParent[parent, default: [:]][last] = choice
    }
    let torn = order.compactMap { parent -> String? in
      let choices = byParent[parent] ?? [:]
      let set = sets.first { set in Set(set.compactMap { choices[$0] }).count > 1 }
      return set.map {
        parent + ".{" + $0.filter { choices[$0] != nil }.joined(separator: ",") + "}"
      }
    }
    guard !torn.isEmpty else { return nil }
    return "vLLM fuses projections and loads them only where they are stored alike; these differ: "
      + NamedTensors.list(torn)
  }
}
