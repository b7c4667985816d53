#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension LinearReport {
  /// Where one recipe becomes faster than another.
  public struct Crossover: Sendable, Hashable {
    /// The faster one at smaller batches.
    public let before: String
    /// The faster one from here on.
    public let after: String
    /// The batch, interpolated between two that were measured, both axes logarithmic.
    public let batch: Double
    /// Whether the two measured points beside it differ by more than their spread.
    public let isClear: Bool
  }

  /// The recipes, in the order in which they were measured.
  public var recipes: [String] {
    var seen: Set<String> = []
    return points.map(\.recipe).filter { seen.insert($0).inserted }
  }

  /// The points of a recipe by batch.
  public func points(of recipe: String) -> [Point] {
    points.filter { $0.recipe == recipe }.sorted { $0.batch < $1.batch }
  }

  /// A recipe that is the fastest from some batch on.
  public struct Leader: Sendable, Hashable {
    /// The first batch of its run.
    public let batch: Int
    /// The recipe.
    public let recipe: String
  }

  /// The fastest recipe over the batches at which all of them were measured, refused ones aside.
  ///
  /// - Parameter recipes: The recipes that are compared.
  /// - Returns: Runs of batches with the same fastest recipe, by the shortest durations.
  public func leaders(among recipes: [String]) -> [Leader] {
    let refused = Set(refusals.map(\.recipe))
    let measured = recipes.filter { !refused.contains($0) }
    var found: [Leader] = []
    for batch in Set(points.map(\.batch)).sorted() {
      let points = points.filter { $0.batch == batch && measured.contains($0.recipe) }
      guard points.count == measured.count,
        let best = points.min(by: { $0.samples.minimum < $1.samples.minimum })
      else { continue }
      if found.last?.recipe != best.recipe {
        found.append(Leader(batch: batch, recipe: best.recipe))
      }
    }
    return found
  }

  /// All places where the times of two recipes cross, by the shortest durations.
  public var crossovers: [Crossover] {
    let names = recipes
    return names.indices.flatMap { first in
      names[(first + 1)...].flatMap { crossovers(names[first], $0) }
    }.sorted { $0.batch < $1.batch }
  }

  private func crossovers(_ first: String, _ second: String) -> [Crossover] {
    var others: [Int: Point] = [:]
    for point in points(of: second) { others[point.batch] = point }
    let pairs = points(of: first).compactMap { point in
      others[point.batch].map { (point, $0) }
    }
    return zip(pairs, pairs.dropFirst()).compactMap { left, right in
      let before = log(left.0.samples.minimum / left.1.samples.minimum)
      let after = log(right.0.samples.minimum / right.1.samples.minimum)
      guard before != 0, before * after <= 0 else { return nil }
      let share = before / (before - after)
      let batch =
        Double(left.0.batch)
        * exp(
          share * log(Double(right.0.batch) / Double(left.0.batch)))
      return Crossover(
        before: before < 0 ? first : second, after: before < 0 ? second : first, batch: batch,
        isClear: Self.isClear(left) && Self.isClear(right))
    }
  }

  /// Whether the middle eight tenths of two points' durations do not meet.
  private static func isClear(_ pair: (Point, Point)) -> Bool {
    !pair.0.samples.spread.overlaps(pair.1.samples.spread)
  }
}
