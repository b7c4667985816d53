/// Looks for the best choice near the relaxation's, and proves that there is none better where that takes few enough
/// tries.
///
/// The relaxation is wrong about few units only: those that would gain, or lose, nearly as much for a bit as its last
/// step. Units are set free one by one, the nearest first. Of all that the free ones can be together, that is kept
/// which nothing else beats in bits and in error, and which could still lead below the best choice so far if the other
/// units gained as much for every bit as any of them can.
///
/// Source: Pisinger, A minimal algorithm for the multiple-choice knapsack problem, EJOR 83 (1995).
struct BudgetSearch {
  /// The most combinations that are looked at: about a tenth of a second.
  private static let tries = 400_000

  /// One of those that something is chosen for.
  private struct Unit {
    let place: Int
    /// What it can be, compared with what the relaxation has: the bits, and the error.
    let options: [(bits: Int, error: Double, candidate: Candidate)]
    /// The most that it gains for each further bit, and the least that it loses for each bit saved.
    let rise: Double
    let fall: Double

    init?(_ place: Int, base: Candidate, _ candidates: [Candidate]) {
      self.place = place
      options = candidates.map { ($0.bits - base.bits, $0.error - base.error, $0) }
      var (rise, fall) = (0.0, Double.infinity)
      for option in options {
        if option.bits > 0 { rise = max(rise, -option.error / Double(option.bits)) }
        if option.bits < 0 { fall = min(fall, option.error / Double(-option.bits)) }
      }
      (self.rise, self.fall) = (rise, fall)
      guard rise > 0 || fall < .infinity else { return nil }
    }
  }

  /// What the units that are free can be together.
  private struct State {
    let bits: Int
    let error: Double
    /// How it came about: an index into the records.
    let record: Int
  }

  /// The state that one comes from, and what the unit set free last is in it.
  private struct Record {
    let origin: Int
    let option: Int
  }

  private let units: [Unit]
  /// What the units from each place on gain at most, and lose at least, for a bit.
  private let rises: [Double]
  private let falls: [Double]
  private let room: Int
  private var records: [Record] = []

  /// Prepares the search.
  ///
  /// - Parameters:
  ///   - base: What the relaxation has for each unit, on the hull of its candidates and within the limit.
  ///   - candidates: What each can be.
  ///   - limit: The most bits in all.
  init(from base: [Candidate], candidates: [[Candidate]], limit: Int) {
    room = limit - base.reduce(0) { $0 + $1.bits }
    let found = base.indices.compactMap { Unit($0, base: base[$0], candidates[$0]) }
    // What the relaxation would gain next.
    let threshold = found.reduce(0) { max($0, $1.rise) }
    let distances = found.map { min(threshold - $0.rise, $0.fall - threshold) }
    units = found.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.map { found[$0] }
    rises =
      units.reversed().reduce(into: [0]) { $0.append(max($0[$0.count - 1], $1.rise)) }.reversed()
    falls =
      units.reversed().reduce(into: [.infinity]) { $0.append(min($0[$0.count - 1], $1.fall)) }
      .reversed()
  }

  /// What was found.
  struct Outcome {
    /// The units in which a better choice than the known one differs from the relaxation's, and what they are in it;
    /// empty where there is none.
    let changes: [Int: Candidate]
    /// No choice has less error than this, compared with the relaxation's.
    let bound: Double
    /// Whether the better choice, or else the known one, is the best.
    let isBest: Bool
  }

  /// Searches.
  ///
  /// - Parameter most: The error of a choice that is known, compared with the relaxation's.
  /// - Returns: What was found.
  mutating func run(below most: Double) -> Outcome {
    var best = most
    var found: (record: Int, stage: Int)?
    var states = [State(bits: 0, error: 0, record: -1)]
    var left = Self.tries
    var bound = most
    for stage in 0...units.count {
      states.removeAll { self.bound(of: $0, at: stage) >= best }
      guard !states.isEmpty else {
        bound = best
        break
      }
      bound = states.reduce(best) { min($0, self.bound(of: $1, at: stage)) }
      guard stage < units.count else { break }
      left -= states.count * units[stage].options.count
      guard left > 0 else { break }
      states = freed(states, at: stage)
      // By ascending bits the error falls: the last that fits is the best.
      if let fitting = states.last(where: { $0.bits <= room }), fitting.error < best {
        best = fitting.error
        found = (fitting.record, stage)
      }
    }
    return Outcome(
      changes: found.map { changes($0.record, upTo: $0.stage) } ?? [:], bound: bound,
      isBest: bound >= best)
  }

  /// The least error that a state can lead to where all units from a place on are still as the relaxation has them.
  private func bound(of state: State, at stage: Int) -> Double {
    let rest = Double(room - state.bits)
    if rest >= 0 { return state.error - rest * rises[stage] }
    return falls[stage] < .infinity ? state.error - rest * falls[stage] : .infinity
  }

  /// The states with one unit more set free, by ascending bits and descending error.
  private mutating func freed(_ states: [State], at stage: Int) -> [State] {
    let options = units[stage].options
    var all: [(bits: Int, error: Double, origin: Int, option: Int)] = []
    all.reserveCapacity(states.count * options.count)
    for (origin, state) in states.enumerated() {
      for (option, change) in options.enumerated() {
        all.append((state.bits + change.bits, state.error + change.error, origin, option))
      }
    }
    all.sort {
      ($0.bits, $0.error, $0.origin, $0.option) < ($1.bits, $1.error, $1.origin, $1.option)
    }
    var kept: [State] = []
    var least = Double.infinity
    for next in all where next.error < least {
      least = next.error
      records.append(Record(origin: states[next.origin].record, option: next.option))
      kept.append(State(bits: next.bits, error: next.error, record: records.count - 1))
    }
    return kept
  }

  /// What the units up to a place are in a state.
  private func changes(_ record: Int, upTo stage: Int) -> [Int: Candidate] {
    var changes: [Int: Candidate] = [:]
    var record = record
    for unit in units[...stage].reversed() {
      changes[unit.place] = unit.options[records[record].option].candidate
      record = records[record].origin
    }
    return changes
  }
}
