internal import QuantCore
internal import TensorFiles

/// A `quantization_config` of compressed-tensors, as llm-compressor takes it and vLLM reads it: a group for each format
/// with the modules as regular expressions, and the modules that stay under `ignore`.
struct CompressedTensorsRecipe: RecipeExporter {
  let name = "compressed-tensors"
  let suffix = "quantization_config.json"
  let summary = "a quantization_config with config_groups, targets and ignore"

  func text(of recipe: Recipe) throws(RecipeError) -> RecipeText {
    var modules: [(name: String, thing: StoredWeight?)] = []
    var choices: [(name: String, choice: Recipe.Choice)] = []
    for entry in recipe.entries where entry.tensor.shape.count >= 2 {
      let module = WeightNames.module(of: entry.tensor.name)
      modules.append((module, try weight(of: entry)))
      choices.append((module, entry.choice))
    }
    // Tied to an embedding, the head has no tensor of its own, and runtimes make a layer for it all the same.
    let head = "lm_head"
    if !modules.contains(where: { $0.name == head }) { modules.append((head, nil)) }
    let sorted = ModuleGroups(modules)
    guard !sorted.groups.isEmpty else {
      throw RecipeError("\(name): every tensor is kept, so there is nothing to configure")
    }
    let configuration = CompressedTensorsConfiguration(
      groups: sorted.groups.map { group in
        CompressedTensorsConfiguration.Group(
          targets: CompressedTensorsConfiguration.targets(group.families), weight: group.thing)
      },
      ignored: CompressedTensorsConfiguration.targets(sorted.kept), isCompressed: false)
    return RecipeText(
      configuration.text(.indented) + "\n",
      notes: [
        GGUFNames.note(on: recipe), FusedProjections.note(choices), embedded(choices),
        ruled(recipe),
      ].compactMap { $0 })
  }

  func refusal(of tensor: TensorDescriptor, as id: FormatID) -> String? {
    guard tensor.shape.count >= 2 else { return nil }
    let layout = CompressedTensorsLayout()
    guard let format = try? FormatRegistry.format(id), layout.holds(format),
      let weight = StoredWeight(format)
    else { return "expected \(layout.ids)" }
    return layout.refusal(of: tensor, as: weight)
  }

  /// What vLLM fuses has to be stored alike.
  func bond(of tensor: TensorDescriptor) -> String? {
    guard tensor.shape.count >= 2 else { return nil }
    return FusedProjections.pattern(of: WeightNames.module(of: tensor.name))
  }

  /// What a tensor's format stores; nil where it stays.
  private func weight(of entry: Recipe.Entry) throws(RecipeError) -> StoredWeight? {
    guard case .format(let id) = entry.choice else { return nil }
    let layout = CompressedTensorsLayout()
    let tensor = PrintableName.quoted(entry.tensor.name)
    guard let format = try? FormatRegistry.format(id), layout.holds(format),
      let weight = StoredWeight(format)
    else {
      throw RecipeError(
        "\(name) has no words for \(id), which \(tensor) gets; expected \(layout.ids)")
    }
    if let reason = layout.refusal(of: entry.tensor, as: weight) {
      throw RecipeError("\(name) can't hold \(tensor) as \(id): \(reason)")
    }
    return weight
  }

  /// A line about rules, for which a configuration has no words; nil where there are none.
  private func ruled(_ recipe: Recipe) -> String? {
    let ruled = recipe.formats.filter { $0.rule != nil }.map(\.description)
    guard !ruled.isEmpty else { return nil }
    return "what reads it chooses scales by its own rule, not by that of "
      + "\(ruled.joined(separator: ", ")); quantview quantize keeps it"
  }

  /// A line about modules that get a format and are no linear layers.
  private func embedded(_ choices: [(name: String, choice: Recipe.Choice)]) -> String? {
    let names = choices.filter { module in
      module.choice != .keep && WeightNames.role(of: module.name, skipping: .transformers) != nil
    }
    guard !names.isEmpty else { return nil }
    return "vLLM loads no \(name) weights for \(NamedTensors.list(names.map(\.name))): "
      + "embeddings, heads, routers and norms are best kept"
  }
}
