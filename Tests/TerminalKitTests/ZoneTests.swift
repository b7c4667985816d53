import Testing

@testable import TerminalKit

@Suite struct ZoneTests {
  private enum Part: Hashable {
    case head, body, side, foot
  }

  private let page = Zone<Part>.rows([
    Zone(.head, minimum: Size(columns: 1, rows: 1), priority: 5),
    .columns([
      Zone(.body, minimum: Size(columns: 20, rows: 3), priority: 10, weight: 3),
      Zone(.side, minimum: Size(columns: 10, rows: 6), priority: 1, weight: 1),
    ]),
    Zone(
      .foot, minimum: Size(columns: 1, rows: 1), wanted: Size(columns: 1, rows: 4), priority: 3),
  ])

  private func rect(_ columns: Int, _ rows: Int) -> Rect {
    Rect(column: 2, row: 1, columns: columns, rows: rows)
  }

  @Test func `zones with room get their minimum, what they want, then their share`() {
    let places = page.places(in: rect(50, 12))
    #expect(places[.head] == Rect(column: 2, row: 1, columns: 50, rows: 1))
    #expect(places[.foot].rows == 4)
    #expect(places[.body].columns + places[.side].columns == 50)
    #expect(places[.body].columns == 35)
  }

  @Test func `the least important zone is left out first`() {
    #expect(!page.places(in: rect(25, 12)).has(.side))
    #expect(!page.places(in: rect(50, 5)).has(.side))
    let low = page.places(in: rect(50, 4))
    #expect(!low.has(.foot) && low.has(.head) && low.has(.body))
    let lowest = page.places(in: rect(50, 3))
    #expect(!lowest.has(.head) && lowest.has(.body))
    #expect(!page.places(in: rect(50, 2)).has(.body))
  }

  @Test(arguments: 0..<40)
  func `zones lie within the page and apart from one another`(_ columns: Int) {
    for rows in 0..<20 {
      let page = rect(columns, rows)
      let places = self.page.places(in: page)
      let shown = [Part.head, .body, .side, .foot].map { places[$0] }.filter { !$0.isEmpty }
      for (index, zone) in shown.enumerated() {
        #expect(zone.intersection(page) == zone)
        for other in shown[..<index] { #expect(zone.intersection(other).isEmpty) }
      }
    }
  }

  @Test func `equal zones side by side are equally wide to a column`() {
    let row = Zone<Int>.columns(
      (0..<4).map { Zone($0, minimum: Size(columns: 10, rows: 2), weight: 1) })
    let places = row.places(in: rect(67, 5))
    let widths = (0..<4).map { places[$0].columns }
    #expect(widths.reduce(0, +) == 67)
    #expect((widths.max() ?? 0) - (widths.min() ?? 0) <= 1)
    #expect(!row.places(in: rect(39, 5)).has(3))
  }
}
