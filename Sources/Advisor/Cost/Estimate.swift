/// A time that follows from measurements on the same part, at this or another shape: neither measured nor a limit.
public struct Estimate: Sendable, Hashable {
  /// The time of a call, in seconds.
  public let seconds: Double
  /// The shortest time that is likely, in seconds.
  public let low: Double
  /// The longest time that is likely, in seconds.
  public let high: Double
}

/// A kernel whose constants were fitted to measurements on a part.
public struct MeasuredKernel: Sendable, Hashable {
  /// The part.
  public let part: String
  /// The recipe that it carries out.
  public let recipe: LayerRecipe
  /// Whose kernel it is.
  public let name: String
  /// The constants.
  public let model: KernelModel
  /// The factor by which times lie apart from the model's, either way.
  public let spread: Double
  /// How many measurements the constants were fitted to.
  public let points: Int
  /// The shape at which they were made.
  public let shape: LayerShape
  /// Whether the spread was checked at shapes that were not fitted.
  public let isCheckedElsewhere: Bool

  /// The least factor at a shape where a kernel was not measured: nine in ten calls of cuBLASLt's INT8 and FP8 kernels,
  /// fitted at one shape and tried at twelve others, lie within it.
  static let leastElsewhere = 1.62

  /// The factor by which times may lie apart from the model's at a shape.
  ///
  /// Away from the measured shape those kernels strayed up to twice as far, in logarithms, as at it: 94 % of their calls
  /// lie within the square of the spread.
  public func spread(at shape: LayerShape) -> Double {
    shape == self.shape || isCheckedElsewhere
      ? spread : max(spread * spread, Self.leastElsewhere)
  }

  /// The estimate of a call.
  public func estimate(_ load: LayerLoad, at shape: LayerShape, batch: Int) -> Estimate {
    let seconds = model.seconds(load, batch: batch)
    let factor = spread(at: shape)
    return Estimate(seconds: seconds, low: seconds / factor, high: seconds * factor)
  }

  /// The kernels that were measured on a part; none for a part whose figures are not those of the one measured.
  public static func all(on part: Part) -> [MeasuredKernel] {
    PartTable.builtIn.parts.contains(part) ? h200.filter { $0.part == part.name } : []
  }
}
