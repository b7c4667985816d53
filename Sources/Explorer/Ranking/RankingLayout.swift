internal import TerminalKit

/// How the body of the ranking is divided, from one declaration for all sizes: the budget, the tensors, what the model
/// comes to, and the curve.
struct RankingLayout {
  enum Part: Hashable {
    case heading, table, totals, curve, detail, words
  }

  private let places: ZonePlaces<Part>
  /// Whether the pinned tensor has a row below the others.
  let hasPinned: Bool

  init(_ state: AppState, in body: Rect) {
    let slots = state.slots.formats.count
    let totals = slots + 3
    // A selected tensor's own figures need room that small pages give to the list.
    let isLarge = body.rows >= 34
    places = Zone<Part>.rows([
      Zone(.heading, minimum: Size(columns: 16, rows: 1), priority: 60),
      Zone(
        .table, minimum: Size(columns: 1, rows: min(7, max(1, body.rows - 1))),
        wanted: Size(columns: 60, rows: 7),
        priority: 100, weight: 3),
      .columns(
        [
          Zone(
            .totals, minimum: Size(columns: 36, rows: totals),
            wanted: Size(
              columns: body.columns >= 110 ? 58 : state.ranking.memory == nil ? 46 : 53,
              rows: totals), priority: 50),
          Zone(
            .curve, minimum: Size(columns: 26, rows: 6), wanted: Size(columns: 30, rows: totals),
            priority: 40, weight: 1),
        ], weight: isLarge ? 1 : 0),
      Zone(
        .detail, minimum: Size(columns: 60, rows: isLarge ? slots + 3 : 1000),
        wanted: Size(columns: 60, rows: slots + 3), priority: 20),
      Zone(
        .words, minimum: Size(columns: 30, rows: 1),
        wanted: Size(columns: 30, rows: isLarge ? 3 : 1), priority: 30),
    ]).places(in: body)
    hasPinned = state.pinned != nil && places[.table].rows >= 5
  }

  subscript(part: Part) -> Rect { places[part] }

  /// Whether the table has its heading.
  var hasTitles: Bool { places[.table].rows >= 3 }

  /// How many tensors are on show.
  var tableRows: Int {
    max(0, places[.table].rows - (hasTitles ? 1 : 0) - (hasPinned ? 1 : 0))
  }
}
