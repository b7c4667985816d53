/// How far the list of a screen of scale codes is scrolled.
public struct ScaleCodeState: Sendable, Equatable {
  /// The first row on show.
  private(set) var firstRow = 0

  init() {}

  /// Scrolls by some rows; the last page stays full.
  mutating func scroll(_ distance: Int, count: Int, page: Int) {
    let last = max(0, count - max(1, page))
    // A distance may be as large as the list is long, in either direction.
    firstRow = min(max(min(firstRow, last) + distance, 0), last)
  }
}
