internal import Charts
internal import TerminalKit

/// How the body of a map's screen is divided.
struct MapLayout {
  /// One line on what is drawn; empty where there is no room.
  let heading: Rect
  let map: Rect
  /// The cursor's cell in words.
  let words: Rect
  /// Whether the words stand in panels beside the map.
  let hasPanel: Bool
  /// Whether bars for rows and columns stand beside the map.
  let hasProfiles: Bool

  /// Divides a body.
  ///
  /// - Parameters:
  ///   - body: The body.
  ///   - lines: How many lines of words stand below the map where there are at least so many rows.
  init(_ body: Rect, lines: [(rows: Int, lines: Int)]) {
    let (heading, rest) = body.splitTop(body.rows >= 6 ? 1 : 0)
    self.heading = heading
    hasPanel = body.columns >= 108 && body.rows >= 12
    hasProfiles = hasPanel ? body.rows >= 30 : body.columns >= 70 && body.rows >= 20
    if hasPanel {
      let side = body.columns >= 190 ? 48 : body.columns >= 150 ? 40 : 34
      (map, words) = rest.splitRight(side)
    } else {
      let count = lines.first { body.rows >= $0.rows }?.lines ?? 0
      // Narrow lines hold less each.
      let more = body.columns < 60 && body.rows >= 18 ? 2 : 0
      (map, words) = rest.splitBottom(count + more)
    }
  }

  /// Which cell was clicked; a second click into a line that shows two rows takes the lower one.
  ///
  /// - Parameters:
  ///   - point: Where the click went.
  ///   - rows: The rows on show.
  ///   - columns: The columns on show.
  ///   - traits: What the terminal can show.
  /// - Returns: The cell's place in the window; nil beside the map.
  func hit(
    at point: Point, rows: HeatmapSpan, columns: HeatmapSpan, traits: TerminalTraits
  ) -> HeatMap.Position? {
    let layout = HeatMapLayout(in: map, traits: traits, hasProfiles: hasProfiles)
    guard
      var cell = layout.position(
        at: point, rows: rows.count, columns: columns.count, traits: traits)
    else { return nil }
    let isAgain = cell.row == rows.cursorCell && cell.column == columns.cursorCell
    let hasTwoRows = traits.hasHalfBlocks && rows.count > layout.map.rows
    if isAgain, hasTwoRows, cell.row + 1 < rows.count { cell.row += 1 }
    return cell
  }
}
