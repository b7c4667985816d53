internal import Charts

extension Frame {
  /// Draws an axis with its labels left of a plot.
  mutating func drawAxis(_ axis: Axis, beside plot: Rect, traits: TerminalTraits) {
    let lines = Glyphs.lines(traits.glyphs)
    for row in plot.top..<plot.bottom {
      put(String(lines.vertical), at: Point(column: plot.left - 1, row: row), style: .border)
    }
    var lowestFree = plot.bottom
    for tick in axis.ticks {
      let height = Int(axis.position(of: tick.value) * Double(plot.rows))
      let row = plot.bottom - 1 - min(height, plot.rows - 1)
      guard row < lowestFree else { continue }
      lowestFree = row
      putRight(tick.label, endingAt: Point(column: plot.left - 2, row: row), style: .dim)
      put(String(lines.tick), at: Point(column: plot.left - 1, row: row), style: .border)
    }
  }

  /// Draws an axis with its labels and markers under a plot.
  mutating func drawAxis(
    _ axis: Axis, markers: [Double], layout: BarChartLayout, traits: TerminalTraits
  ) {
    let plot = layout.plot
    let lines = Glyphs.lines(traits.glyphs)
    func column(of value: Double) -> Int? {
      guard axis.range.contains(value) else { return nil }
      let offset = Int(axis.position(of: value) * Double(plot.columns))
      return plot.left + min(offset, plot.columns - 1)
    }
    if let row = layout.axisRow {
      drawRule(at: Point(column: plot.left, row: row), columns: plot.columns, traits: traits)
      if layout.hasVerticalAxis {
        put(String(lines.lowerLeft), at: Point(column: plot.left - 1, row: row), style: .border)
      }
      for marker in markers {
        guard let column = column(of: marker) else { continue }
        put(String(lines.marker), at: Point(column: column, row: row), style: .bold)
      }
    }
    guard let row = layout.labelRow else { return }
    var free = plot.left - (layout.hasVerticalAxis ? 2 : 0)
    for tick in axis.ticks {
      guard let middle = column(of: tick.value) else { continue }
      let width = DisplayWidth.of(tick.label)
      let start = max(free, min(middle - width / 2, plot.right - width))
      // A label that was pushed away from its tick would name another place.
      guard start + width <= plot.right, (start - middle + width / 2).magnitude <= 3 else {
        continue
      }
      put(tick.label, at: Point(column: start, row: row), style: .dim)
      free = start + width + 1
    }
  }
}
