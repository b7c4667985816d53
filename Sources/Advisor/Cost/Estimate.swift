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

  /// The estimate of a call.
  ///
  /// Away from the measured shape kernels were seen to stray about twice as far, in logarithms, as at it; those that
  /// were measured at other shapes too say what holds there as `spread`.
  public func estimate(_ load: LayerLoad, at shape: LayerShape, batch: Int) -> Estimate {
    let seconds = model.seconds(load, batch: batch)
    let factor = shape == self.shape || isCheckedElsewhere ? spread : spread * spread
    return Estimate(seconds: seconds, low: seconds / factor, high: seconds * factor)
  }

  /// Whether the spread was checked at shapes that were not fitted.
  public let isCheckedElsewhere: Bool

  /// The kernels that were measured on a part; none for a part whose figures are not those that were measured.
  public static func all(on part: Part) -> [MeasuredKernel] {
    let known = PartTable.builtIn.parts.first { $0.name == part.name }
    return known == part ? h200.filter { $0.part == part.name } : []
  }
}
