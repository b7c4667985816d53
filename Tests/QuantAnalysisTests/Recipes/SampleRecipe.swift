import QuantAnalysis
import QuantCore
import TensorFiles
import TestSupport

/// Recipes for tensors that nobody reads.
enum SampleRecipe {
  static func tensor(
    _ name: String, shape: [Int] = [64, 256], type: StoredType = .bf16
  ) -> TensorDescriptor {
    TensorDescriptor(
      name: name, type: type, shape: shape, offset: 0,
      byteCount: shape.reduce(type.bits / 8, *))
  }

  /// A recipe from pairs of a name and a format or `keep`; names of norms are vectors.
  static func make(_ pairs: [(String, String)]) throws -> Recipe {
    Recipe(
      try pairs.map { name, choice in
        Recipe.Entry(
          tensor: tensor(name, shape: name.contains("norm") ? [256] : [64, 256]),
          choice: try Recipe.Choice(choice))
      })
  }

  /// A decoder of a few layers in Hugging Face's names; the last layer's `down_proj` and all else that is usually kept
  /// stay.
  static func decoder(
    layers: Int = 4, up: String = "int4-g128", down: String = "nvfp4"
  ) throws -> Recipe {
    var pairs = [("model.embed_tokens.weight", "keep")]
    for layer in 0..<layers {
      let prefix = "model.layers.\(layer)."
      for part in ["q_proj", "k_proj", "v_proj", "o_proj"] {
        pairs.append((prefix + "self_attn.\(part).weight", up))
      }
      pairs.append((prefix + "mlp.gate_proj.weight", up))
      pairs.append((prefix + "mlp.up_proj.weight", up))
      pairs.append((prefix + "mlp.down_proj.weight", layer == layers - 1 ? "keep" : down))
      pairs.append((prefix + "input_layernorm.weight", "keep"))
    }
    pairs.append(("lm_head.weight", "keep"))
    return try make(pairs)
  }

  /// A model of random names, some hostile to patterns, and a random choice for each.
  static func random(_ generator: inout SplitMix64) throws -> Recipe {
    let words = [
      "layers", "mlp", "w1", "up_proj", "weight", "a*b", "a?", "[x]", "]", "", "é", "e\u{301}",
      "0", "00", "7", "x.y", "\u{202E}", "a b", "\"", "\\n", "a,b",
    ]
    let choices = ["keep", "mxfp4", "nvfp4", "int4-g128:asym+f32"]
    var names: Set<[UInt8]> = []
    var pairs: [(String, String)] = []
    let bias = Int.random(in: 1...8, using: &generator)
    for _ in 0..<Int.random(in: 1...120, using: &generator) {
      let length = Int.random(in: 1...5, using: &generator)
      let parts = (0..<length).map { _ in
        Int.random(in: 0..<3, using: &generator) == 0
          ? String(Int.random(in: 0..<4, using: &generator))
          : words.randomElement(using: &generator) ?? ""
      }
      let name = parts.joined(separator: ".")
      guard names.insert(Array(name.utf8)).inserted else { continue }
      let isUsual = Int.random(in: 0..<bias, using: &generator) > 0
      pairs.append(
        (name, isUsual ? choices[1] : choices.randomElement(using: &generator) ?? "keep"))
    }
    return try make(pairs)
  }
}
