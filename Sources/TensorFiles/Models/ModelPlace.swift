/// Where a tensor stands in a model, by its name: what it does, in which layer, for which expert.
///
/// Names of Hugging Face's libraries, of the models' own releases and of GGUF are known.
public struct ModelPlace: Sendable, Hashable {
  /// What it does.
  public let role: TensorRole
  /// The number of the layer; nil for what is outside of layers.
  public let layer: Int?
  /// The number of the expert; nil for what serves no expert or all of them.
  public let expert: Int?
  /// Whether it serves experts among which a router chooses, one of them or all stacked in one tensor.
  public let isRouted: Bool
  /// The part of a model of several media that it belongs to, such as `vision`; nil for the language model.
  public let tower: String?

  /// Finds the place of a tensor.
  ///
  /// - Parameter tensor: The tensor; its shape decides only where its name says nothing.
  public init(_ tensor: TensorDescriptor) {
    self.init(name: tensor.name, dimensions: tensor.shape.count)
  }

  /// Finds the place of a name.
  ///
  /// - Parameters:
  ///   - name: The name as stored.
  ///   - dimensions: How many dimensions the tensor has; nil where that is not known.
  public init(name: String, dimensions: Int? = nil) {
    let parts = name.utf8.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false
    ).map { String(Substring($0)).lowercased() }
    layer = Self.number(in: parts, behind: Self.layerWords)
    let expertPlace = parts.firstIndex { Self.expertWords.contains($0) }
    let numbered = Self.number(in: parts, behind: Self.expertWords)
    var module = Module(parts)
    if numbered == nil, let number = module.last.flatMap({ Int($0) }),
      let before = module.parts.dropLast().last, before.hasPrefix("ffn_")
    {
      // Older GGUF files number their experts behind the matrix.
      module.parts.removeLast()
      expert = number
    } else {
      expert = numbered
    }
    isRouted =
      expert != nil || expertPlace != nil
      || (module.last.map { $0.hasPrefix("ffn_") && $0.hasSuffix("_exps") } ?? false)
    tower = Self.tower(of: parts)
    role = module.role(dimensions: dimensions)
  }

  /// Whether recipes usually keep such a tensor in 16 bit or more: by its role, or as it belongs to another tower
  /// than the language model.
  public var usuallyKept: Bool { role.usuallyKept || tower != nil }

  private static let layerWords: Set<String> = [
    "layers", "layer", "h", "blk", "block", "blocks", "transformer_blocks",
    "single_transformer_blocks", "resblocks", "decoder_layers", "encoder_layers",
  ]
  private static let expertWords: Set<String> = ["experts", "expert"]
  private static let towers: [(name: String, words: Set<String>)] = [
    (
      "vision",
      [
        "vision_tower", "vision_model", "visual", "vision_encoder", "vision_backbone", "vit",
        "image_encoder",
      ]
    ),
    ("audio", ["audio_tower", "audio_model", "audio_encoder"]),
  ]

  private static func tower(of parts: [String]) -> String? {
    // GGUF has a letter before the blocks of each.
    if parts.count > 2,
      parts[1] == "blk" || parts[1].hasSuffix("_embd") || parts[1].hasSuffix("_ln")
    {
      if parts[0] == "v" { return "vision" }
      if parts[0] == "a" { return "audio" }
    }
    return towers.first { tower in parts.prefix(3).contains { tower.words.contains($0) } }?.name
  }

  private static func number(in parts: [String], behind words: Set<String>) -> Int? {
    for (part, next) in zip(parts, parts.dropFirst()) where words.contains(part) {
      if let number = Int(next) { return number }
    }
    return nil
  }
}

/// A name without the last part, which says what of the module the tensor is.
private struct Module {
  var parts: [String]
  private var parameter = RoleTable.Parameter.weight

  var last: String? { parts.last }

  init(_ parts: [String]) {
    self.parts = parts
    guard let last = parts.last else { return }
    if parts.count > 1, let parameter = RoleTable.parameters[last] {
      self.parameter = parameter
      self.parts.removeLast()
    } else if let (stem, parameter) = Self.joined(last) {
      // The matrix of all experts and what it is of them are joined: `down_proj_blocks`, `down_proj_scale_inv`.
      self.parameter = parameter
      self.parts[parts.count - 1] = stem
    }
  }

  private static func joined(_ name: String) -> (stem: String, RoleTable.Parameter)? {
    for (ending, parameter) in RoleTable.joinedParameters where name.hasSuffix(ending) {
      let stem = String(name.dropLast(ending.count))
      guard RoleTable.rowsByName[name] == nil, let rows = RoleTable.rowsByName[stem] else {
        continue
      }
      // What is a module only below certain others is no weight of its own: `layer_scale`, `head_scale`.
      if parameter == .scale, rows.allSatisfy({ !$0.parents.isEmpty }) { continue }
      return (stem, parameter)
    }
    return nil
  }

  func role(dimensions: Int?) -> TensorRole {
    let found = moduleRole
    if parameter == .scale { return found == .norm ? .norm : .scale }
    if parameter == .bias {
      // The bias of a router or a norm is kept for the reason that these are.
      switch found {
      case .norm, .router, .embedding, .head: return found
      // GPT-2 calls its mask the attention's bias.
      default: return found == .other && (dimensions ?? 1) > 2 ? .buffer : .bias
      }
    }
    if found == .other, let dimensions, dimensions < 2 { return .vector }
    return found
  }

  private var moduleRole: TensorRole {
    guard let last else { return .other }
    if let rows = RoleTable.rowsByName[last] {
      let before = parts.dropLast()
      var parents = [before.last ?? "", before.suffix(2).joined(separator: ".")]
      // Switch's experts are `expert_0` to `expert_127`.
      if parents[0].hasPrefix("expert_") { parents.append("experts") }
      if let row = rows.first(where: { row in parents.contains { row.parents.contains($0) } }) {
        return row.role
      }
      if let row = rows.first(where: { $0.parents.isEmpty }) { return row.role }
    }
    return RoleTable.role(byWordIn: last) ?? .other
  }
}
