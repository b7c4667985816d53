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
