import TerminalKit
import Testing

@Suite struct `A rectangle` {
  static let areas = [
    Rect(size: .zero), Rect(column: 3, row: 2, columns: 1, rows: 1),
    Rect(column: -5, row: 7, columns: 80, rows: 24), Rect(size: Size(columns: 500, rows: 200)),
  ]

  @Test(arguments: areas, [Int.min, -1, 0, 1, 7, 79, 500, Int.max])
  func `is tiled by what is cut off it`(area: Rect, amount: Int) {
    let (top, below) = area.splitTop(amount)
    #expect(top.rows + below.rows == area.rows && below.bottom == area.bottom)
    let (above, bottom) = area.splitBottom(amount)
    #expect(above.rows + bottom.rows == area.rows && bottom.top == above.bottom)
    let (left, right) = area.splitLeft(amount)
    #expect(left.columns + right.columns == area.columns && right.right == area.right)
    let (rest, cut) = area.splitRight(amount)
    #expect(rest.columns + cut.columns == area.columns && cut.left == rest.right)
  }

  @Test(arguments: areas, [Int.min, -1, 0, 1, 2, 40, Int.max])
  func `keeps a size of zero or more when it is inset`(area: Rect, margin: Int) {
    let inner = area.inset(by: margin)
    #expect(inner.columns >= 0 && inner.rows >= 0)
    #expect(inner.isEmpty || inner.intersection(area) == inner)
  }

  @Test(arguments: areas, [[], [1], [1, 1, 1], [3, -2, 5], [0, 0], [Int.max, 1]])
  func `is filled by weighted parts`(area: Rect, weights: [Int]) {
    let parts = area.splitColumns(weights)
    #expect(parts.count == weights.count)
    let isWeighted = weights.contains { $0 > 0 }
    #expect(parts.reduce(0) { $0 + $1.columns } == (isWeighted ? area.columns : 0))
    #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.right == $1.left })
  }

  @Test func `shares nothing with one beside it`() {
    let left = Rect(column: 0, row: 0, columns: 4, rows: 4)
    #expect(left.intersection(Rect(column: 4, row: 0, columns: 4, rows: 4)).isEmpty)
    #expect(
      left.intersection(Rect(column: 2, row: -1, columns: 9, rows: 3))
        == Rect(column: 2, row: 0, columns: 2, rows: 2))
  }

  @Test func `of extreme coordinates does not overflow`() {
    let far = Rect(column: .max, row: .min, columns: .max, rows: .max)
    #expect(far.size == Size(columns: 4096, rows: 4096))
    #expect(!far.contains(Point(column: .max, row: .max)))
    #expect(Size(columns: -3, rows: 5).isEmpty)
  }
}
