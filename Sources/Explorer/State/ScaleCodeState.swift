/// How far the list of a screen of scale codes is scrolled.
public struct ScaleCodeState: Sendable, Equatable {
  /// The first row on show.
  private(set) var firstRow = 0

  init() {}

  /// The first row on show where a page shows some of the rows; the last page stays full.
  func first(count: Int, page: Int) -> Int {
    min(firstRow, max(0, count - max(1, page)))
  }

  mutating func scroll(_ distance: Int, count: Int, page: Int) {
    let last = max(0, count - max(1, page))
    firstRow = min(max(first(count: count, page: page) + distance, 0), last)
  }
}
