/// How far words are apart: letters inserted, deleted, replaced, or swapped with their neighbour.
///
/// For the question what somebody meant who typed a word that there is not.
public enum WordDistance {
  /// The distance between two words, in upper or lower case alike.
  ///
  /// - Complexity: O(n·m) of their lengths.
  public static func between(_ left: String, _ right: String) -> Int {
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

  /// The word that is most likely meant.
  ///
  /// One that begins with the text is nearer than one that has to be changed, and that nearer than one that holds
  /// it. Of a text as many letters may be wrong as a third of it, three at most: whoever is told a word that is not
  /// near takes it for the program's guess.
  ///
  /// - Parameters:
  ///   - text: What was typed; quotation marks are left aside.
  ///   - words: What there is.
  /// - Returns: The first of the nearest words; nil where none is near.
  public static func nearest(to text: String, among words: [String]) -> String? {
    let typed = String(text.lowercased().filter { $0 != "\"" }.prefix(64))
    guard typed.count >= 2 else { return nil }
    if let longer = words.first(where: { $0.lowercased().hasPrefix(typed) }) { return longer }
    let ranked = words.map { (word: $0, distance: between(typed, $0)) }
    let best = ranked.min { $0.distance < $1.distance }
    if let best, best.distance <= max(1, min(typed.count / 3, 3)) { return best.word }
    return typed.count < 4 ? nil : words.first { $0.lowercased().contains(typed) }
  }
}
