/// What a tensor does in a model, by the name that libraries give it.
///
/// A name is a claim and nothing is checked against it: what no row of the table knows is `other`. The raw value is
/// the word that is shown and that `quantview list --json` writes; words are never renamed.
public enum TensorRole: String, Sendable, Hashable, CaseIterable {
  /// The projection to queries, or one half of its low-rank form.
  case query = "q"
  /// The projection to keys.
  case key = "k"
  /// The projection to values.
  case value = "v"
  /// Keys and values in one matrix, or one half of their low-rank form.
  case keyValue = "kv"
  /// Queries, keys and values in one matrix.
  case queryKeyValue = "qkv"
  /// The projection behind attention.
  case attentionOutput = "o"
  /// The gate of a feed-forward block.
  case gate
  /// The way into a feed-forward block.
  case up
  /// Gate and up in one matrix.
  case gateUp = "gate_up"
  /// The way out of a feed-forward block.
  case down
  /// A projection of a state-space or linear-attention block.
  case mixer
  /// Another projection: between towers, of a pooler, into the residual stream.
  case projection = "proj"
  /// A pair of low-rank matrices that adapt a weight.
  case adapter
  /// What chooses experts.
  case router
  /// A norm's factors or offsets.
  case norm
  /// A table of tokens, positions or types.
  case embedding = "embed"
  /// What turns the last state into scores.
  case head
  /// A bias.
  case bias
  /// A convolution's kernel.
  case convolution = "conv"
  /// A scale, zero point or order that belongs to a weight that is quantized already.
  case scale
  /// Numbers that are no weights: masks, frequencies, counters.
  case buffer
  /// Another tensor of one dimension or none.
  case vector
  /// None of these.
  case other

  /// Whether recipes usually keep such tensors in 16 bit or more.
  ///
  /// The default recipes of llm-compressor and ModelOpt quantize linear layers alone and leave the head and routers
  /// out; llama.cpp gives embeddings and the head more bits and keeps vectors and routers in F32.
  public var usuallyKept: Bool {
    switch self {
    case .query, .key, .value, .keyValue, .queryKeyValue, .attentionOutput, .gate, .up, .gateUp,
      .down, .mixer, .projection, .other:
      false
    case .adapter, .router, .norm, .embedding, .head, .bias, .convolution, .scale, .buffer,
      .vector:
      true
    }
  }

  /// Which projections runtimes fuse with this one into one matrix, so that they had better share a tensor scale.
  ///
  /// Nil for roles that nothing is fused with, and for those that stand for a fused matrix already.
  public var fusion: Fusion? {
    switch self {
    case .query, .key, .value: .attention
    case .gate, .up: .feedForward
    default: nil
    }
  }

  /// Projections that are fused when the model runs, as they multiply the same input.
  public enum Fusion: String, Sendable, Hashable, CaseIterable {
    /// Queries, keys and values.
    case attention = "q k v"
    /// Gate and up.
    case feedForward = "gate up"

    /// The roles in the order in which they are fused.
    public var roles: [TensorRole] {
      switch self {
      case .attention: [.query, .key, .value]
      case .feedForward: [.gate, .up]
      }
    }
  }
}
