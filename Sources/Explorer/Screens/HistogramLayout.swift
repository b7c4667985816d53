internal import Figures
internal import TerminalKit

/// A part of the histogram's screen.
enum HistogramPart: Hashable {
  case heading, plot, pinned, side, words, strips, usage
  /// The errors of a slot.
  case errors(Int)
}

/// How the body of the histogram's screen is divided.
struct HistogramLayout {
  let places: ZonePlaces<HistogramPart>

  /// - Parameters:
  ///   - body: The room.
  ///   - part: What is drawn large where not everything fits.
  ///   - slots: How many formats stand side by side.
  ///   - usageLines: Lines of the table of grid use.
  ///   - hasPinned: Whether a pinned tensor's values stand in a line under the plot.
  init(_ body: Rect, part: HistogramState.Part, slots: Int, usageLines: Int, hasPinned: Bool) {
    let panels = Self.zones(
      body, part, slots: slots, usageLines: usageLines, hasPinned: hasPinned,
      errors: .columns(
        (0..<slots).map { Self.panel(.errors($0), part) }, weight: 2)
    ).places(in: body)
    let strips = Self.zones(
      body, part, slots: slots, usageLines: usageLines, hasPinned: hasPinned,
      errors: Zone(
        .strips, minimum: Size(columns: body.rows >= 16 ? 34 : 50, rows: slots + 1), priority: 40)
    ).places(in: body)
    // Errors as strips take less room than panels, of which all slots have one or none has.
    let hasAll = (0..<slots).allSatisfy { panels.has(.errors($0)) }
    places =
      hasAll || part != .everything || !strips.has(.strips) && panels.has(.errors(0))
      ? panels : strips
  }

  /// How many bars the plot has.
  var bars: Int {
    let plot = places[.plot]
    return max(1, BarChartLayout(in: plot).plot.columns)
  }

  private static func panel(
    _ part: HistogramPart, _ large: HistogramState.Part
  ) -> Zone<HistogramPart> {
    Zone(
      part, minimum: Size(columns: 19, rows: 7), wanted: Size(columns: 19, rows: 9),
      priority: large == .errors ? 95 : 55, weight: 1)
  }

  private static func zones(
    _ body: Rect, _ part: HistogramState.Part, slots: Int, usageLines: Int, hasPinned: Bool,
    errors: Zone<HistogramPart>
  ) -> Zone<HistogramPart> {
    let everything = part == .everything
    let plot = Zone(
      HistogramPart.plot, minimum: Size(columns: 1, rows: body.rows >= 18 ? 9 : 2),
      wanted: Size(columns: 50, rows: 9),
      priority: 100, weight: 3)
    let side = Zone(
      HistogramPart.side, minimum: Size(columns: 40, rows: 12), priority: 20, weight: 2)
    var rows = [
      Zone(HistogramPart.heading, minimum: Size(columns: 8, rows: 1), priority: 70),
      .columns(body.columns >= 104 ? [plot, side] : [plot], weight: 3),
    ]
    if hasPinned {
      rows.append(Zone(.pinned, minimum: Size(columns: 20, rows: 1), priority: 75))
    }
    rows.append(
      Zone(
        .words, minimum: Size(columns: 8, rows: 1),
        wanted: Size(columns: 8, rows: body.columns >= 150 ? 1 : body.columns >= 70 ? 2 : 3),
        priority: 80))
    if everything || part == .errors { rows.append(errors) }
    if everything || part == .gridUse, usageLines > 1 {
      rows.append(
        Zone(
          // In narrow halves words say more than strips.
          .usage, minimum: Size(columns: everything && body.rows >= 16 ? 50 : 36, rows: usageLines),
          priority: part == .gridUse ? 90 : 60))
    }
    return .rows(rows)
  }
}
