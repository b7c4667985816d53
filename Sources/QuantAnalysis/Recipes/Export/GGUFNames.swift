internal import TensorFiles

/// The names that llama.cpp's converter gives to the tensors of Hugging Face checkpoints.
///
/// Only matrices, and only names that mean the same wherever they are used (but for RWKV, whose converter has names of
/// its own); the table follows llama.cpp's map of tensor names.
enum GGUFNames {
  /// Whether a name is GGUF's own.
  static func isNative(_ name: String) -> Bool {
    name.hasPrefix("blk.") || name.hasPrefix("token_embd.")
  }

  /// What to say where modules are to be found by names that only a GGUF file has; nil where they are no such.
  static func note(on recipe: Recipe) -> String? {
    guard recipe.entries.contains(where: { isNative($0.tensor.name) }) else { return nil }
    return
      "these are GGUF's names, by which no module is found: rank the checkpoint that the GGUF file was made from"
  }

  /// The name in GGUF; nil where none is known.
  static func name(of name: String) -> String? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let suffix = name[dot...]
    guard suffix == ".weight" else { return nil }
    let module = trimmed(name[..<dot])
    if let whole = wholes[module] { return whole + suffix }
    guard let (layer, part) = split(module) else { return nil }
    return parts[withoutExpert(part)].map { "blk.\(layer).\($0)\(suffix)" }
  }

  /// Without what libraries put before the model's own modules.
  private static func trimmed(_ module: Substring) -> String {
    var rest = module
    let prefixes = ["model.", "language_model.", "transformer.", "gpt_neox.", "backbone."]
    while let prefix = prefixes.first(where: { rest.hasPrefix($0) }) {
      rest = rest.dropFirst(prefix.count)
    }
    return String(rest)
  }

  /// The layer's number and the module in it.
  private static func split(_ module: String) -> (layer: Substring, part: String)? {
    let pieces = module.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3, pieces[0] == "layers" || pieces[0] == "h",
      !pieces[1].isEmpty, pieces[1].utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return (pieces[1], String(pieces[2]))
  }

  /// One name for all experts: `mlp.experts.7.up_proj` is `mlp.experts.*.up_proj`.
  private static func withoutExpert(_ part: String) -> String {
    let pieces = part.split(separator: ".", omittingEmptySubsequences: false)
    guard let place = pieces.firstIndex(of: "experts"), place + 1 < pieces.count,
      Int(pieces[place + 1]) != nil
    else { return part }
    return (pieces[...place] + ["*"] + pieces[(place + 2)...]).joined(separator: ".")
  }

  private static let wholes = [
    "embed_tokens": "token_embd", "tok_embeddings": "token_embd", "wte": "token_embd",
    "word_embeddings": "token_embd", "embed_in": "token_embd", "embeddings": "token_embd",
    "lm_head": "output", "output": "output", "embed_out": "output",
  ]

  private static let parts = [
    // Attention.
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "self_attn.qkv_proj": "attn_qkv",
    "attention.wq": "attn_q", "attention.wk": "attn_k", "attention.wv": "attn_v",
    "attention.wo": "attn_output", "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output",
    "attention.query_key_value": "attn_qkv", "attention.dense": "attn_output",
    "self_attention.query_key_value": "attn_qkv", "self_attention.dense": "attn_output",
    "self_attn.q_a_proj": "attn_q_a", "self_attn.q_b_proj": "attn_q_b",
    "self_attn.kv_a_proj_with_mqa": "attn_kv_a_mqa",
    // Feed-forward.
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
    "mlp.gate_up_proj": "ffn_up", "feed_forward.w1": "ffn_gate", "feed_forward.w2": "ffn_down",
    "feed_forward.w3": "ffn_up", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down",
    "mlp.dense_h_to_4h": "ffn_up", "mlp.dense_4h_to_h": "ffn_down", "mlp.fc1": "ffn_up",
    "mlp.fc2": "ffn_down",
    // Experts and what chooses among them.
    "mlp.gate": "ffn_gate_inp", "block_sparse_moe.gate": "ffn_gate_inp",
    "mlp.router": "ffn_gate_inp",
    "mlp.experts.*.gate_proj": "ffn_gate_exps", "mlp.experts.*.up_proj": "ffn_up_exps",
    "mlp.experts.*.down_proj": "ffn_down_exps",
    "block_sparse_moe.experts.*.w1": "ffn_gate_exps",
    "block_sparse_moe.experts.*.w2": "ffn_down_exps",
    "block_sparse_moe.experts.*.w3": "ffn_up_exps",
    "mlp.shared_expert.gate_proj": "ffn_gate_shexp", "mlp.shared_expert.up_proj": "ffn_up_shexp",
    "mlp.shared_expert.down_proj": "ffn_down_shexp",
    "mlp.shared_experts.gate_proj": "ffn_gate_shexp",
    "mlp.shared_experts.up_proj": "ffn_up_shexp",
    "mlp.shared_experts.down_proj": "ffn_down_shexp",
    "mlp.shared_expert_gate": "ffn_gate_inp_shexp",
    // State space.
    "mixer.in_proj": "ssm_in", "mixer.out_proj": "ssm_out", "mixer.x_proj": "ssm_x",
    "mixer.dt_proj": "ssm_dt",
  ]
}
