internal import TensorFiles

/// What tensors of language models are by the names that libraries give them.
enum WeightNames {
  /// Which weights a layout's runtimes don't take quantized.
  enum Skipping: Sendable, Hashable {
    /// None.
    case nothing
    /// Embeddings, heads, routers, norms and convolutions: what transformers has in other modules than `Linear`,
    /// and the head, which llm-compressor and ModelOpt leave out.
    case transformers
    /// What llama.cpp leaves out.
    case llama
    /// What either leaves out: names of both kinds come to bare tensors.
    case both
  }

  private static let embeddings = [
    "embed", "token_embd", "wte", "wpe", "word_embeddings", "position_ids",
  ]
  private static let llamaParts = [
    "norm", "ffn_gate_inp", "position_embd", "token_types", "ssm_conv1d", "conv1d", "rel_b",
  ]

  /// What a weight is that stays as it is stored; nil where nothing speaks against quantizing it.
  static func role(of name: String, skipping: Skipping) -> String? {
    let parts = name.lowercased().split(whereSeparator: { ".:/".contains($0) }).map(String.init)
    switch skipping {
    case .nothing: return nil
    case .both:
      return role(of: name, skipping: .transformers) ?? role(of: name, skipping: .llama)
    case .llama:
      return parts.contains { part in llamaParts.contains { part.contains($0) } }
        ? "not a matrix that llama.cpp multiplies by" : nil
    case .transformers:
      if parts.contains(where: { part in embeddings.contains { part.contains($0) } }) {
        return "an embedding"
      }
      if parts.contains("lm_head") || parts == ["output", "weight"] { return "the head" }
      if parts.contains("router") || parts.contains("gate") { return "a router" }
      if parts.contains(where: { $0.contains("norm") }) { return "a norm" }
      if parts.contains(where: { $0.contains("conv") }) { return "a convolution" }
      return nil
    }
  }

  /// The module that a weight belongs to.
  static func module(of name: String) -> String {
    name.hasSuffix(".weight") ? String(name.dropLast(7)) : name
  }

  /// What the modules have in common that are fused at run time: the name up to the module's own.
  static func parent(of name: String) -> String {
    let module = module(of: name)
    guard let dot = module.lastIndex(of: ".") else { return "" }
    return String(module[..<dot])
  }
}
