/// Which recipe to choose for a layer, and why.
public struct Choice: Sendable, Hashable {
  /// The cost of what is proposed.
  public let cost: RecipeCost
  /// Whether estimates were compared; else rooflines.
  public let isFromEstimates: Bool
  /// Why, in one sentence.
  public let reason: String

  /// Weights of fewer bits are listed, not proposed: their errors ask for more than a look at speed.
  static let fewestBits = 4.0
  /// How close to the fastest recipe one has to be to be proposed instead.
  static let margin = 1.1

  /// Chooses among recipes that some runtime serves.
  ///
  /// Where kernels were measured on the part, their estimates are compared, else rooflines, never one with the other.
  /// Of those within a tenth of the fastest the one with the most bits is proposed, activations first, as bits are what
  /// keeps errors low.
  ///
  /// - Returns: Nil where no recipe is served.
  public init?(among costs: [RecipeCost], batch: Int) {
    let served = costs.filter { $0.bitsPerWeight >= Self.fewestBits && !$0.runtimes.isEmpty }
    let measured = served.filter { $0.kernel != nil }
    isFromEstimates = !measured.isEmpty
    let timed = (measured.isEmpty ? served : measured).map { cost in
      (cost: cost, seconds: cost.seconds(batch: batch))
    }
    guard let fastest = timed.min(by: { $0.seconds < $1.seconds }) else { return nil }
    let near = timed.filter { $0.seconds <= fastest.seconds * Self.margin }
    guard let chosen = near.max(by: { Self.isPoorer($0.cost, $1.cost) }) else { return nil }
    cost = chosen.cost
    let plain = timed.first { $0.cost.recipe.id == "bf16@bf16" }
    reason = Self.reason(
      chosen.cost, batch: batch, isFromEstimates: isFromEstimates,
      gain: plain.map { $0.seconds / chosen.seconds },
      faster: fastest.cost.recipe == chosen.cost.recipe
        ? nil : (fastest.cost.recipe, chosen.seconds / fastest.seconds))
  }

  private static func isPoorer(_ left: RecipeCost, _ right: RecipeCost) -> Bool {
    (left.activationBits, left.weightBits) < (right.activationBits, right.weightBits)
  }

  private static func reason(
    _ cost: RecipeCost, batch: Int, isFromEstimates: Bool, gain: Double?,
    faster: (recipe: LayerRecipe, ratio: Double)?
  ) -> String {
    let basis = isFromEstimates ? "by the estimate" : "by the roofline"
    guard cost.recipe.id != "bf16@bf16" else {
      return "no quantized recipe that is served gains a tenth over BF16 at this batch, \(basis)."
    }
    let speed = gain.map { " and is \(short($0)) times as fast as BF16" } ?? ""
    let bits = short(cost.bitsPerWeight)
    let isMemoryBound = cost.roofline.bound(batch: batch) == .memory
    let limit = isMemoryBound ? "reading the weights" : "multiplying"
    // Bits are what keeps errors low, so a tenth of the time is given for them.
    let other =
      faster.map { faster in
        faster.ratio < 1.005
          ? "; \(faster.recipe.id) takes as long with fewer bits"
          : "; \(faster.recipe.id) takes \(short(100 - 100 / faster.ratio)) % less with fewer bits,"
            + " and up to a tenth is given for more"
      } ?? ""
    if isFromEstimates {
      let pace = gain.map { ": \(short($0)) times as fast as BF16" } ?? ""
      return "of the kernels measured on this part none is estimated to gain a tenth over"
        + " it\(pace), reading \(bits) bits a weight, where \(limit) is the limit\(other)."
    }
    if isMemoryBound {
      return "reading the weights is the limit at this batch, so bits decide: it reads \(bits) a"
        + " weight\(speed), \(basis)\(other)."
    }
    let unit = cost.execution.unit
    guard unit.rate != .bf16 else {
      let pace = gain.map { ", so it is \(short($0)) times as fast" } ?? ""
      return "it multiplies at the BF16 rate and no longer waits for its weights, as BF16 does at"
        + " this batch\(pace), \(basis)\(other)."
    }
    return "multiplying is the limit at this batch, so the unit's rate decides: it runs at the"
      + " \(unit.rate.name) rate\(speed), \(basis)\(other)."
  }

  /// Two digits after the point, as the sentence needs no more.
  private static func short(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    let decimals = rest == 0 ? "" : ".\(rest < 10 ? "0" : "")\(rest % 10 == 0 ? rest / 10 : rest)"
    return "\(hundredths / 100)\(decimals)"
  }
}
