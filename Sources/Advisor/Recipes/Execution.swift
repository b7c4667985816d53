/// How a part carries out a recipe: what its unit is given, and what has to happen before.
public struct Execution: Sendable, Hashable {
  /// What stands between the stored codes and the unit.
  public enum Way: String, Sendable, Hashable {
    /// The unit takes the codes and their scales as they are stored.
    case native
    /// The unit takes the codes; each group's sums are multiplied by scales outside of it.
    case grouped
    /// Codes become a wider type that the unit takes, without rounding.
    case widened
    /// Codes become BF16 (or F32) values: the units know nothing of the format.
    case dequantized
  }

  /// What stands between.
  public let way: Way
  /// The unit that multiplies.
  public let unit: MatrixUnit

  /// The fastest way in which the part carries out the recipe.
  ///
  /// Weight-only recipes are dequantized on every part. Block-scaled floats whose activations are quantized too need a
  /// unit that applies their scales; where there is none they are dequantized, as Triton's `dot_scaled` does. Integers
  /// and floats with scales of rows or groups go to plain units, widened where only a wider type is taken.
  ///
  /// - Returns: Nil where the part has no unit for it.
  public init?(of recipe: LayerRecipe, on part: Part) {
    let plain: Operand = recipe.activations.operand == .f32 ? .f32 : .bf16
    let units = part.units
    let dequantizing = units.first { $0.takes(plain, by: plain, scaling: .none) }
    guard let weight = recipe.weights.operand, let activation = recipe.activations.operand,
      !recipe.isWeightOnly, !recipe.activations.isPlain || recipe.weights.isPlain
    else {
      guard let dequantizing else { return nil }
      self.init(way: .dequantized, unit: dequantizing)
      return
    }
    if case .unit(let scaling) = recipe.activations.scaling {
      // Both operands' scales are the unit's business.
      guard recipe.weights.scaling == .unit(scaling),
        let unit = units.first(where: { $0.takes(weight, by: activation, scaling: scaling) })
      else {
        guard let dequantizing else { return nil }
        self.init(way: .dequantized, unit: dequantizing)
        return
      }
      self.init(way: .native, unit: unit)
      return
    }
    let isWhole = recipe.weights.scaling == .whole && recipe.activations.scaling == .whole
    for wide in [weight] + Self.wider(weight) {
      guard let unit = units.first(where: { $0.takes(wide, by: activation, scaling: .none) })
      else { continue }
      self.init(
        way: wide != weight ? .widened : isWhole ? .native : .grouped, unit: unit)
      return
    }
    guard let dequantizing else { return nil }
    self.init(way: .dequantized, unit: dequantizing)
  }

  private init(way: Way, unit: MatrixUnit) {
    self.way = way
    self.unit = unit
  }

  /// The types that hold all values of a type; twice an E2M1 value is a whole number.
  private static func wider(_ operand: Operand) -> [Operand] {
    switch operand {
    case .int4: [.int8]
    case .fp4: [.fp8, .int8]
    case .fp6: [.fp8]
    default: []
    }
  }
}
