public import KernelEngine

/// What attention in few bits loses, and what it costs on this machine.
public struct AttentionReport: Sendable, Hashable {
  /// The backend that ran.
  public let backend: String
  /// Threads that worked.
  public let threads: Int
  /// What the machine allows, measured before the points.
  public let limits: MachineLimits
  /// One set of Q, K and V after the other.
  public internal(set) var sets: [Set] = []

  /// The points of one Q, K and V.
  public struct Set: Sendable, Hashable {
    /// Where they come from.
    public let source: AttentionSource
    /// Their sizes.
    public let shape: AttentionShape
    /// One recipe after the other.
    public internal(set) var points: [Point] = []

    /// The point of a recipe.
    public func point(_ recipe: String) -> Point? { points.first { $0.recipe.id == recipe } }

    /// How many times the error of standard attention in F16 a point's is.
    public func ratioToHalf(_ point: Point) -> Double? {
      guard let half = self.point("fp16")?.accuracy.rmse, let rmse = point.accuracy.rmse,
        half > 0
      else { return nil }
      return rmse / half
    }
  }

  /// One recipe.
  public struct Point: Sendable, Hashable {
    /// The recipe.
    public let recipe: AttentionRecipe
    /// What multiplies Q and K, then the weights and V.
    public let units: [KernelEngine.Unit]
    /// Whether some rows were compared with the definition.
    public let isChecked: Bool
    /// The error against F64.
    public let accuracy: AttentionAccuracy
    /// How long it took, rounding included.
    public let samples: Samples
    /// Products with additions, times two.
    public let operations: Double
    /// Queries of all heads, counted as tokens.
    public let tokens: Int

    /// Operations a second, by the shortest duration.
    public var rate: Double { operations / samples.minimum * 1e3 }
    /// Tokens a second, by the shortest duration.
    public var tokenRate: Double { Double(tokens) / samples.minimum * 1e3 }

    /// The shortest time that the units allow for the two products, in milliseconds; nil where one was not measured.
    public func bound(by limits: MachineLimits) -> Double? {
      let rates = units.compactMap { limits.units[$0] }
      guard rates.count == units.count, !rates.isEmpty else { return nil }
      return rates.reduce(0) { $0 + operations / Double(rates.count) / $1 } * 1e3
    }
  }

  /// All points.
  public var points: [Point] { sets.flatMap(\.points) }
}

/// Where Q, K and V come from.
public enum AttentionSource: Sendable, Hashable {
  /// Made from a seed.
  case samples(AttentionSamples, seed: UInt64)
  /// Read from a file; what it and its tensors are called.
  case file(String)
}
