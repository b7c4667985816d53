internal import QuantCore
internal import TensorFiles

/// A `quant_cfg` of NVIDIA ModelOpt, as `mtq.quantize` takes it, in YAML.
///
/// Its entries have wildcards for the names of weight quantizers, and the last that matches counts; everything is
/// switched off first. The library's own files are YAML, too: block sizes have whole numbers for names, which JSON has
/// not. Source: the library's `QuantizeConfig`, `QuantizerCfgEntry` and `QuantizerAttributeConfig`.
struct ModelOptRecipe: RecipeExporter {
  let name = "modelopt"
  let suffix = "quant_cfg.yaml"
  let summary = "a quant_cfg for ModelOpt's mtq.quantize, with wildcards"

  /// What a weight quantizer does.
  private struct Quantizer {
    /// ModelOpt's name of the element: a number of bits, or exponent and mantissa.
    var element: String
    var bits: Int?
    /// The columns and, for tiles, the rows that share a scale.
    var columns: Int?
    var rows: Int?
    var scale: String?
    var isDynamic = false
    var axis: Int?
    var isFourOverSix = false
  }

  func text(of recipe: Recipe) throws(RecipeError) -> RecipeText {
    let matrices = recipe.entries.filter { Recipe.isMatrix($0.tensor) }
    let modules = Recipe(
      matrices.map { entry in
        let tensor = entry.tensor
        return Recipe.Entry(
          tensor: TensorDescriptor(
            name: WeightNames.module(of: tensor.name) + ".weight_quantizer", type: tensor.type,
            shape: tensor.shape, offset: tensor.offset, byteCount: tensor.byteCount,
            order: tensor.order),
          choice: entry.choice)
      })
    guard !recipe.formats.isEmpty else {
      throw RecipeError("\(name): every tensor is kept, so there is nothing to configure")
    }
    for entry in matrices { _ = try quantizer(of: entry) }
    let rules = RecipeRules(modules)
    // Here the last match counts: what is said of most goes first.
    let ordered =
      rules.patterns.reversed() + rules.names.map { .init(NameFamily.quoted($0.text), $0.choice) }
    var text = "quant_cfg:\n  - quantizer_name: \"*\"\n    enable: false\n"
    for rule in ordered {
      text += "  - quantizer_name: \(Self.quoted(rule.text))\n"
      if case .format(let id) = rule.choice, let quantizer = Self.quantizer(id) {
        text += "    cfg:\n" + Self.lines(quantizer).map { "      \($0)\n" }.joined()
      } else {
        text += "    enable: false\n"
      }
    }
    text += "algorithm: max\n"
    let choices = matrices.map { (WeightNames.module(of: $0.tensor.name), $0.choice) }
    let note = FusedProjections.note(choices)
    return RecipeText(
      text, notes: [GGUFNames.note(on: recipe), note, ruled(recipe)].compactMap { $0 })
  }

  func refusal(of tensor: TensorDescriptor, as id: FormatID) -> String? {
    guard Recipe.isMatrix(tensor), Self.quantizer(id) == nil else { return nil }
    return "it has no words for it"
  }

  /// What vLLM fuses has to be stored alike.
  func bond(of tensor: TensorDescriptor) -> String? {
    guard tensor.shape.count >= 2 else { return nil }
    return FusedProjections.pattern(of: WeightNames.module(of: tensor.name))
  }

  /// A line about rules that ModelOpt has no words for; nil where there are none.
  private func ruled(_ recipe: Recipe) -> String? {
    let other = recipe.formats.filter { id in
      guard let rule = id.rule else { return id.name == "mxfp4" }
      return !(id.name == "nvfp4" && rule == "4over6")
    }
    guard !other.isEmpty else { return nil }
    return "\(name) chooses scales by its own rule, not by that of "
      + other.map(\.description).joined(separator: ", ")
  }

  private func quantizer(of entry: Recipe.Entry) throws(RecipeError) -> Quantizer? {
    guard case .format(let id) = entry.choice else { return nil }
    let tensor = PrintableName.quoted(entry.tensor.name)
    guard let quantizer = Self.quantizer(id) else {
      throw RecipeError(
        "\(name) has no words for \(id), which \(tensor) gets; expected nvfp4, mxfp4, mxfp6, mxfp8, mxint8, "
          + "symmetric int groups, int8-row, fp8-tensor, fp8-row or fp8-128x128")
    }
    return quantizer
  }

  /// What a format is in ModelOpt's words; nil where it has none.
  private static func quantizer(_ id: FormatID) -> Quantizer? {
    guard let format = try? FormatRegistry.format(id) else { return nil }
    let scaleOptions: Set = ["f16", "bf16", "f32"]
    guard id.options.allSatisfy({ scaleOptions.contains($0) }) else { return nil }
    let block = format.blockShape(rows: Int(Int32.max), columns: Int(Int32.max))
    func scaled(_ element: String, bits: Int? = nil) -> Quantizer {
      Quantizer(
        element: element, bits: bits, columns: block.columns, scale: "e8m0", isDynamic: true)
    }
    switch id.name {
    case "nvfp4":
      return Quantizer(
        element: "e2m1", columns: 16, scale: "e4m3", isDynamic: id.rule != "4over6",
        isFourOverSix: id.rule == "4over6")
    case "mxfp4": return format.tensorBits(rows: 1, columns: 128) == 0 ? scaled("e2m1") : nil
    case "mxfp6-e2m3": return scaled("e2m3")
    case "mxfp6-e3m2": return scaled("e3m2")
    case "mxfp8-e4m3": return scaled("e4m3")
    case "mxfp8-e5m2": return scaled("e5m2")
    case "mxint8": return scaled("", bits: 8)
    case "fp8-tensor": return Quantizer(element: "e4m3")
    case "fp8-row": return Quantizer(element: "e4m3", axis: 0)
    case "fp8-128x128": return Quantizer(element: "e4m3", columns: 128, rows: 128)
    case "int8-row" where id.rule == nil: return Quantizer(element: "", bits: 8, axis: 0)
    case let name where name.hasPrefix("int") && name.contains("-g"):
      guard format.fields.count == 2, block.rows == 1 else { return nil }
      return Quantizer(element: "", bits: format.element.bits, columns: block.columns)
    default: return nil
    }
  }

  /// A text in quotes, which YAML has as JSON does.
  private static func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.value(text)
    return json.text
  }

  /// The bits of a float's exponent and mantissa: its name alone is understood by ModelOpt's own loader of files and
  /// not by `mtq.quantize`.
  private static func pair(_ element: String) -> String {
    "[" + element.filter { $0.isNumber }.map { String($0) }.joined(separator: ", ") + "]"
  }

  /// The attributes, a line each.
  private static func lines(_ quantizer: Quantizer) -> [String] {
    let bits = "num_bits: \(quantizer.bits.map { String($0) } ?? pair(quantizer.element))"
    guard let columns = quantizer.columns else {
      return [bits, "axis: \(quantizer.axis.map { String($0) } ?? "null")"]
    }
    var sizes = ["-1: \(columns)"]
    if let rows = quantizer.rows { sizes.append("-2: \(rows)") }
    sizes.append("type: \(quantizer.isDynamic ? "dynamic" : "static")")
    if let scale = quantizer.scale { sizes.append("scale_bits: \(pair(scale))") }
    if quantizer.isFourOverSix { sizes.append("four_over_six: true") }
    return [bits, "block_sizes: {\(sizes.joined(separator: ", "))}"]
  }
}
