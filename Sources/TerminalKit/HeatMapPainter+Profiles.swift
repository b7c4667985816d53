internal import Charts

extension HeatMapPainter {
  /// Draws the bars beside the rows and below the columns.
  func paintProfiles(into frame: inout Frame) {
    if !layout.rowProfile.isEmpty { paintRows(into: &frame) }
    if !layout.columnProfile.isEmpty { paintColumns(into: &frame) }
  }

  private func paintRows(into frame: inout Frame) {
    // Beside the cells that are there, not beside the room for them.
    let left = layout.map.left + columns * cellWidth + 2
    let width = layout.rowProfile.columns
    for line in 0..<lines {
      let bars = (0..<rowsPerLine).map {
        extent(heatMap.rowProfile, line * rowsPerLine + $0, in: width)
      }
      for column in 0..<width {
        let isFilled = bars.map { $0.contains(column) }
        guard let glyph = glyph(isFilled) else { continue }
        frame.place(
          glyph, width: 1, style: .accent, column: left + column, row: layout.map.top + line)
      }
    }
  }

  /// A bar's character where the rows of one line are filled or not; nil where none is.
  private func glyph(_ isFilled: [Bool]) -> Character? {
    guard isFilled.contains(true) else { return nil }
    guard traits.glyphs == .blocks else { return "#" }
    if !isFilled.contains(false) { return "█" }
    return isFilled[0] ? "▀" : "▄"
  }

  /// The columns or eighths that a bar covers: from the start, or from the middle for signed differences.
  private func extent(_ profile: [Double?], _ index: Int, in size: Int) -> Range<Int> {
    guard profile.indices.contains(index), let fraction = profile[index], !fraction.isNaN
    else { return 0..<0 }
    let place = min(max(fraction, 0), 1) * Double(size)
    guard heatMap.palette.isSigned else { return 0..<max(1, Int(place.rounded())) }
    let middle = size / 2
    let end = Int(place.rounded())
    return min(middle, end)..<max(middle, end)
  }

  private func paintColumns(into frame: inout Frame) {
    let rows = layout.columnProfile.rows
    let top = layout.map.top + lines
    for column in 0..<columns {
      let bar = extent(heatMap.columnProfile, column, in: 8 * rows)
      for row in 0..<rows {
        let low = 8 * (rows - 1 - row)
        let filled = bar.clamped(to: low..<low + 8)
        guard !filled.isEmpty else { continue }
        let style = filled.lowerBound > low ? Style(foreground: .accent, isReversed: true) : .accent
        let eighths = filled.lowerBound > low ? filled.lowerBound - low : filled.count
        let glyph: Character =
          traits.glyphs == .blocks ? Glyphs.upwardEighths[eighths] : eighths >= 4 ? "#" : "."
        for offset in 0..<cellWidth {
          frame.place(
            glyph, width: 1, style: traits.glyphs == .blocks ? style : .accent,
            column: layout.map.left + column * cellWidth + offset, row: top + row)
        }
      }
    }
  }
}
