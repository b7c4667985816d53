/// What llama.cpp calls the tensors of models that Hugging Face's libraries name otherwise.
///
/// `blk.0.attn_q.weight` is `model.layers.0.self_attn.q_proj.weight` there. Where models differ in what they call the
/// same thing, or mean different things by one name, there are several candidates, and the first that a checkpoint
/// has is meant.
///
/// Source: llama.cpp's table of names, for Llama, Mistral, Mixtral, Qwen 2 and 3, Gemma, Phi 3, DeepSeek and gpt-oss.
public enum LlamaNames {
  /// A tensor of llama.cpp, by the parts of its name.
  private struct Parts {
    let layer: Int?
    let module: String
    let parameter: String

    /// Takes a name apart; nil for one that is not llama.cpp's.
    ///
    /// What stands before a colon is a file's name.
    init?(_ name: String) {
      let own = name.lastIndex(of: ":").map { name[name.index(after: $0)...] } ?? name[...]
      var parts = own.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
      if parts.count == 4, parts[0] == "blk", let number = Int(parts[1]) {
        layer = number
        parts.removeFirst(2)
      } else {
        layer = nil
      }
      guard parts.count == 2 else { return nil }
      (module, parameter) = (parts[0], parts[1])
    }
  }

  /// What stands outside of layers.
  private static let outside: [String: [String]] = [
    "token_embd": ["embed_tokens"], "output": ["lm_head"], "output_norm": ["norm"],
  ]

  /// The modules of a layer.
  ///
  /// Gemma from its second version on has norms on both sides of the feed-forward block,
  /// and the one before it is called what others call the one after attention.
  private static let modules: [String: [String]] = [
    "attn_norm": ["input_layernorm"],
    "post_attention_norm": ["post_attention_layernorm"],
    "ffn_norm": ["pre_feedforward_layernorm", "post_attention_layernorm"],
    "post_ffw_norm": ["post_feedforward_layernorm"],
    "attn_q": ["self_attn.q_proj"], "attn_k": ["self_attn.k_proj"], "attn_v": ["self_attn.v_proj"],
    "attn_qkv": ["self_attn.qkv_proj"], "attn_output": ["self_attn.o_proj"],
    "attn_q_norm": ["self_attn.q_norm"], "attn_k_norm": ["self_attn.k_norm"],
    "attn_q_a": ["self_attn.q_a_proj"], "attn_q_b": ["self_attn.q_b_proj"],
    "attn_q_a_norm": ["self_attn.q_a_layernorm"],
    "attn_kv_a_mqa": ["self_attn.kv_a_proj_with_mqa"], "attn_kv_b": ["self_attn.kv_b_proj"],
    "attn_kv_a_norm": ["self_attn.kv_a_layernorm"],
    "ffn_gate": ["mlp.gate_proj", "feed_forward.gate_proj"],
    "ffn_up": ["mlp.up_proj", "mlp.gate_up_proj", "feed_forward.up_proj"],
    "ffn_down": ["mlp.down_proj", "feed_forward.down_proj"],
    "ffn_gate_inp": ["block_sparse_moe.gate", "mlp.gate", "mlp.router", "feed_forward.router"],
    "ffn_gate_shexp": ["mlp.shared_experts.gate_proj", "mlp.shared_expert.gate_proj"],
    "ffn_up_shexp": ["mlp.shared_experts.up_proj", "mlp.shared_expert.up_proj"],
    "ffn_down_shexp": ["mlp.shared_experts.down_proj", "mlp.shared_expert.down_proj"],
    "ffn_gate_inp_shexp": ["mlp.shared_expert_gate"],
  ]

  /// Tensors of a layer whose parameter is called otherwise, too.
  private static let exact: [String: String] = [
    "attn_sinks.weight": "self_attn.sinks",
    "exp_probs_b.bias": "mlp.gate.e_score_correction_bias",
  ]

  /// Stacks of experts: what stands before and behind the number of each.
  private static let experts: [String: [(before: String, behind: String)]] = [
    "ffn_gate_exps": [("mlp.experts", "gate_proj"), ("block_sparse_moe.experts", "w1")],
    "ffn_up_exps": [("mlp.experts", "up_proj"), ("block_sparse_moe.experts", "w3")],
    "ffn_down_exps": [("mlp.experts", "down_proj"), ("block_sparse_moe.experts", "w2")],
  ]

  /// What Hugging Face's libraries may put before a language model's own names, the longest first.
  private static let prefixes = [
    "model.language_model.", "language_model.model.", "model.text_model.", "language_model.",
    "text_model.", "model.",
  ]

  /// What a tensor of llama.cpp may be called elsewhere, without what stands before `layers`.
  ///
  /// - Parameter name: The name in a GGUF file.
  /// - Returns: The candidates, the likeliest first; none for a name that is not llama.cpp's.
  public static func candidates(for name: String) -> [String] {
    guard let parts = Parts(name) else { return [] }
    guard let layer = parts.layer else {
      return (outside[parts.module] ?? []).map { "\($0).\(parts.parameter)" }
    }
    if let exact = exact["\(parts.module).\(parts.parameter)"] {
      return ["layers.\(layer).\(exact)"]
    }
    return (modules[parts.module] ?? []).map { "layers.\(layer).\($0).\(parts.parameter)" }
  }

  /// What the experts of a stack may be called where each is a tensor of its own.
  ///
  /// - Parameters:
  ///   - name: The name of the stack in a GGUF file.
  ///   - count: How many experts it has.
  /// - Returns: For each way of naming them the names in order; empty for what is no stack.
  public static func expertCandidates(for name: String, count: Int) -> [[String]] {
    guard let parts = Parts(name), let layer = parts.layer else { return [] }
    return (experts[parts.module] ?? []).map { way in
      (0..<count).map { "layers.\(layer).\(way.before).\($0).\(way.behind).\(parts.parameter)" }
    }
  }

  /// A name of Hugging Face's as candidates are written: without what stands before the language model's own.
  public static func key(of name: String) -> String {
    let prefix = prefixes.first { name.hasPrefix($0) } ?? ""
    return String(name.dropFirst(prefix.count))
  }

  /// Whether it is a query's or key's projection, whose rows llama.cpp has in another order for Llama models.
  public static func isRotated(_ name: String) -> Bool {
    Parts(name).map { ["attn_q", "attn_k"].contains($0.module) && $0.parameter == "weight" }
      ?? false
  }

  /// Whether it is a norm's factors, to which llama.cpp adds 1 for Gemma and its like.
  public static func isNorm(_ name: String) -> Bool {
    Parts(name).map { $0.module.hasSuffix("norm") && $0.parameter == "weight" } ?? false
  }
}
