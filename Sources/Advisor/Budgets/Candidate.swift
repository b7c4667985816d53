internal import QuantAnalysis
internal import QuantCore

/// One thing that can become of a tensor: a format, or that it stays as it is stored.
struct Candidate: Sendable, Hashable {
  /// The format; nil for staying as it is stored.
  let format: FormatID?
  /// The bits, whole bytes as in a file.
  let bits: Int
  /// The weighted error, 0 or more.
  let error: Double

  /// All that can become of a tensor; formats under which a value overflows are none.
  static func all(of tensor: RankedTensor, weight: ErrorWeight) -> [Candidate] {
    let formats: [Candidate] = tensor.formats.compactMap { figures in
      guard let error = weight.error(of: tensor, as: figures.id), error.isFinite else {
        return nil
      }
      return Candidate(format: figures.id, bits: 8 * figures.bytes, error: error)
    }
    return formats + [Candidate(format: nil, bits: tensor.storedBits, error: 0)]
  }

  /// What tensors can become that have to become the same: what each of them can, with the bits and errors of all.
  static func common(to tensors: [[Candidate]]) -> [Candidate] {
    (tensors.first ?? []).compactMap { candidate in
      let same = tensors.compactMap { one in one.first { $0.format == candidate.format } }
      guard same.count == tensors.count else { return nil }
      return Candidate(
        format: candidate.format, bits: same.reduce(0) { $0 + $1.bits },
        error: same.reduce(0) { $0 + $1.error })
    }
  }

  /// The candidates on the lower convex hull of error over bits: by ascending bits, each with less error than the
  /// one before, and each step gaining no more for a bit than the one before.
  static func hull(of candidates: [Candidate]) -> [Candidate] {
    var order: [(place: Int, candidate: Candidate)] = candidates.enumerated().map { ($0, $1) }
    // Of equals the one that was asked for first.
    order.sort {
      ($0.candidate.bits, $0.candidate.error, $0.place)
        < ($1.candidate.bits, $1.candidate.error, $1.place)
    }
    var hull: [Candidate] = []
    for (_, next) in order {
      if let last = hull.last, next.error >= last.error { continue }
      while hull.count > 1,
        gain(from: hull[hull.count - 2], to: hull[hull.count - 1])
          < gain(from: hull[hull.count - 1], to: next)
      {
        hull.removeLast()
      }
      hull.append(next)
    }
    return hull
  }

  /// By how much the error falls for each further bit.
  static func gain(from one: Candidate, to other: Candidate) -> Double {
    (one.error - other.error) / Double(other.bits - one.bits)
  }
}
