internal import TerminalKit

/// How the body of the block inspector is divided: the elements on the left, and beside them where there is room what
/// else is to be said; below them where there is not.
struct BlockLayout {
  /// What is shown, and the scales where there is no side.
  let heading: Rect
  /// The elements.
  let table: Rect
  /// Notes below the elements; empty where they stand beside.
  let notes: Rect
  /// Panels beside the elements; empty where there is no room.
  let side: Rect
  /// The columns that each slot takes.
  let slotWidth: Int
  /// The slots on show: all, or as many as fit around the selected one.
  let slots: Range<Int>

  /// What can take more or fewer lines.
  enum Part {
    case heading, notes
  }

  /// The columns of the file's own codes; 0 where there are none.
  let storedWidth: Int

  /// What stands before the slots: a mark, an index, the original, and the file's own code.
  var lead: Int { (slotWidth >= Self.wide ? 15 : 12) + storedWidth }

  private static let wide = 32
  private static let usual = 22
  private static let narrow = 16
  private static let leastSide = 36

  /// - Parameters:
  ///   - body: The screen's body.
  ///   - count: How many slots there are.
  ///   - selected: The selected one.
  ///   - hasStored: Whether the file's own codes stand before the slots.
  ///   - lines: How many lines a part takes in some width, with or without a side.
  init(
    _ body: Rect, slots count: Int, selected: Int, hasStored: Bool = false,
    lines: (_ part: Part, _ columns: Int, _ hasSide: Bool) -> Int
  ) {
    let isTall = body.rows >= 20
    // A narrow terminal says the code in words alone.
    let extra = hasStored && body.columns >= 50 ? 7 : 0
    storedWidth = extra
    func width(_ slot: Int) -> Int { (slot == Self.wide ? 15 : 12) + extra + count * slot }
    let beside = [Self.wide, Self.usual, Self.narrow].first {
      isTall && width($0) + 1 + Self.leastSide <= body.columns
    }
    slotWidth =
      beside ?? [Self.wide, Self.usual, Self.narrow].first { width($0) <= body.columns }
      ?? (body.columns >= 12 + extra + Self.usual ? Self.usual : Self.narrow)
    let room = max(1, (body.columns - (slotWidth == Self.wide ? 15 : 12) - extra) / slotWidth)
    let shown = min(room, count)
    let first = min(max(0, selected - shown / 2), count - shown)
    slots = first..<first + shown
    guard body.rows >= 4, body.columns >= 12 + Self.narrow else {
      let none = body.splitTop(0).top
      (heading, table, notes, side) = (body, none, none, none)
      return
    }
    var main = body
    if beside != nil {
      let (left, right) = body.splitLeft(width(slotWidth))
      main = left
      side = right.splitLeft(1).rest
    } else {
      side = body.splitTop(0).top
    }
    let hasSide = beside != nil
    let mostNotes = hasSide ? 0 : body.rows >= 20 ? 4 : body.rows >= 9 ? 2 : 1
    let below = min(mostNotes, max(1, lines(.notes, main.columns, hasSide)))
    let most = hasSide ? 2 : body.rows >= 20 ? 3 : body.rows >= 16 ? 2 : 1
    // As many lines for every block, so that the table stays where it is.
    let above =
      body.rows >= 16 && !hasSide ? most : min(most, max(1, lines(.heading, main.columns, hasSide)))
    let (top, rest) = main.splitTop(above)
    heading = top
    (table, notes) = rest.splitBottom(below)
  }
}
