extension AttentionRecipe {
  /// Tokens that share a scale in FlashAttention-3's blocks, and of Q in SageAttention's.
  static let blockTokens = 128

  /// All recipes, one row each.
  ///
  /// FP8 follows FlashAttention-3 (arXiv:2407.08608): weights times 2^8, blocks of 128 tokens. INT8 follows
  /// SageAttention (arXiv:2410.02367, 2411.10958): Q times log2(e)/√d before it is rounded, scales for 128 tokens of Q
  /// and 64 of K; with FP8 values those have a scale for each channel and the weights are multiplied by 448.
  public static let offered: [AttentionRecipe] = [
    AttentionRecipe(
      "f32", "F32, online softmax", scores: .f32, values: .f32),
    AttentionRecipe(
      "fp16", "F16, scores and weights stored in F16", scores: .f16, values: .f16,
      softmax: .whole),
    AttentionRecipe(
      "fp16-flash", "F16, online softmax in F32", scores: .f16, values: .f16),
    AttentionRecipe(
      "fp8", "E4M3, a scale for each tensor, scores and weights stored in F16", scores: .e4m3,
      values: .e4m3, weightFactor: 448, softmax: .whole),
    AttentionRecipe(
      "fp8-tensor", "E4M3, a scale for each tensor, online softmax", scores: .e4m3,
      values: .e4m3, weightFactor: 256),
    AttentionRecipe(
      "fp8-tensor-hadamard", "the same, Q and K rotated", scores: .e4m3, isRotated: true,
      values: .e4m3, weightFactor: 256),
    AttentionRecipe(
      "fp8-block", "E4M3, a scale for each 128 tokens, online softmax", scores: .e4m3,
      queryExtent: .tokens(blockTokens), keyExtent: .tokens(blockTokens), values: .e4m3,
      valueExtent: .tokens(blockTokens), weightFactor: 256),
    AttentionRecipe(
      "fp8-block-hadamard", "the same, Q and K rotated", scores: .e4m3,
      queryExtent: .tokens(blockTokens), keyExtent: .tokens(blockTokens), isRotated: true,
      values: .e4m3, valueExtent: .tokens(blockTokens), weightFactor: 256),
    AttentionRecipe(
      "int8-sage-nosmooth", "INT8 scores, F16 values, K as it is", scores: .int8,
      queryExtent: .tokens(blockTokens), keyExtent: .tokens(64), values: .f16),
    AttentionRecipe(
      "int8-sage", "INT8 scores, F16 values, K less its mean", scores: .int8,
      queryExtent: .tokens(blockTokens), keyExtent: .tokens(64), isSmoothed: true, values: .f16),
    AttentionRecipe(
      "int8-sage-fp8pv", "INT8 scores, E4M3 values by channel, K less its mean", scores: .int8,
      queryExtent: .tokens(blockTokens), keyExtent: .tokens(64), isSmoothed: true, values: .e4m3,
      valueExtent: .channel, weightFactor: 448),
  ]

  /// The recipe with an identifier.
  ///
  /// - Throws: An `AttentionError` that lists those there are.
  public init(named id: String) throws(AttentionError) {
    guard let found = Self.offered.first(where: { $0.id == id }) else {
      throw AttentionError(
        "\(id): attention is one of " + Self.offered.map(\.id).joined(separator: ", "))
    }
    self = found
  }
}
