/// The type that the values of a headerless file speak for, with the evidence.
struct TypeGuess {
  /// How many values are looked at, and in how many places.
  private static let sampleCount = 1 << 16
  private static let placeCount = 16

  /// The type.
  let type: StoredType
  /// The evidence in words.
  let evidence: String

  /// Guesses among `candidates`, of which there is at least one; all of them divide the length of `content`.
  ///
  /// - Parameters:
  ///   - candidates: The types that fit.
  ///   - file: The file.
  ///   - content: Where in the file the values lie.
  init?(among candidates: [GuessableType], in file: MappedFile, content: Range<Int>) {
    guard let first = candidates.first else { return nil }
    let tallies = candidates.map { Tally($0, file, content) }
    let best = tallies.reduce(tallies[0]) { $1.share(isAbove: $0) ? $1 : $0 }
    // Nearly every BF16 pattern is plausible as F16, so that a few tiny values must not decide against BF16.
    let ties = tallies.filter { tally in
      tally.candidate.type == .bf16 ? tally.isClose(to: best) : !best.share(isAbove: tally)
    }
    // BF16 comes first among the types; a tie between others has nothing for it and goes to it, too.
    let winner = ties.count > 1 ? tallies[0] : best
    type = ties.count > 1 ? first.type : best.candidate.type
    let shares = tallies.map { "\($0.candidate.type) \($0.percentage)" }.joined(separator: ", ")
    if winner.sampled == 0 {
      evidence = "there are no values to go by"
    } else {
      let scope = ties.count > 1 ? "a tie goes to \(type)" : "\(type) has the most"
      evidence =
        "of \(winner.sampled) values zero or with 2^-40 < |x| < 2^8: \(shares); \(scope)"
    }
  }

  /// How many of a type's sampled values are plausible.
  private struct Tally {
    let candidate: GuessableType
    var sampled = 0
    var plausible = 0

    init(_ candidate: GuessableType, _ file: MappedFile, _ content: Range<Int>) {
      self.candidate = candidate
      let count = content.count / candidate.size
      for values in TypeGuess.places(in: count) {
        let start = content.lowerBound + values.lowerBound * candidate.size
        sampled += values.count
        plausible += file.withBytes(in: start..<(start + values.count * candidate.size)) {
          candidate.plausibleCount(in: $0)
        }
      }
    }

    func share(isAbove other: Tally) -> Bool {
      plausible * other.sampled > other.plausible * sampled
    }

    /// Whether the share is at most a hundredth below another.
    func isClose(to other: Tally) -> Bool {
      (other.plausible * sampled - plausible * other.sampled) * 100 <= sampled * other.sampled
    }

    var percentage: String {
      guard sampled > 0 else { return "none" }
      let tenths = plausible * 1000 / sampled
      return "\(tenths / 10).\(tenths % 10)%"
    }
  }

  /// Which of `count` values are looked at: all, or 16 evenly spread runs.
  private static func places(in count: Int) -> [Range<Int>] {
    guard count > sampleCount else { return [0..<count] }
    let length = sampleCount / placeCount
    return (0..<placeCount).map { place in
      // Parted so that the product stays small for any count.
      let room = count - length
      let last = placeCount - 1
      let start = room / last * place + room % last * place / last
      return start..<(start + length)
    }
  }
}
