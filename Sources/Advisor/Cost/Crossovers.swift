/// Where, as the batch grows, another recipe becomes the faster one.
public enum Crossovers {
  /// A run of batches and its fastest recipe.
  public struct Run: Sendable, Hashable {
    /// The first batch of the run.
    public let batch: Int
    /// The recipe that is the fastest from there on.
    public let recipe: LayerRecipe
  }

  /// The largest batch that is looked at.
  public static let limit = 4096

  /// The first batch from which on `other` stays faster than `recipe` up to `limit`; nil where it is not faster there.
  ///
  /// Both give the time of a call by batch, in seconds.
  public static func batch(
    from recipe: (Int) -> Double, to other: (Int) -> Double, limit: Int = Self.limit
  ) -> Int? {
    var batch = limit
    guard other(batch) < recipe(batch) else { return nil }
    while batch > 1, other(batch - 1) < recipe(batch - 1) { batch -= 1 }
    return batch
  }

  /// Follows the fastest recipe over every batch up to `limit`.
  ///
  /// A tie, to one part in a billion, keeps the recipe of the run before, or the earlier one in the list, so that equal
  /// recipes don't take turns.
  public static func runs(
    of costs: [(recipe: LayerRecipe, seconds: (Int) -> Double)], limit: Int = Self.limit
  ) -> [Run] {
    guard !costs.isEmpty else { return [] }
    var runs: [Run] = []
    var last = 0
    for batch in 1...max(1, limit) {
      var best = last
      var time = costs[last].seconds(batch)
      for (index, cost) in costs.enumerated() {
        let seconds = cost.seconds(batch)
        guard seconds < time * (1 - 1e-9) else { continue }
        best = index
        time = seconds
      }
      if runs.isEmpty || best != last {
        runs.append(Run(batch: batch, recipe: costs[best].recipe))
      }
      last = best
    }
    return runs
  }
}
