public import QuantAnalysis
internal import QuantCore
public import TensorFiles

/// Finds what every tensor of a ranking should become within a number of bits.
///
/// Choosing one of a few candidates for each tensor, with least error in all and no more bits than allowed, is a
/// multiple-choice knapsack. Its relaxation is solved exactly: each tensor climbs the lower convex hull of its
/// candidates, the steps of all tensors in the order of what they gain for a bit. The first step that does not fit
/// gives a bound that nothing can beat; what room it leaves is then filled with whatever gains the most for a bit
/// and fits. The error exceeds the least possible by no more than that step would have gained. A search near that
/// choice finds the best one, or, where there are too many to try, as good a one as it can.
///
/// Tensors that have to be alike are one: what becomes of them has the bits and the error of all.
public struct BitBudget: Sendable {
  /// How errors are weighed.
  public let weight: ErrorWeight
  /// The elements of the tensors that are to be quantized.
  public let elements: Int
  /// The indices of those tensors in the ranking, those that have to be alike together.
  private let units: [[Int]]
  /// What can become of each unit.
  let candidates: [[Candidate]]
  /// What can become of each tensor of a unit that has several.
  private let parts: [Int: [Candidate]]
  private let hulls: [[Candidate]]
  private let steps: [Step]
  /// The bits before each step, and after the last.
  private let bits: [Int]
  /// The weighted error before each step, and after the last.
  private let errors: [Double]
  /// The weighted error where every weight becomes 0.
  private let signal: Double

  /// A step up a tensor's hull.
  private struct Step: Sendable {
    let unit: Int
    /// The place on the hull that it leads to.
    let place: Int
    let bits: Int
    let gain: Double
    let drop: Double
  }

  /// Prepares the choice.
  ///
  /// - Parameters:
  ///   - ranking: The tensors; those that are kept have no say.
  ///   - weight: How errors are weighed.
  ///   - bond: What tensors that have to be alike have in common; nil for one that stands alone.
  public init(
    _ ranking: Ranking, weight: ErrorWeight, bond: (TensorDescriptor) -> String? = { _ in nil }
  ) {
    self.weight = weight
    let tensors = ranking.tensors.indices.filter { index in
      !ranking.tensors[index].mark.isKept && ranking.tensors[index].tensor.elementCount > 0
    }
    units = Self.units(tensors, bond: { bond(ranking.tensors[$0].tensor) })
    var parts: [Int: [Candidate]] = [:]
    candidates = units.map { unit in
      let rows = unit.map { Candidate.all(of: ranking.tensors[$0], weight: weight) }
      guard unit.count > 1 else { return rows[0] }
      for (tensor, candidates) in zip(unit, rows) { parts[tensor] = candidates }
      return Candidate.common(to: rows)
    }
    self.parts = parts
    elements = tensors.reduce(0) { $0 + ranking.tensors[$1].tensor.elementCount }
    hulls = candidates.map(Candidate.hull)
    signal = tensors.reduce(0) { $0 + weight.signal(of: ranking.tensors[$1]) }
    var steps: [Step] = []
    for (unit, hull) in hulls.enumerated() {
      for place in hull.indices.dropFirst() {
        let (from, to) = (hull[place - 1], hull[place])
        steps.append(
          Step(
            unit: unit, place: place, bits: to.bits - from.bits,
            gain: Candidate.gain(from: from, to: to), drop: from.error - to.error))
      }
    }
    steps.sort { ($1.gain, $0.unit, $0.place) < ($0.gain, $1.unit, $1.place) }
    self.steps = steps
    bits = steps.reduce(into: [hulls.reduce(0) { $0 + $1[0].bits }]) { sums, step in
      sums.append(sums[sums.count - 1] + step.bits)
    }
    // Added up from the small end, so that no difference of large sums stands for a small error.
    let least = hulls.reduce(0.0) { $0 + $1[$1.count - 1].error }
    errors = steps.reversed().reduce(into: [least]) { sums, step in
      sums.append(sums[sums.count - 1] + step.drop)
    }.reversed()
  }

  /// The fewest bits that the tensors can take.
  public var leastBits: Int { bits[0] }

  /// The bits at which nothing is left to gain.
  public var mostBits: Int { bits[bits.count - 1] }

  /// The most bits that a budget of bits a weight allows: it is met to three decimals, so 4.5 admits 4.50049.
  ///
  /// A scale for the whole tensor is a few bits beyond what a format has for each weight, and nobody means to
  /// exclude it.
  ///
  /// - Returns: Nil where the number is no size.
  public func limit(bitsPerWeight: Double) -> Int? {
    let most = (bitsPerWeight + 0.0005) * Double(elements)
    return most >= 0 && most < 0x1p62 ? max(0, Int(most.rounded(.up)) - 1) : nil
  }

  /// Chooses for every tensor.
  ///
  /// - Parameter limit: The most bits that the tensors may take together.
  /// - Returns: The choice; nil where even the smallest formats take more.
  public func allocation(within limit: Int) -> Allocation? {
    guard leastBits <= limit else { return nil }
    let fitting = bits.partitioningIndex { $0 > limit } - 1
    var base = hulls.map { $0[0] }
    for step in steps[..<fitting] { base[step.unit] = hulls[step.unit][step.place] }
    var chosen = base
    fill(&chosen, room: limit - bits[fitting])
    let most = zip(chosen, base).reduce(0) { $0 + ($1.0.error - $1.1.error) }
    var search = BudgetSearch(from: base, candidates: candidates, limit: limit)
    let found = search.run(below: most)
    if !found.changes.isEmpty {
      chosen = base
      for (unit, candidate) in found.changes { chosen[unit] = candidate }
    }
    let error = sum(chosen)
    let bound = found.isBest ? error : max(0, min(error, sum(base) + found.bound))
    let choices = zip(units, chosen).flatMap { unit, candidate in
      unit.map { tensor in
        let part = parts[tensor]?.first { $0.format == candidate.format } ?? candidate
        return Allocation.Choice(
          tensor: tensor, format: part.format, bits: part.bits, error: part.error)
      }
    }
    return Allocation(
      weight: weight, limit: limit, choices: choices.sorted { $0.tensor < $1.tensor },
      elements: elements, bits: choices.reduce(0) { $0 + $1.bits }, error: error,
      lowerBound: bound, signal: signal)
  }

  private func sum(_ chosen: [Candidate]) -> Double { chosen.reduce(0) { $0 + $1.error } }

  /// Puts those together that have to be alike, in the order of their first.
  private static func units(_ tensors: [Int], bond: (Int) -> String?) -> [[Int]] {
    var units: [[Int]] = []
    var places: [String: Int] = [:]
    for tensor in tensors {
      guard let bond = bond(tensor) else {
        units.append([tensor])
        continue
      }
      if let place = places[bond] {
        units[place].append(tensor)
      } else {
        places[bond] = units.count
        units.append([tensor])
      }
    }
    return units
  }

  /// Uses room that is left for whatever gains the most for a bit and fits, until nothing does.
  private func fill(_ chosen: inout [Candidate], room: Int) {
    var room = room
    var goesOn = true
    while goesOn {
      goesOn = false
      var moves: [(tensor: Int, to: Candidate, gain: Double)] = []
      for (tensor, now) in chosen.enumerated() {
        for next in candidates[tensor]
        where next.error < now.error && next.bits > now.bits && next.bits - now.bits <= room {
          moves.append((tensor, next, Candidate.gain(from: now, to: next)))
        }
      }
      moves.sort { ($1.gain, $0.tensor, $0.to.bits) < ($0.gain, $1.tensor, $1.to.bits) }
      var moved: Set<Int> = []
      for move in moves where move.to.bits - chosen[move.tensor].bits <= room {
        guard moved.insert(move.tensor).inserted else { continue }
        room -= move.to.bits - chosen[move.tensor].bits
        chosen[move.tensor] = move.to
        goesOn = true
      }
    }
  }

  /// The least weighted error for each number of bits.
  public var curve: ErrorCurve {
    guard elements > 0 else { return ErrorCurve(weight: weight, points: []) }
    let points = zip(bits, errors).map { bits, error in
      ErrorCurve.Point(
        bits: bits, bitsPerWeight: Double(bits) / Double(elements), error: error,
        sqnr: Allocation.decibels(signal: signal, error: error))
    }
    return ErrorCurve(weight: weight, points: points)
  }
}

extension [Int] {
  /// The first index whose element has a property that all later ones have too.
  fileprivate func partitioningIndex(_ holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
