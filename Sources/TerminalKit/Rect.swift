/// A rectangle of cells.
///
/// Its size is never negative, and what is cut out of it lies within it.
public struct Rect: Sendable, Hashable {
  /// The upper left cell.
  public let origin: Point
  /// The width and height.
  public let size: Size

  /// Makes a rectangle.
  ///
  /// - Parameters:
  ///   - origin: the upper left cell; coordinates are clamped to ±1 000 000.
  ///   - size: the width and height.
  public init(origin: Point = .zero, size: Size) {
    self.origin = Point(column: Rect.clamp(origin.column), row: Rect.clamp(origin.row))
    self.size = size
  }

  /// Makes a rectangle.
  ///
  /// - Parameters:
  ///   - column: the leftmost column.
  ///   - row: the topmost row.
  ///   - columns: the width; negative counts as 0.
  ///   - rows: the height; negative counts as 0.
  public init(column: Int, row: Int, columns: Int, rows: Int) {
    self.init(
      origin: Point(column: column, row: row), size: Size(columns: columns, rows: rows))
  }

  private static func clamp(_ coordinate: Int) -> Int {
    min(max(coordinate, -1_000_000), 1_000_000)
  }

  /// The leftmost column.
  public var left: Int { origin.column }
  /// The topmost row.
  public var top: Int { origin.row }
  /// The column after the rightmost one.
  public var right: Int { origin.column + size.columns }
  /// The row after the lowest one.
  public var bottom: Int { origin.row + size.rows }
  /// The width.
  public var columns: Int { size.columns }
  /// The height.
  public var rows: Int { size.rows }
  /// Whether there is no cell.
  public var isEmpty: Bool { size.isEmpty }

  /// Whether a cell lies within.
  ///
  /// - Parameter point: the cell.
  /// - Returns: whether it does.
  public func contains(_ point: Point) -> Bool {
    (left..<right).contains(point.column) && (top..<bottom).contains(point.row)
  }

  /// What two rectangles share.
  ///
  /// - Parameter other: the other rectangle.
  /// - Returns: the shared cells; an empty rectangle if there are none.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(left, other.left)
    let top = max(top, other.top)
    return Rect(
      column: left, row: top, columns: min(right, other.right) - left,
      rows: min(bottom, other.bottom) - top)
  }

  /// The rectangle without its margins.
  ///
  /// - Parameters:
  ///   - left: columns taken away at the left.
  ///   - top: rows taken away at the top.
  ///   - right: columns taken away at the right.
  ///   - bottom: rows taken away at the bottom.
  /// - Returns: what remains, possibly nothing.
  public func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
    let (_, withoutLeft) = splitLeft(left)
    let (withoutRight, _) = withoutLeft.splitRight(right)
    let (_, withoutTop) = withoutRight.splitTop(top)
    return withoutTop.splitBottom(bottom).rest
  }

  /// The rectangle without a margin on all four sides.
  ///
  /// - Parameter margin: columns and rows taken away on each side.
  /// - Returns: what remains, possibly nothing.
  public func inset(by margin: Int) -> Rect {
    inset(left: margin, top: margin, right: margin, bottom: margin)
  }
}

extension Rect {
  /// Cuts rows off the top.
  ///
  /// - Parameter rows: how many; at most all of them.
  /// - Returns: the cut rows and what lies below them.
  public func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
    let cut = min(max(rows, 0), self.rows)
    return (
      Rect(column: left, row: top, columns: columns, rows: cut),
      Rect(column: left, row: top + cut, columns: columns, rows: self.rows - cut)
    )
  }

  /// Cuts rows off the bottom.
  ///
  /// - Parameter rows: how many; at most all of them.
  /// - Returns: what lies above them and the cut rows.
  public func splitBottom(_ rows: Int) -> (rest: Rect, bottom: Rect) {
    let cut = min(max(rows, 0), self.rows)
    let (rest, bottom) = splitTop(self.rows - cut)
    return (rest, bottom)
  }

  /// Cuts columns off the left.
  ///
  /// - Parameter columns: how many; at most all of them.
  /// - Returns: the cut columns and what lies to their right.
  public func splitLeft(_ columns: Int) -> (left: Rect, rest: Rect) {
    let cut = min(max(columns, 0), self.columns)
    return (
      Rect(column: left, row: top, columns: cut, rows: rows),
      Rect(column: left + cut, row: top, columns: self.columns - cut, rows: rows)
    )
  }

  /// Cuts columns off the right.
  ///
  /// - Parameter columns: how many; at most all of them.
  /// - Returns: what lies to their left and the cut columns.
  public func splitRight(_ columns: Int) -> (rest: Rect, right: Rect) {
    let cut = min(max(columns, 0), self.columns)
    let (rest, right) = splitLeft(self.columns - cut)
    return (rest, right)
  }

  /// Parts side by side that together fill the rectangle.
  ///
  /// - Parameter weights: how wide the parts are in proportion; negative counts as 0.
  /// - Returns: one part for each weight, from left to right.
  public func splitColumns(_ weights: [Int]) -> [Rect] {
    let edges = Rect.edges(of: columns, weights: weights)
    return zip(edges, edges.dropFirst()).map { start, end in
      Rect(column: left + start, row: top, columns: end - start, rows: rows)
    }
  }

  private static func edges(of extent: Int, weights: [Int]) -> [Int] {
    // Weights above a million would say nothing more and could overflow the products.
    let weights = weights.map { min(max($0, 0), 1_000_000) }
    let total = weights.reduce(0, +)
    var edges = [0]
    var sum = 0
    for weight in weights {
      sum += weight
      edges.append(total == 0 ? 0 : extent * sum / total)
    }
    return edges
  }
}
