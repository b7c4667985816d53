/// Text in one style.
public struct StyledText: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The text, on one line.
  public var text: String
  /// How it looks.
  public var style: Style

  /// Makes styled text.
  ///
  /// - Parameters:
  ///   - text: the text, on one line.
  ///   - style: how it looks.
  public init(_ text: String, style: Style = .normal) {
    self.text = text
    self.style = style
  }

  /// Makes text in the ordinary style.
  ///
  /// - Parameter value: the text.
  public init(stringLiteral value: String) { self.init(value) }
}

/// Rows of text under columns; when it gets narrow the least important columns go first.
public struct Table: Sendable, Equatable {
  /// On which side of a column its text stands.
  public enum Alignment: Sendable, Hashable {
    /// On the left, as names.
    case left
    /// On the right, as numbers.
    case right
  }

  /// A column.
  public struct Column: Sendable, Hashable {
    /// What is written above it.
    public var title: StyledText
    /// On which side its text stands.
    public var alignment: Alignment
    /// The width below which it makes no sense.
    public var minimumWidth: Int
    /// Columns with the lowest priority are dropped first; of equals the rightmost.
    public var priority: Int
    /// Whether it takes what room is left over.
    public var isFlexible: Bool
    /// Which part of a text too wide for it is kept.
    public var kept: KeptPart

    /// Makes a column.
    ///
    /// - Parameters:
    ///   - title: what is written above it.
    ///   - alignment: on which side its text stands.
    ///   - minimumWidth: the width below which it makes no sense; 1 at least.
    ///   - priority: columns with the lowest priority are dropped first.
    ///   - isFlexible: whether it takes what room is left over.
    ///   - kept: which part of a text too wide for it is kept.
    public init(
      _ title: StyledText, alignment: Alignment = .left, minimumWidth: Int = 1, priority: Int = 0,
      isFlexible: Bool = false, keeping kept: KeptPart = .start
    ) {
      self.title = title
      self.alignment = alignment
      self.minimumWidth = max(minimumWidth, 1)
      self.priority = priority
      self.isFlexible = isFlexible
      self.kept = kept
    }
  }

  /// Where a column lies.
  public struct Placement: Sendable, Hashable {
    /// Which column it is.
    public let index: Int
    /// Its leftmost column of cells, from 0.
    public let left: Int
    /// Its width.
    public let width: Int
  }

  /// The columns from left to right.
  public var columns: [Column]
  /// The rows from top to bottom, one text for each column; missing ones are empty.
  public var rows: [[StyledText]]
  /// How many blank columns lie between neighbours.
  public var gap: Int
  /// Whether the titles are shown.
  public var hasHeader: Bool

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - columns: the columns from left to right.
  ///   - rows: the rows from top to bottom.
  ///   - gap: how many blank columns lie between neighbours.
  ///   - hasHeader: whether the titles are shown.
  public init(
    columns: [Column], rows: [[StyledText]] = [], gap: Int = 1, hasHeader: Bool = true
  ) {
    self.columns = columns
    self.rows = rows
    self.gap = min(max(gap, 0), 16)
    self.hasHeader = hasHeader
  }

  /// Lays out the columns.
  ///
  /// Each gets the width of its widest text. If that is too much, the widest flexible columns shrink to
  /// their minimum, then the others, and then columns are dropped; the last one is cut. Room left over
  /// goes to the flexible columns.
  ///
  /// - Parameter width: how many columns of cells there are.
  /// - Returns: the columns shown, from left to right.
  public func placements(width: Int) -> [Placement] {
    let natural = naturalWidths()
    var shown = Array(columns.indices)
    while shown.count > 1, total(shown, columns.map(\.minimumWidth)) > width {
      let lowest = shown.map { columns[$0].priority }.min()
      guard let drop = shown.lastIndex(where: { columns[$0].priority == lowest }) else { break }
      shown.remove(at: drop)
    }
    guard !shown.isEmpty, width > 0 else { return [] }
    let widths = fit(natural, shown: shown, width: width)
    var left = 0
    return shown.map { index in
      defer { left += widths[index] + gap }
      return Placement(index: index, left: left, width: min(widths[index], width - left))
    }
  }

  /// How many columns the mark of a selected row takes: none in a list that is hardly wider.
  ///
  /// - Parameters:
  ///   - width: how many columns of cells there are.
  ///   - isSelecting: whether a row can be selected at all.
  /// - Returns: 0 or 1.
  public static func gutter(width: Int, isSelecting: Bool = true) -> Int {
    isSelecting && width >= 8 ? 1 : 0
  }

  /// Which row is drawn at a place.
  ///
  /// - Parameters:
  ///   - point: the place.
  ///   - rect: the area that the table was drawn in.
  ///   - firstRow: the first of its rows that is shown.
  ///   - count: how many rows there are; nil where the table holds them.
  /// - Returns: the row; nil beside the rows and on the titles.
  public func row(at point: Point, in rect: Rect, firstRow: Int = 0, count: Int? = nil) -> Int? {
    guard rect.contains(point) else { return nil }
    let row = point.row - rect.top - (hasHeader && rect.rows > 1 ? 1 : 0)
    let index = max(firstRow, 0) + row
    return row >= 0 && index < count ?? rows.count ? index : nil
  }

  private func naturalWidths() -> [Int] {
    var widths = columns.map {
      max($0.minimumWidth, hasHeader ? DisplayWidth.of($0.title.text) : 0)
    }
    for row in rows {
      for (index, cell) in row.prefix(widths.count).enumerated() {
        widths[index] = max(widths[index], min(DisplayWidth.of(cell.text), Size.largestExtent))
      }
    }
    return widths
  }

  private func total(_ shown: [Int], _ widths: [Int]) -> Int {
    shown.reduce(0) { $0 + min(widths[$1], Size.largestExtent) } + gap * (shown.count - 1)
  }

  private func fit(_ natural: [Int], shown: [Int], width: Int) -> [Int] {
    var widths = natural
    let flexible = shown.filter { columns[$0].isFlexible }
    for group in [flexible, shown] {
      for index in group.sorted(by: { widths[$0] > widths[$1] }) {
        let excess = total(shown, widths) - width
        guard excess > 0 else { break }
        widths[index] = max(columns[index].minimumWidth, widths[index] - excess)
      }
    }
    let spare = width - total(shown, widths)
    if spare > 0, !flexible.isEmpty {
      for (order, index) in flexible.enumerated() {
        widths[index] += spare / flexible.count + (order < spare % flexible.count ? 1 : 0)
      }
    }
    return widths
  }
}
