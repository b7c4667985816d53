internal import QuantCore

/// A `quantization_config` of compressed-tensors: groups of modules, each with what its weights are, and the modules
/// that stay as they are.
///
/// Source: the library's `QuantizationConfig` and `QuantizationScheme`.
struct CompressedTensorsConfiguration {
  /// Modules whose weights are stored alike.
  struct Group {
    /// Classes, names, or regular expressions behind `re:`.
    let targets: [String]
    let weight: StoredWeight
  }

  let groups: [Group]
  let ignored: [String]
  /// Whether the weights are stored so already.
  let isCompressed: Bool

  init(groups: [Group], ignored: [String], isCompressed: Bool) {
    self.groups = groups
    self.ignored = ignored
    self.isCompressed = isCompressed
  }

  /// Says what was written; where all weights are stored alike the class of the modules says it.
  init(_ weights: [ExportedWeights], ignored: [String]) {
    let modules =
      weights.flatMap { some in some.modules.map { ($0, Optional(some.weight)) } }
      + ignored.map { ($0, nil) }
    let groups =
      weights.count == 1
      ? weights.map { Group(targets: ["Linear"], weight: $0.weight) }
      : ModuleGroups(modules).groups.map {
        Group(targets: Self.targets($0.families), weight: $0.thing)
      }
    self.init(groups: groups, ignored: ignored, isCompressed: true)
  }

  /// Modules as the library names them: by their names, or, where there are several, by regular expressions.
  static func targets(_ families: [NameFamily]) -> [String] {
    families.map { family in
      family.openCount == 0 && family.patternCount == 1
        ? family.names[0] : "re:" + family.expression
    }
  }

  func text(_ style: JSONWriter.Style) -> String {
    var json = JSONWriter(style: style)
    let formats = groups.map { Self.format(of: $0.weight) }
    let isMixed = Set(formats).count > 1
    json.object { json in
      json.object("config_groups") { json in
        for (index, group) in groups.enumerated() {
          json.object("group_\(index)") { json in
            json.strings("targets", group.targets)
            json.object("weights") { json in Self.write(group.weight, to: &json) }
            json.key("input_activations")
            json.null()
            json.key("output_activations")
            json.null()
            if groups.count > 1 { json.field("format", formats[index]) }
          }
        }
      }
      json.field("format", isMixed ? "mixed-precision" : formats.first)
      json.strings("ignore", ignored)
      json.key("kv_cache_scheme")
      json.null()
      json.field("quant_method", "compressed-tensors")
      json.field("quantization_status", isCompressed ? "compressed" : "initialized")
    }
    return json.text
  }

  private static func format(of weight: StoredWeight) -> String {
    switch weight {
    case .mxfp4: "mxfp4-pack-quantized"
    case .nvfp4: "nvfp4-pack-quantized"
    case .integers, .q4_0, .q8_0: "pack-quantized"
    case .fp8Rows: "float-quantized"
    }
  }

  private static func write(_ weight: StoredWeight, to json: inout JSONWriter) {
    let strategy: String
    let isInteger: Bool
    var bits = 4
    var isSymmetric = true
    var scaleType: String?
    switch weight {
    case .mxfp4: (strategy, isInteger, scaleType) = ("group", false, "torch.uint8")
    case .nvfp4: (strategy, isInteger, scaleType) = ("tensor_group", false, "torch.float8_e4m3fn")
    case .integers(let width, _, _, let hasZeroPoints):
      (strategy, isInteger, bits, isSymmetric) = ("group", true, width, !hasZeroPoints)
    case .fp8Rows: (strategy, isInteger, bits) = ("channel", false, 8)
    case .q4_0, .q8_0: return
    }
    json.field("num_bits", bits)
    json.field("type", isInteger ? "int" : "float")
    json.field("symmetric", isSymmetric)
    json.field("strategy", strategy)
    json.field("group_size", weight.blockColumns)
    json.field("dynamic", false)
    if let scaleType { json.field("scale_dtype", scaleType) }
  }
}
