/// A recipe on a part: how it is carried out, and what a call costs, predicted in two ways that are kept apart.
public struct RecipeCost: Sendable, Hashable {
  /// The recipe.
  public let recipe: LayerRecipe
  /// How the part carries it out.
  public let execution: Execution
  /// The least time by the part's limits.
  public let roofline: Roofline
  /// The kernel that was measured on this part; nil where there was none.
  public let kernel: MeasuredKernel?
  /// Who serves it.
  public let runtimes: [Runtime]
  private let shape: LayerShape

  /// The cost of a recipe; nil where the part does not carry it out.
  public init?(_ recipe: LayerRecipe, shape: LayerShape, part: Part) {
    guard let execution = Execution(of: recipe, on: part),
      let roofline = Roofline(recipe, shape: shape, part: part)
    else { return nil }
    self.recipe = recipe
    self.execution = execution
    self.roofline = roofline
    self.shape = shape
    kernel = MeasuredKernel.all(on: part).first { $0.recipe == recipe }
    runtimes = Runtime.serving(recipe, on: part)
  }

  /// The bits of a weight, scales included.
  public var bitsPerWeight: Double { roofline.load.weightBytes * 8 / roofline.load.weights }

  /// The bits of an activation, scales aside.
  var activationBits: Int { recipe.activations.operand?.bits ?? 16 }

  /// The bits of a weight, scales aside.
  var weightBits: Int { recipe.weights.operand?.bits ?? 16 }

  /// The estimate of a call; nil where nothing was measured.
  public func estimate(batch: Int) -> Estimate? {
    kernel?.estimate(roofline.load, at: shape, batch: batch)
  }

  /// What a call takes with the board at its power limit, in joules; nil where no limit is known.
  ///
  /// Power times the estimated time, or the roofline's where there is no estimate. No source splits a part's power among
  /// reading and operations of each type, so that nothing finer is said.
  public func energy(batch: Int, part: Part) -> Double? {
    part.power.map { $0.value * seconds(batch: batch) }
  }

  /// The estimated time of a call, or the roofline's where nothing was measured, in seconds.
  func seconds(batch: Int) -> Double {
    estimate(batch: batch)?.seconds ?? roofline.seconds(batch: batch)
  }
}
