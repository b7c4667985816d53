/// What a layer costs on a part at a batch, and which recipe to choose: predictions, each with its kind.
public struct Advice: Sendable {
  /// The layer.
  public let shape: LayerShape
  /// The rows of activations: sequences when decoding, tokens of the prompt when prefilling.
  public let batch: Int
  /// The part.
  public let part: Part
  /// The recipes that the part carries out, in the order of `LayerRecipe.compared`.
  public let costs: [RecipeCost]
  /// Where one recipe overtakes another.
  public let crossings: [Crossing]
  /// The fastest recipe over the batch by roofline, among those that are served.
  public let rooflineRuns: [Crossovers.Run]
  /// The same by estimate; empty where nothing was measured.
  public let estimateRuns: [Crossovers.Run]
  /// What to choose for decoding, at the batch.
  public let choice: Choice?
  /// What to choose for a prompt of `prefillTokens`.
  public let prefill: Choice?
  /// Attention beside the layer, as chosen for the batch.
  public let attention: AttentionGrowth?

  /// Where one recipe overtakes another as the batch grows; nil where it does not up to `Crossovers.limit`.
  public struct Crossing: Sendable, Hashable {
    /// The recipe that is overtaken.
    public let from: LayerRecipe
    /// The recipe that overtakes.
    public let to: LayerRecipe
    /// The first batch from which on it stays faster, by roofline.
    public let roofline: Int?
    /// The same by estimate.
    public let estimate: Int?
    /// Whether there are estimates of both.
    public let isEstimated: Bool
  }

  /// The tokens of a prompt for which prefilling is shown.
  public static let prefillTokens = 2048
  /// The most rows of activations.
  public static let batchLimit = 1 << 20

  private static let pairs = [
    ("int4-g128@bf16", "bf16@bf16"), ("int4-g128@bf16", "int8-row@int8-row"),
    ("int4-g128@bf16", "fp8-row@fp8-row"), ("mxfp4@bf16", "mxfp4@mxfp8-e4m3"),
    ("mxfp4@bf16", "mxfp4@mxfp4"), ("nvfp4@bf16", "nvfp4@nvfp4"),
  ]

  /// Works everything out.
  ///
  /// - Parameters:
  ///   - shape: The layer.
  ///   - batch: The rows of activations, from 1 on.
  ///   - part: The part.
  public init(shape: LayerShape, batch: Int, part: Part) {
    self.shape = shape
    self.batch = batch
    self.part = part
    let costs = LayerRecipe.compared.compactMap { RecipeCost($0, shape: shape, part: part) }
    self.costs = costs
    crossings = Self.pairs.compactMap { Self.crossing($0.0, $0.1, costs) }
    let served = costs.filter {
      !$0.runtimes.isEmpty && $0.bitsPerWeight >= Choice.fewestBits
    }
    rooflineRuns = Crossovers.runs(
      of: served.map { cost in (cost.recipe, { cost.roofline.seconds(batch: $0) }) })
    estimateRuns = Crossovers.runs(
      of: served.compactMap { cost in
        cost.kernel.map { kernel in
          (cost.recipe, { kernel.model.seconds(cost.roofline.load, batch: $0) })
        }
      })
    choice = Choice(among: costs, batch: batch)
    prefill = Choice(among: costs, batch: Self.prefillTokens)
    attention = choice.map {
      AttentionGrowth(beside: $0.cost.roofline.load, shape: shape, batch: batch, part: part)
    }
  }

  private static func crossing(_ from: String, _ to: String, _ costs: [RecipeCost]) -> Crossing? {
    guard let slow = costs.first(where: { $0.recipe.id == from }),
      let fast = costs.first(where: { $0.recipe.id == to })
    else { return nil }
    var estimate: Int?
    if let slowKernel = slow.kernel, let fastKernel = fast.kernel {
      estimate = Crossovers.batch(
        from: { slowKernel.model.seconds(slow.roofline.load, batch: $0) },
        to: { fastKernel.model.seconds(fast.roofline.load, batch: $0) })
    }
    return Crossing(
      from: slow.recipe, to: fast.recipe,
      roofline: Crossovers.batch(
        from: { slow.roofline.seconds(batch: $0) }, to: { fast.roofline.seconds(batch: $0) }),
      estimate: estimate, isEstimated: slow.kernel != nil && fast.kernel != nil)
  }
}
