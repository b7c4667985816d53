internal import QuantCore
internal import TensorFiles

/// Lines `NAME=TYPE` for llama-quantize's `--tensor-type-file`: a name is a regular expression, the first that is found
/// in a tensor's name counts, and both are compared in lower case.
///
/// llama-quantize heeds them where the type that it is asked for is a quantized one; tensors without a line get that
/// type. It rounds by rules of its own, so that its errors differ from those of the formats' rules here.
struct LlamaQuantizeRecipe: RecipeExporter {
  let name = "llama-quantize"
  let suffix = "tensor-types.txt"
  let summary = "lines for llama-quantize --tensor-type-file"

  /// A tensor of the GGUF file, and the type that it gets.
  private struct Line: Hashable {
    let name: String
    let type: String
    /// The tensor that it comes from.
    let origin: String
  }

  func text(of recipe: Recipe) throws(RecipeError) -> RecipeText {
    let isGGUF = recipe.entries.contains { GGUFNames.isNative($0.tensor.name) }
    var lines: [Line] = []
    var unknown: [String] = []
    var left: [String] = []
    var widened: [String] = []
    for entry in recipe.entries
    where Recipe.isMatrix(entry.tensor) && entry.tensor.isAnalysable {
      let origin = entry.tensor.name
      guard let name = isGGUF ? origin : GGUFNames.name(of: origin) else {
        unknown.append(origin)
        continue
      }
      // What llama.cpp never quantizes needs no line, and would not heed one.
      if Self.isLeftOut(name) {
        if entry.choice != .keep { left.append(origin) }
        continue
      }
      if entry.choice == .keep, Self.keptType(entry.tensor) == nil { widened.append(origin) }
      lines.append(Line(name: name, type: try type(of: entry), origin: origin))
    }
    let merged = try merge(lines)
    guard !merged.isEmpty else {
      throw RecipeError(
        "\(name): no tensor's name is one that it knows in GGUF"
          + (unknown.isEmpty ? "" : ", such as \(NamedTensors.list(unknown))"))
    }
    let groups = NameFamilies(merged.map { ($0.name, $0.type) }).groups
    let text = groups.map { "\($0.family.expression)=\($0.thing)\n" }.joined()
    return RecipeText(text, notes: notes(recipe, unknown: unknown, left: left, widened: widened))
  }

  func refusal(of tensor: TensorDescriptor, as id: FormatID) -> String? {
    guard Recipe.isMatrix(tensor), tensor.isAnalysable else { return nil }
    guard
      let name = GGUFNames.isNative(tensor.name) ? tensor.name : GGUFNames.name(of: tensor.name),
      !Self.isLeftOut(name)
    else { return nil }
    guard let format = try? FormatRegistry.format(id), let weight = StoredWeight(format),
      let block = GGUFLayout.block(of: weight)
    else { return "ggml has no type for it" }
    let size = block.type.blockElements
    return tensor.columns % size == 0
      ? nil : "its \(tensor.columns) columns are no multiple of \(size)"
  }

  /// A layer's experts lie in one tensor of the GGUF file.
  func bond(of tensor: TensorDescriptor) -> String? {
    guard Recipe.isMatrix(tensor), tensor.isAnalysable, !GGUFNames.isNative(tensor.name) else {
      return nil
    }
    return GGUFNames.name(of: tensor.name).flatMap { Self.isLeftOut($0) ? nil : $0 }
  }

  private func notes(
    _ recipe: Recipe, unknown: [String], left: [String], widened: [String]
  ) -> [String] {
    var notes: [String] = []
    if !widened.isEmpty {
      notes.append(
        "\(name) has no type for what \(NamedTensors.list(widened)) are stored as: kept as bf16")
    }
    if !unknown.isEmpty {
      notes.append(
        "\(name): no GGUF name is known for \(NamedTensors.list(unknown)): without a line they get the type it is given"
      )
    }
    if !left.isEmpty {
      notes.append("\(name) never quantizes \(NamedTensors.list(left)): they stay as they are")
    }
    let ruled = recipe.formats.filter { $0.rule != nil }.map(\.description)
    if !ruled.isEmpty {
      notes.append(
        "\(name) rounds by its own rule, not by that of \(ruled.joined(separator: ", "))")
    }
    notes.append(
      "\(name) --tensor-type-file FILE IN.gguf OUT.gguf Q8_0 (a quantized type, or it does not heed the file)"
    )
    return notes
  }

  /// ggml's name of a tensor's type.
  private func type(of entry: Recipe.Entry) throws(RecipeError) -> String {
    let tensor = entry.tensor
    guard case .format(let id) = entry.choice else { return Self.keptType(tensor) ?? "bf16" }
    guard let format = try? FormatRegistry.format(id), let weight = StoredWeight(format),
      let block = GGUFLayout.block(of: weight)
    else {
      let known = ["mxfp4", "nvfp4", "q4_0", "q8_0"].joined(separator: ", ")
      throw RecipeError(
        "\(name): ggml has no type for \(id), which \(PrintableName.quoted(tensor.name)) gets; expected \(known)"
      )
    }
    guard tensor.columns % block.type.blockElements == 0 else {
      throw RecipeError(
        "\(name): \(PrintableName.quoted(tensor.name)) has \(tensor.columns) columns, no multiple of "
          + "\(block.type.blockElements), so it can't be \(id)")
    }
    return block.type.name.lowercased()
  }

  /// ggml's name of the type that a tensor has; nil where it has none.
  private static func keptType(_ tensor: TensorDescriptor) -> String? {
    // A block type that stays is copied where it is asked for again.
    if case .ggml = tensor.type.encoding { return tensor.type.name.lowercased() }
    return ["F64": "f32", "F32": "f32", "F16": "f16", "BF16": "bf16"][tensor.type.name]
  }

  /// Joins what becomes one tensor: a layer's experts lie in one.
  private func merge(_ lines: [Line]) throws(RecipeError) -> [Line] {
    var known: [String: Line] = [:]
    var merged: [Line] = []
    for line in lines {
      guard let first = known[line.name] else {
        try checkName(line)
        known[line.name] = line
        merged.append(line)
        continue
      }
      guard first.type == line.type else {
        throw RecipeError(
          "\(name): \(PrintableName.quoted(first.origin)) as \(first.type) and \(PrintableName.quoted(line.origin)) as "
            + "\(line.type) lie in one tensor, \(line.name), which has one type")
      }
    }
    return merged
  }

  /// Refuses a name that a line can't hold.
  private func checkName(_ line: Line) throws(RecipeError) {
    let isPlain = line.name.utf8.allSatisfy { byte in
      (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") && !(65...90).contains(byte)
    }
    guard isPlain else {
      throw RecipeError(
        "\(name): the name \(PrintableName.quoted(line.name)) can't stand in a line: expected ASCII without capitals, "
          + "blanks and =")
    }
  }

  /// Whether llama.cpp leaves a tensor as it is, whatever it is asked for.
  private static func isLeftOut(_ name: String) -> Bool {
    !name.hasSuffix("weight") || WeightNames.role(of: name, skipping: .llama) != nil
  }
}
