import TensorFiles
import Testing

struct ModelPlaceTests {
  private struct Expected: Sendable {
    let name: String
    let role: TensorRole
    var layer: Int?
    var expert: Int?

    init(_ name: String, _ role: TensorRole, _ layer: Int? = nil, expert: Int? = nil) {
      self.name = name
      self.role = role
      self.layer = layer
      self.expert = expert
    }
  }

  private static let known: [Expected] = [
    // Llama, Mistral, Qwen, Gemma.
    Expected("model.embed_tokens.weight", .embedding),
    Expected("model.layers.7.self_attn.q_proj.weight", .query, 7),
    Expected("model.layers.7.self_attn.k_proj.weight", .key, 7),
    Expected("model.layers.7.self_attn.v_proj.weight", .value, 7),
    Expected("model.layers.7.self_attn.o_proj.weight", .attentionOutput, 7),
    Expected("model.layers.7.self_attn.q_proj.bias", .bias, 7),
    Expected("model.layers.7.self_attn.q_norm.weight", .norm, 7),
    Expected("model.layers.31.mlp.gate_proj.weight", .gate, 31),
    Expected("model.layers.31.mlp.up_proj.weight", .up, 31),
    Expected("model.layers.31.mlp.down_proj.weight", .down, 31),
    Expected("model.layers.31.post_attention_layernorm.weight", .norm, 31),
    Expected("model.layers.31.pre_feedforward_layernorm.weight", .norm, 31),
    Expected("model.norm.weight", .norm),
    Expected("lm_head.weight", .head),
    Expected("model.layers.0.self_attn.rotary_emb.inv_freq", .buffer, 0),
    Expected("layers.3.attention.wq.weight", .query, 3),
    Expected("layers.3.attention.wo.weight", .attentionOutput, 3),
    Expected("layers.3.feed_forward.w1.weight", .gate, 3),
    Expected("layers.3.attention_norm.weight", .norm, 3),
    Expected("tok_embeddings.weight", .embedding),
    Expected("output.weight", .head),
    // Mixtures of experts.
    Expected("model.layers.1.block_sparse_moe.gate.weight", .router, 1),
    Expected("model.layers.1.block_sparse_moe.experts.5.w1.weight", .gate, 1, expert: 5),
    Expected("model.layers.1.block_sparse_moe.experts.5.w2.weight", .down, 1, expert: 5),
    Expected("model.layers.1.block_sparse_moe.experts.5.w3.weight", .up, 1, expert: 5),
    Expected("model.layers.1.mlp.gate.weight", .router, 1),
    Expected("model.layers.1.mlp.experts.63.down_proj.weight", .down, 1, expert: 63),
    Expected("model.layers.1.mlp.shared_expert.up_proj.weight", .up, 1),
    Expected("model.layers.1.mlp.shared_expert_gate.weight", .router, 1),
    // DeepSeek.
    Expected("model.layers.4.self_attn.q_a_proj.weight", .query, 4),
    Expected("model.layers.4.self_attn.kv_a_proj_with_mqa.weight", .keyValue, 4),
    Expected("model.layers.4.self_attn.kv_b_proj.weight_scale_inv", .scale, 4),
    Expected("model.layers.4.self_attn.kv_a_layernorm.weight", .norm, 4),
    Expected("model.layers.4.mlp.gate.e_score_correction_bias", .router, 4),
    Expected("model.layers.4.mlp.experts.255.gate_proj.weight", .gate, 4, expert: 255),
    Expected("model.layers.4.mlp.shared_experts.down_proj.weight", .down, 4),
    Expected("model.layers.61.eh_proj.weight", .projection, 61),
    // gpt-oss.
    Expected("model.layers.2.mlp.router.weight", .router, 2),
    Expected("model.layers.2.mlp.router.bias", .router, 2),
    Expected("model.layers.2.mlp.experts.gate_up_proj_blocks", .gateUp, 2),
    Expected("model.layers.2.mlp.experts.gate_up_proj_scales", .scale, 2),
    Expected("model.layers.2.mlp.experts.down_proj_bias", .bias, 2),
    Expected("model.layers.2.self_attn.sinks", .vector, 2),
    Expected("block.2.mlp.mlp1_weight.blocks", .gateUp, 2),
    // Phi, GPT-2, GPT-NeoX, BERT, T5.
    Expected("model.layers.0.self_attn.qkv_proj.weight", .queryKeyValue, 0),
    Expected("model.layers.0.mlp.gate_up_proj.weight", .gateUp, 0),
    Expected("model.layers.0.self_attn.dense.weight", .attentionOutput, 0),
    Expected("model.layers.0.mlp.fc1.weight", .up, 0),
    Expected("model.layers.0.mlp.fc2.weight", .down, 0),
    Expected("transformer.h.11.attn.c_attn.weight", .queryKeyValue, 11),
    Expected("h.11.attn.c_proj.weight", .attentionOutput, 11),
    Expected("h.11.mlp.c_fc.weight", .up, 11),
    Expected("h.11.mlp.c_proj.weight", .down, 11),
    Expected("h.11.ln_1.weight", .norm, 11),
    Expected("wte.weight", .embedding),
    Expected("wpe.weight", .embedding),
    Expected("gpt_neox.layers.3.attention.query_key_value.weight", .queryKeyValue, 3),
    Expected("gpt_neox.layers.3.attention.dense.weight", .attentionOutput, 3),
    Expected("gpt_neox.layers.3.mlp.dense_4h_to_h.weight", .down, 3),
    Expected("embed_out.weight", .head),
    Expected("bert.encoder.layer.9.attention.self.query.weight", .query, 9),
    Expected("bert.encoder.layer.9.attention.output.dense.weight", .attentionOutput, 9),
    Expected("bert.encoder.layer.9.attention.output.LayerNorm.weight", .norm, 9),
    Expected("bert.encoder.layer.9.intermediate.dense.weight", .up, 9),
    Expected("bert.encoder.layer.9.output.dense.weight", .down, 9),
    Expected("bert.embeddings.word_embeddings.weight", .embedding),
    Expected("cls.predictions.decoder.weight", .head),
    Expected("encoder.block.0.layer.0.SelfAttention.q.weight", .query, 0),
    Expected("encoder.block.0.layer.1.DenseReluDense.wo.weight", .down, 0),
    Expected("shared.weight", .embedding),
    // Quantized already.
    Expected("model.layers.0.self_attn.q_proj.qweight", .query, 0),
    Expected("model.layers.0.self_attn.q_proj.qzeros", .scale, 0),
    Expected("model.layers.0.self_attn.q_proj.weight_packed", .query, 0),
    Expected("model.layers.0.self_attn.q_proj.weight_global_scale", .scale, 0),
    Expected("model.layers.0.mlp.experts.gate_up_proj", .gateUp, 0),
    Expected("model.layers.0.mlp.experts.gate_up_proj_scale_inv", .scale, 0),
    Expected("model.layers.0.mlp.experts.down_proj_scale", .scale, 0),
    Expected("model.layers.0.feed_forward.experts.down_proj_weight_scale", .scale, 0),
    Expected("model.layers.0.feed_forward.experts.down_proj_weight_scale_2", .scale, 0),
    Expected("model.layers.0.feed_forward.experts.gate_up_proj_input_scale", .scale, 0),
    Expected("encoder.layers.0.layer_scale", .other, 0),
    // Names that mean one thing here and another there.
    Expected("backbone.layers.3.mixer.gate.weight", .router, 3),
    Expected("backbone.layers.3.mixer.in_proj.weight", .mixer, 3),
    Expected("transformer.output_layer.weight", .head),
    Expected("multi_modal_projector.linear_1.weight", .other),
    Expected("multi_modal_projector.linear_2.weight", .other),
    Expected("time_embedding.linear_1.weight", .other),
    Expected("add_embedding.linear_1.weight", .other),
    Expected("time_text_embed.timestep_embedder.linear_1.weight", .other),
    Expected("layers.3.mlp.linear_1.weight", .gateUp, 3),
    Expected("encoder.block.1.layer.1.mlp.wo.weight", .down, 1),
    Expected("encoder.block.1.layer.1.mlp.experts.expert_7.wo.weight", .down, 1),
    Expected("encoder.block.1.layer.1.mlp.experts.expert_7.wi.weight", .up, 1),
    Expected("layers.2.mlp.Wo.weight", .down, 2),
    Expected("layers.2.attn.Wo.weight", .attentionOutput, 2),
    Expected("decoder.weight", .head),
    Expected("vocab_projector.weight", .head),
    Expected("classifier.out_proj.weight", .head),
    Expected("score.weight", .head),
    Expected("proj_out.weight", .head),
    Expected("single_transformer_blocks.4.proj_out.weight", .other, 4),
    Expected("deberta.encoder.layer.0.attention.self.query_proj.weight", .query, 0),
    Expected("deberta.encoder.layer.0.attention.self.key_proj.weight", .key, 0),
    Expected("deberta.encoder.layer.0.attention.self.value_proj.weight", .value, 0),
    // GGUF.
    Expected("token_embd.weight", .embedding),
    Expected("blk.12.attn_q.weight", .query, 12),
    Expected("blk.12.attn_k.bias", .bias, 12),
    Expected("blk.12.attn_qkv.weight", .queryKeyValue, 12),
    Expected("blk.12.attn_output.weight", .attentionOutput, 12),
    Expected("blk.12.attn_norm.weight", .norm, 12),
    Expected("blk.12.attn_q_norm.weight", .norm, 12),
    Expected("blk.12.ffn_gate.weight", .gate, 12),
    Expected("blk.12.ffn_gate.3.weight", .gate, 12, expert: 3),
    Expected("blk.12.ffn_down_exps.weight", .down, 12),
    Expected("blk.12.ffn_up_shexp.weight", .up, 12),
    Expected("blk.12.ffn_gate_inp.weight", .router, 12),
    Expected("blk.12.exp_probs_b.bias", .router, 12),
    Expected("blk.12.ssm_conv1d.weight", .convolution, 12),
    Expected("output_norm.weight", .norm),
    Expected("rope_freqs.weight", .buffer),
    // Nothing that anybody knows.
    Expected("weights", .other), Expected("", .other), Expected("a.b.c", .other),
    Expected("...", .other), Expected("layers.x.weight", .other),
    Expected("layers.99999999999999999999.weight", .other),
  ]

  @Test func `a name says what a tensor does, in which layer, for which expert`() {
    for expected in Self.known {
      let place = ModelPlace(name: expected.name, dimensions: 2)
      #expect(place.role == expected.role, "\(expected.name)")
      #expect(place.layer == expected.layer, "\(expected.name)")
      #expect(place.expert == expected.expert, "\(expected.name)")
    }
  }

  @Test func `what linear layers do is quantized and the rest is usually kept`() {
    let quantized: Set<TensorRole> = [
      .query, .key, .value, .keyValue, .queryKeyValue, .attentionOutput, .gate, .up, .gateUp,
      .down, .mixer, .projection, .other,
    ]
    for role in TensorRole.allCases {
      #expect(role.usuallyKept == !quantized.contains(role), "\(role)")
    }
  }

  @Test func `a tensor of one dimension is a vector where its name says nothing`() {
    #expect(ModelPlace(name: "a.weight", dimensions: 1).role == .vector)
    #expect(ModelPlace(name: "a.weight", dimensions: 2).role == .other)
    #expect(ModelPlace(name: "a.weight").role == .other)
    #expect(ModelPlace(name: "h.0.attn.bias", dimensions: 4).role == .buffer)
    #expect(ModelPlace(name: "h.0.attn.c_attn.bias", dimensions: 1).role == .bias)
  }

  @Test(arguments: [
    ("model.layers.1.mlp.experts.63.down_proj.weight", true),
    ("model.layers.2.mlp.experts.gate_up_proj_blocks", true), ("blk.0.ffn_up_exps.weight", true),
    ("model.layers.1.mlp.shared_expert.up_proj.weight", false), ("blk.0.ffn_up.weight", false),
  ])
  func `experts are told from what every token passes`(name: String, isRouted: Bool) {
    #expect(ModelPlace(name: name, dimensions: 3).isRouted == isRouted)
  }

  @Test func `another tower than the language model is kept whatever its roles`() {
    let vision = ModelPlace(name: "model.visual.blocks.0.attn.qkv.weight", dimensions: 2)
    #expect(vision.role == .queryKeyValue && vision.tower == "vision" && vision.usuallyKept)
    let projector = ModelPlace(name: "v.blk.0.attn_q.weight", dimensions: 2)
    #expect(projector.role == .query && projector.tower == "vision" && projector.usuallyKept)
    let language = ModelPlace(name: "model.layers.0.self_attn.q_proj.weight", dimensions: 2)
    #expect(language.tower == nil && !language.usuallyKept)
  }

  @Test func `projections of one input are fused`() {
    #expect(TensorRole.query.fusion == .attention && TensorRole.up.fusion == .feedForward)
    #expect(TensorRole.queryKeyValue.fusion == nil && TensorRole.down.fusion == nil)
    for fusion in TensorRole.Fusion.allCases {
      #expect(fusion.roles.allSatisfy { $0.fusion == fusion })
    }
  }
}
