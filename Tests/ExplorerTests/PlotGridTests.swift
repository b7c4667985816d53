import TerminalKit
import Testing

@testable import Explorer

@Suite struct PlotGridTests {
  private let minimum = Size(columns: 50, rows: 10)

  private func places(_ columns: Int, _ rows: Int, _ count: Int) -> [Rect] {
    let rect = Rect(column: 3, row: 2, columns: columns, rows: rows)
    return PlotGrid(in: rect, count: count, minimum: minimum).places
  }

  @Test(arguments: [
    (49, 9, 4, 1), (100, 10, 4, 2), (100, 19, 4, 2), (100, 20, 4, 4), (150, 10, 4, 3),
    (150, 20, 5, 5), (150, 40, 1, 1), (50, 40, 3, 3), (100, 30, 0, 0),
  ])
  func `as many plots are shown as fit`(columns: Int, rows: Int, count: Int, shown: Int) {
    #expect(places(columns, rows, count).count == shown)
  }

  @Test func `they fill the room in as few rows as they fit in, and never overlap`() {
    for columns in stride(from: 1, through: 200, by: 7) {
      for rows in stride(from: 1, through: 60, by: 5) {
        for count in 1...6 {
          let rect = Rect(column: 3, row: 2, columns: columns, rows: rows)
          let found = places(columns, rows, count)
          for (index, place) in found.enumerated() {
            #expect(place.intersection(rect) == place)
            #expect(found.dropFirst(index + 1).allSatisfy { $0.intersection(place).isEmpty })
          }
          #expect(found.map(\.bottom).max() == rect.bottom)
          #expect(found.map(\.right).max() == rect.right)
        }
      }
    }
    #expect(Set(places(150, 40, 3).map(\.top)).count == 1)
    #expect(places(150, 20, 5).map(\.top) == [2, 2, 2, 12, 12])
  }

  @Test func `nothing has no room`() {
    #expect(places(0, 10, 3).isEmpty)
    #expect(places(10, 0, 3).isEmpty)
  }
}
