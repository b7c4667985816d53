/// What the modules of known models are called.
///
/// A new family is a row, or a word in one. The last part of a module's name decides, and where that says too little,
/// the part before it.
enum RoleTable {
  /// Modules of one role.
  struct Row: Sendable {
    let role: TensorRole
    /// The last parts of the modules' names, in lower case.
    let names: [String]
    /// What has to stand directly before, one of several, each a part or two with a dot; empty where anything may.
    let parents: [String]
    /// Which models have them.
    let families: String

    init(_ role: TensorRole, _ names: [String], in parents: [String] = [], _ families: String) {
      self.role = role
      self.names = names
      self.parents = parents
      self.families = families
    }
  }

  private static let attention = [
    "attn", "attention", "self_attn", "self_attention", "selfattention", "self", "crossattention",
    "encdecattention", "cross_attn", "encoder_attn",
  ]
  private static let experts = ["experts", "mlp", "feed_forward", "ffn"]

  /// The rows; of two that fit, the one with a parent holds.
  static let rows: [Row] = [
    // Attention.
    Row(.query, ["q_proj"], "Llama, Mistral, Qwen, Gemma, Mixtral, gpt-oss, OPT, Whisper, CLIP"),
    Row(.query, ["q_a_proj", "q_b_proj", "wq_a", "wq_b"], "DeepSeek"),
    Row(.query, ["wq", "to_q", "add_q_proj"], "Llama and Mistral as published, diffusion"),
    Row(
      .query, ["query", "q", "q_lin", "query_proj"], in: attention,
      "BERT, ViT, T5, DistilBERT, DeBERTa"),
    Row(.query, ["attn_q", "attn_q_a", "attn_q_b"], "GGUF"),
    Row(.key, ["k_proj"], "Llama, Mistral, Qwen, Gemma, Mixtral, gpt-oss, OPT, Whisper, CLIP"),
    Row(.key, ["wk", "to_k", "add_k_proj"], "Llama and Mistral as published, diffusion"),
    Row(
      .key, ["key", "k", "k_lin", "key_proj"], in: attention,
      "BERT, ViT, T5, DistilBERT, DeBERTa"),
    Row(.key, ["attn_k", "attn_k_b"], "GGUF"),
    Row(.value, ["v_proj"], "Llama, Mistral, Qwen, Gemma, Mixtral, gpt-oss, OPT, Whisper, CLIP"),
    Row(.value, ["wv", "to_v", "add_v_proj"], "Llama and Mistral as published, diffusion"),
    Row(
      .value, ["value", "v", "v_lin", "value_proj"], in: attention,
      "BERT, ViT, T5, DistilBERT, DeBERTa"),
    Row(.value, ["attn_v", "attn_v_b"], "GGUF"),
    Row(.keyValue, ["kv_a_proj_with_mqa", "kv_b_proj", "wkv_a", "wkv_b", "wkv"], "DeepSeek"),
    Row(.keyValue, ["kv_proj", "to_kv", "c_kv", "kv"], "models with shared keys and values"),
    Row(.keyValue, ["attn_kv_a_mqa", "attn_kv_b"], "GGUF"),
    Row(
      .queryKeyValue, ["qkv_proj", "qkv", "wqkv", "to_qkv", "in_proj_weight"],
      "Phi-3, InternLM, vision"),
    Row(.queryKeyValue, ["query_key_value"], "GPT-NeoX, Falcon, BLOOM, ChatGLM"),
    Row(.queryKeyValue, ["c_attn"], "GPT-2, StarCoder"),
    Row(.queryKeyValue, ["attn_qkv"], "GGUF"),
    Row(
      .attentionOutput, ["o_proj", "wo", "to_out", "to_add_out"],
      "Llama, Mistral, Qwen, Gemma, diffusion"),
    Row(
      .attentionOutput, ["out_proj", "c_proj", "dense", "proj", "o", "out", "out_lin"],
      in: attention, "GPT-2, Phi, OPT, GPT-NeoX, T5, vision"),
    Row(.attentionOutput, ["dense"], in: ["attention.output"], "BERT, ViT"),
    Row(.attentionOutput, ["0"], in: ["to_out"], "diffusion"),
    Row(.attentionOutput, ["attn_output", "attn_out"], "GGUF"),
    // Feed forward.
    Row(.gate, ["gate_proj", "wi_0"], "Llama, Mistral, Qwen, Gemma, DeepSeek, T5"),
    Row(.gate, ["w1"], "Mixtral, DeepSeek and Llama as published, InternLM"),
    Row(.gate, ["ffn_gate", "ffn_gate_exps", "ffn_gate_shexp", "ffn_gate_chexps"], "GGUF"),
    Row(
      .up, ["up_proj", "wi_1", "wi", "fc_in"], "Llama, Mistral, Qwen, Gemma, DeepSeek, T5, GPT-J"),
    Row(.up, ["w3", "v1"], "Mixtral, DeepSeek and Llama as published, DBRX"),
    Row(
      .up, ["fc1", "c_fc", "dense_h_to_4h", "lin1", "linear_fc1"],
      "Phi, OPT, GPT-2, GPT-NeoX, Falcon"),
    Row(.up, ["dense"], in: ["intermediate"], "BERT, ViT"),
    Row(.up, ["proj"], in: ["0"], "diffusion"),
    Row(.up, ["ffn_up", "ffn_up_exps", "ffn_up_shexp", "ffn_up_chexps"], "GGUF"),
    Row(.gateUp, ["gate_up_proj", "gate_up_projs", "gate_and_up_proj"], "Phi-3, gpt-oss, Llama 4"),
    Row(
      .gateUp, ["input_linear"], in: experts + ["block_sparse_moe", "shared_mlp"], "Granite MoE"),
    Row(.gateUp, ["mlp1_weight", "ffn_gate_up_exps"], "gpt-oss as published, GGUF"),
    Row(
      .gateUp, ["linear_1"], in: experts,
      "feed-forward blocks; projectors and timesteps have it too"),
    Row(
      .down, ["down_proj", "down_projs", "fc_out"],
      "Llama, Mistral, Qwen, Gemma, DeepSeek, gpt-oss, GPT-J"),
    Row(.down, ["w2"], "Mixtral, DeepSeek and Llama as published, DBRX, InternLM"),
    Row(
      .down, ["wo"], in: ["densereludense", "densegatedactdense"] + experts,
      "T5, Switch, ModernBERT"),
    Row(.down, ["fc2", "dense_4h_to_h", "lin2", "linear_fc2"], "Phi, OPT, GPT-NeoX, Falcon"),
    Row(.down, ["c_proj"], in: ["mlp"], "GPT-2"),
    Row(.down, ["dense"], in: ["output"], "BERT, ViT"),
    Row(.down, ["2"], in: ["net"], "diffusion"),
    Row(.down, ["output_linear"], in: experts + ["block_sparse_moe", "shared_mlp"], "Granite MoE"),
    Row(.down, ["mlp2_weight"], "gpt-oss as published"),
    Row(.down, ["ffn_down", "ffn_down_exps", "ffn_down_shexp", "ffn_down_chexps"], "GGUF"),
    // Experts are chosen.
    Row(.router, ["router", "router_proj"], "gpt-oss, Llama 4, Switch"),
    Row(
      .router, ["gate"], in: ["mlp", "block_sparse_moe", "ffn", "moe", "feed_forward", "mixer"],
      "Mixtral, Qwen MoE, DeepSeek, Nemotron-H"),
    Row(.router, ["layer", "proj", "classifier"], in: ["router"], "Granite MoE, DBRX, Switch"),
    Row(
      .router, ["shared_expert_gate", "e_score_correction_bias", "exp_probs_b"],
      "Qwen MoE, DeepSeek, GGUF"),
    Row(.router, ["ffn_gate_inp", "ffn_gate_inp_shexp"], "GGUF"),
    // Others that multiply.
    Row(
      .mixer,
      [
        "in_proj", "x_proj", "dt_proj", "in_proj_qkvz", "in_proj_ba", "in_proj_qkv", "in_proj_z",
        "in_proj_a", "in_proj_b",
      ], "Mamba, Qwen Next"),
    Row(.mixer, ["out_proj"], in: ["mixer", "mamba", "linear_attn"], "Mamba, Qwen Next"),
    Row(.mixer, ["ssm_in", "ssm_out", "ssm_x", "ssm_dt", "ssm_ba"], "GGUF"),
    Row(.projection, ["eh_proj", "weights_proj", "linear_attn"], "DeepSeek"),
    Row(.projection, ["dense"], in: ["pooler", "transform"], "BERT"),
    Row(
      .projection,
      ["multi_modal_projector", "connector", "merger", "visual_projection", "text_projection"],
      "vision"),
    Row(.adapter, ["lora_a", "lora_b", "lora_embedding_a", "lora_embedding_b"], "LoRA"),
    // Tables and heads.
    Row(
      .embedding, ["embed_tokens", "wte", "wpe", "tok_embeddings", "embed_in"],
      "Llama, GPT-2, GPT-NeoX"),
    Row(.embedding, ["shared"], in: ["", "model"], "T5, BART"),
    Row(
      .embedding, ["word_embeddings", "position_embeddings", "token_type_embeddings"], "BERT, BLOOM"
    ),
    Row(.embedding, ["token_embd", "position_embd", "token_types"], "GGUF"),
    Row(.embedding, ["proj", "projection"], in: ["patch_embed", "patch_embeddings"], "vision"),
    Row(.embedding, ["cls_token", "class_token", "pos_embed", "mask_token"], "vision"),
    Row(
      .head,
      [
        "lm_head", "embed_out", "unembedding", "score", "classifier", "qa_outputs",
        "vocab_projector",
      ], "Llama, GPT-NeoX, classifiers, DistilBERT"),
    Row(.head, ["out_proj"], in: ["classifier", "classification_head", "score"], "classifiers"),
    Row(.head, ["output_layer"], in: ["", "model", "transformer"], "ChatGLM"),
    Row(.head, ["proj_out"], in: ["", "model", "transformer"], "Whisper, diffusion"),
    Row(.head, ["output"], in: ["", "model"], "Llama and Mistral as published, GGUF"),
    Row(.head, ["head"], in: ["", "model", "shared_head"], "DeepSeek, vision"),
    Row(.head, ["decoder"], in: ["", "predictions", "lm_head"], "BERT, ModernBERT"),
    // What is small.
    Row(
      .norm, ["ln_1", "ln_2", "ln_f", "ln_pre", "ln_post", "ln_q", "ln", "ln0", "ln1", "ln2"],
      "GPT-2, vision, RWKV"),
    Row(
      .convolution, ["conv1d", "ssm_conv1d", "conv", "conv1", "conv2", "short_conv"],
      "Mamba, Whisper, GGUF"),
    Row(
      .buffer, ["inv_freq", "rotary_emb", "masked_bias", "rope_freqs", "num_batches_tracked"],
      "older Llama, GPT-2"),
    Row(.buffer, ["rope_factors_long", "rope_factors_short", "position_ids"], "GGUF, BERT"),
    Row(
      .vector, ["sinks", "attn_sinks", "a_log", "dt_bias", "ssm_a", "ssm_d", "layer_scalar"],
      "gpt-oss, Mamba, GGUF"),
  ]

  /// Words that decide wherever the last part of a name holds them and no row knows it.
  private static let words: [(word: [UInt8], role: TensorRole)] = [
    ("norm", .norm), ("embed", .embedding), ("embd", .embedding),
    ("relative_attention_bias", .embedding),
    ("router", .router), ("lora_", .adapter), ("conv", .convolution),
  ].map { (word: String, role) in (Array(word.utf8), role) }

  /// The role that a word within a name decides; nil where it holds none.
  ///
  /// Compared as bytes: looking for characters takes microseconds a word, for each of a hundred thousand tensors.
  static func role(byWordIn name: String) -> TensorRole? {
    let name = Array(name.utf8)
    return words.first { word, _ in
      name.indices.contains { start in
        name[start] == word[0] && name[start...].starts(with: word)
      }
    }?.role
  }

  /// The last parts of the names of what belongs to a module: the weight itself, its bias, what quantizes it.
  static let parameters: [String: Parameter] = [
    "weight": .weight, "weight_packed": .weight, "qweight": .weight, "blocks": .weight,
    "kernel": .weight,
    "bias": .bias, "b": .bias,
    "weight_scale": .scale, "weight_scale_2": .scale, "weight_scale_inv": .scale,
    "weight_global_scale": .scale, "weight_shape": .scale, "weight_zero_point": .scale,
    "weight_g_idx": .scale, "pre_quant_scale": .scale, "input_scale": .scale,
    "output_scale": .scale,
    "input_global_scale": .scale, "scales": .scale, "qzeros": .scale, "g_idx": .scale,
    "absmax": .scale, "nested_absmax": .scale, "quant_map": .scale, "nested_quant_map": .scale,
    "bitsandbytes__nf4": .scale, "bitsandbytes__fp4": .scale, "scb": .scale,
    "weight_format": .scale,
    "scale": .scale, "k_scale": .scale, "v_scale": .scale, "q_scale": .scale,
  ]

  /// How names end in which a module and what belongs to it are one part.
  static let joinedParameters: [(ending: String, parameter: Parameter)] = [
    ("_blocks", .weight), ("_bias", .bias), ("_scales", .scale),
    ("_weight_scale_inv", .scale), ("_weight_scale_2", .scale), ("_weight_global_scale", .scale),
    ("_weight_scale", .scale), ("_input_global_scale", .scale), ("_input_scale", .scale),
    ("_output_scale", .scale), ("_scale_inv", .scale), ("_scale_2", .scale),
    ("_global_scale", .scale), ("_scale", .scale),
  ]

  /// What a part of a module is.
  enum Parameter: Sendable, Hashable {
    case weight, bias, scale
  }

  /// The rows by the last parts that they know.
  static let rowsByName: [String: [Row]] = rows.reduce(into: [:]) { all, row in
    for name in row.names { all[name, default: []].append(row) }
  }
}
