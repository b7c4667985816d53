internal import TerminalKit

/// A part of the overview.
enum OverviewPart: Hashable {
  case facts, pinnedFacts, table, values, pinnedValues, strips, findings
  /// The errors of a slot.
  case errors(Int)
  /// The block scales of a slot over the tensor.
  case scales(Int)
}

/// How the body of the overview is divided: several plots at once where there is room, else one column.
struct OverviewLayout {
  let places: ZonePlaces<OverviewPart>
  /// Whether there are several plots.
  let hasPlots: Bool

  /// - Parameters:
  ///   - body: The room.
  ///   - slots: How many formats stand side by side.
  ///   - findings: Lines of what stands out.
  ///   - isCompared: Whether a pinned tensor stands beside the current one.
  init(_ body: Rect, slots: Int, findings: Int, isCompared: Bool) {
    let plots = Self.plots(body, slots: slots, findings: findings, isCompared: isCompared)
      .places(in: body)
    hasPlots = plots.has(.errors(0))
    places =
      hasPlots
      ? plots : Self.page(slots: slots, findings: findings, isCompared: isCompared).places(in: body)
  }

  private static func line(_ part: OverviewPart, priority: Int) -> Zone<OverviewPart> {
    Zone(part, minimum: Size(columns: 10, rows: 1), priority: priority)
  }

  private static func plots(
    _ body: Rect, slots: Int, findings: Int, isCompared: Bool
  ) -> Zone<OverviewPart> {
    let wide = 28 + (isCompared ? 36 : 16) * slots
    let table = Zone(
      OverviewPart.table, minimum: Size(columns: 64, rows: 13),
      wanted: Size(columns: min(wide, body.columns * 5 / 8), rows: body.rows >= 45 ? 19 : 14),
      priority: 100)
    let values = Zone(
      OverviewPart.values, minimum: Size(columns: 34, rows: 8), priority: 50, weight: 1)
    let pinned = Zone(
      OverviewPart.pinnedValues, minimum: Size(columns: 34, rows: 8), priority: 40, weight: 1)
    let panel = Size(columns: 26, rows: 9)
    let errors = (0..<slots).map {
      Zone(OverviewPart.errors($0), minimum: panel, priority: 60, weight: 1)
    }
    let scales = (0..<slots).map {
      Zone(OverviewPart.scales($0), minimum: panel, priority: 45, weight: 1)
    }
    return .rows(
      [
        line(.facts, priority: 90),
        isCompared ? line(.pinnedFacts, priority: 85) : nil,
        .columns([table, values] + (isCompared ? [pinned] : [])),
        .columns(errors, weight: 2),
        .columns(scales, weight: 3),
        findings > 0
          ? Zone(
            .findings, minimum: Size(columns: 10, rows: min(findings, 2)),
            wanted: Size(columns: 10, rows: min(findings, 5)), priority: 70) : nil,
      ].compactMap { $0 })
  }

  private static func page(slots: Int, findings: Int, isCompared: Bool) -> Zone<OverviewPart> {
    .rows(
      [
        line(.facts, priority: 50),
        isCompared ? line(.pinnedFacts, priority: 45) : nil,
        Zone(
          .table, minimum: Size(columns: 1, rows: 2), wanted: Size(columns: 1, rows: 7),
          priority: 100, weight: 1),
        Zone(.strips, minimum: Size(columns: 50, rows: slots + 1), priority: 30),
        findings > 0
          ? Zone(
            .findings, minimum: Size(columns: 10, rows: 1),
            wanted: Size(columns: 10, rows: min(findings, 4)), priority: 40) : nil,
      ].compactMap { $0 })
  }
}
