/// A method that weights alone can't give: what it needs, and what here comes nearest.
///
/// No format borrows such a method's name.
public struct BeyondWeights: Sendable, Hashable {
  /// The method.
  public let name: String
  /// What it needs beyond the weights.
  public let needs: String
  /// What weights alone give in its place.
  public let nearest: String

  /// The methods, in the order in which they are listed.
  public static let all: [BeyondWeights] = [
    BeyondWeights(
      name: "AWQ",
      needs: "the mean magnitude of every input channel, for its search of channel scales",
      nearest: "int4-g128:minmax rounds as it does; :mse searches the scale by weight error"),
    BeyondWeights(
      name: "GPTQ", needs: "the Hessian of the layer's inputs, for its error feedback",
      nearest: "with no inputs it is rounding to nearest: int4-g128"),
    BeyondWeights(
      name: "GPTVQ", needs: "that Hessian, for weighting and error feedback",
      nearest: "vq2-d2 is its codebook by unweighted k-means"),
    BeyondWeights(
      name: "QuIP# with LDLQ", needs: "that Hessian, and fine-tuning",
      nearest: "e8p2 is its transform and codebook, each vector to the nearest point"),
    BeyondWeights(
      name: "MR-GPTQ", needs: "that Hessian beside its rotation",
      nearest: "mxfp4+h32 is the rotation"),
    BeyondWeights(
      name: "the learned scale and shift of FP4",
      needs: "a layer's outputs, from which the shift is learned",
      nearest: "+row-scale is the least-squares factor; the shift can't be told from weights"),
  ]
}
