/// How far words are apart: letters inserted, deleted, replaced, or swapped with their neighbour.
enum WordDistance {
  /// The distance between two words; no limit where they have nothing in common.
  static func between(_ left: String, _ right: String) -> Int {
    let a = Array(left.lowercased())
    let b = Array(right.lowercased())
    var before: [Int] = []
    var last = Array(0...b.count)
    for row in a.indices {
      var next = [row + 1]
      for column in b.indices {
        let isSame = a[row] == b[column]
        var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
          cost = min(cost, before[column - 1] + 1)
        }
        next.append(cost)
      }
      (before, last) = (last, next)
    }
    return last[b.count]
  }

  /// The word that is most likely meant; nil where none is near.
  ///
  /// A word that the text begins, or that holds it, is nearer than one that has to be changed.
  static func nearest(to text: String, among words: [String]) -> String? {
    let typed = String(text.lowercased().filter { $0 != "\"" }.prefix(64))
    guard !typed.isEmpty else { return nil }
    if let longer = words.first(where: { $0.lowercased().hasPrefix(typed) }) { return longer }
    let ranked = words.map { (word: $0, distance: between(typed, $0)) }
    let best = ranked.min { $0.distance < $1.distance }
    if let best, best.distance <= max(2, typed.count / 2) { return best.word }
    return typed.count < 3 ? nil : words.first { $0.lowercased().contains(typed) }
  }
}
