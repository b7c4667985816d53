/// What a recipe makes a layer's call read, write and multiply, worked out once for all batches.
public struct LayerLoad: Sendable, Hashable {
  /// The size of the packed weights, in bytes, scales included.
  public let weightBytes: Double
  /// What a row of activations and its row of sums move, in bytes.
  public let rowBytes: Double
  /// How many weights there are.
  public let weights: Double

  /// The load of a recipe.
  ///
  /// Weights are read once; activations come and sums go in BF16 (in F32 for `f32@f32`), once: quantizing activations on
  /// the way need not touch memory.
  public init(_ recipe: LayerRecipe, shape: LayerShape) {
    weightBytes = recipe.weights.bits(rows: shape.outputs, columns: shape.inputs) / 8
    let each = recipe.activations.operand == .f32 ? 4.0 : 2
    rowBytes = (Double(shape.inputs) + Double(shape.outputs)) * each
    weights = Double(shape.outputs) * Double(shape.inputs)
  }

  /// What a call moves at least, in bytes.
  public func bytes(batch: Int) -> Double { weightBytes + Double(batch) * rowBytes }

  /// The operations of a call, a multiply-add being two: 2·N·K·batch.
  public func operations(batch: Int) -> Double { 2 * weights * Double(batch) }

  /// Operations for each byte moved.
  public func intensity(batch: Int) -> Double { operations(batch: batch) / bytes(batch: batch) }
}
