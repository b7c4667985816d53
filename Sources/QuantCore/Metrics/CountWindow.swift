/// Counters with numbers, stored from the first in use to the last.
///
/// What was counted says what is stored, so that equal counts are equal values.
struct CountWindow: Sendable, Hashable {
  private var first = 0
  private var counts: [UInt64] = []

  /// The numbers of the counters that are stored, some of which may be zero between others.
  var range: Range<Int> { first..<first + counts.count }

  /// All counts together.
  var total: UInt64 { counts.reduce(0, +) }

  /// The count of a number.
  subscript(number: Int) -> UInt64 {
    range.contains(number) ? counts[number - first] : 0
  }

  /// Counts a number some more times.
  @inline(__always)
  mutating func add(_ number: Int, times: UInt64 = 1) {
    if !range.contains(number) {
      guard times > 0 else { return }
      widen(to: number)
    }
    counts[number - first] += times
  }

  /// Adds the counts of another window.
  mutating func merge(_ other: CountWindow) {
    guard let last = other.range.last else { return }
    if !range.contains(other.first) { widen(to: other.first) }
    if !range.contains(last) { widen(to: last) }
    let shift = other.first - first
    for index in other.counts.indices { counts[index + shift] += other.counts[index] }
  }

  private mutating func widen(to number: Int) {
    if counts.isEmpty {
      first = number
      counts = [0]
    } else if number < first {
      counts.insert(contentsOf: repeatElement(0, count: first - number), at: 0)
      first = number
    } else {
      counts.append(contentsOf: repeatElement(0, count: number - first - counts.count + 1))
    }
  }
}
