public import Charts

extension Frame {
  /// Draws lines: shaded limits, then lines in dots, then spreads, then marks, those of selected series last.
  ///
  /// A series is told by its mark, so that nothing rests on colour. Where two marks fall on one cell the selected
  /// series' is seen, else the later one's.
  ///
  /// - Parameters:
  ///   - chart: the chart.
  ///   - rect: the area.
  ///   - traits: what the terminal can show.
  public mutating func draw(_ chart: LineChart, in rect: Rect, traits: TerminalTraits) {
    let widest = chart.vertical.ticks.map { DisplayWidth.of($0.label) }.max() ?? 0
    let layout = BarChartLayout(
      in: rect, hasTitle: chart.title != nil, gutter: widest == 0 ? 0 : max(5, widest))
    let plot = layout.plot
    guard !plot.isEmpty else { return }
    if let row = layout.titleRow, let title = chart.title {
      let text = traits.shortened(title, to: plot.columns)
      put(text, at: Point(column: plot.left, row: row), style: .title)
    }
    if layout.hasVerticalAxis { drawAxis(chart.vertical, beside: plot, traits: traits) }
    for limit in chart.limits { shade(limit, of: chart, in: plot, traits: traits) }
    drawCursor(chart, in: plot, traits: traits)
    let ordered = chart.series.filter { !$0.isSelected } + chart.series.filter(\.isSelected)
    for series in ordered { drawLine(series, of: chart, in: plot, traits: traits) }
    for series in ordered { drawMarks(series, of: chart, in: plot, traits: traits) }
    for crossing in chart.crossings {
      put("X", at: cell(crossing, of: chart, in: plot), style: .best)
    }
    let markers = chart.cursor.map { [$0] } ?? []
    drawAxis(chart.horizontal, markers: markers, layout: layout, traits: traits)
  }

  /// The cell of a point.
  private func cell(_ point: LineChart.Point, of chart: LineChart, in plot: Rect) -> Point {
    Point(column: column(point.x, of: chart, in: plot), row: row(point.y, of: chart, in: plot))
  }

  private func column(_ x: Double, of chart: LineChart, in plot: Rect) -> Int {
    let offset = Int(chart.horizontal.position(of: x) * Double(plot.columns))
    return plot.left + min(offset, plot.columns - 1)
  }

  private func row(_ y: Double, of chart: LineChart, in plot: Rect) -> Int {
    let height = Int(chart.vertical.position(of: y) * Double(plot.rows))
    return plot.bottom - 1 - min(height, plot.rows - 1)
  }

  private mutating func shade(
    _ limit: LineChart.Limit, of chart: LineChart, in plot: Rect, traits: TerminalTraits
  ) {
    let heights = chart.heights(of: limit.points, columns: plot.columns)
    for (offset, height) in heights.enumerated() {
      guard let height else { continue }
      let edge = plot.bottom - Int((height * Double(plot.rows)).rounded())
      let rows =
        limit.isCeiling ? plot.top..<max(plot.top, edge) : min(edge, plot.bottom)..<plot.bottom
      for row in rows {
        put(
          Glyphs.texture(limit.texture, traits.glyphs),
          at: Point(column: plot.left + offset, row: row), style: .border)
      }
    }
  }

  private mutating func drawCursor(_ chart: LineChart, in plot: Rect, traits: TerminalTraits) {
    guard let cursor = chart.cursor else { return }
    let column = column(cursor, of: chart, in: plot)
    for row in plot.top..<plot.bottom {
      put(
        String(Glyphs.lines(traits.glyphs).vertical), at: Point(column: column, row: row),
        style: .border)
    }
  }

  private mutating func drawLine(
    _ series: LineChart.Series, of chart: LineChart, in plot: Rect, traits: TerminalTraits
  ) {
    // Marks tell whose line it is; a colour for each dot would be most of what another selection sends.
    let style: Style = series.isSelected ? .slot(series.style) : .border
    let dot = series.isSelected ? Glyphs.boldDot(traits.glyphs) : Glyphs.dot(traits.glyphs)
    for (offset, height) in chart.heights(of: series.points, columns: plot.columns).enumerated() {
      guard let height else { continue }
      let up = min(Int(height * Double(plot.rows)), plot.rows - 1)
      put(
        String(dot), at: Point(column: plot.left + offset, row: plot.bottom - 1 - up), style: style)
    }
  }

  private mutating func drawMarks(
    _ series: LineChart.Series, of chart: LineChart, in plot: Rect, traits: TerminalTraits
  ) {
    let style = Style(
      foreground: .slot(series.style), isBold: series.isSelected, isReversed: series.isSelected)
    for point in series.points {
      let place = cell(point, of: chart, in: plot)
      // Spreads of all would hide the lines.
      if series.isSelected, let spread = point.spread {
        let rows = [spread.lowerBound, spread.upperBound].map { row($0, of: chart, in: plot) }
        for row in (rows.min() ?? 0)...(rows.max() ?? 0) where row != place.row {
          put("|", at: Point(column: place.column, row: row), style: style)
        }
      }
      put(String(series.mark), at: place, style: style)
    }
  }
}

extension Glyphs {
  /// A dot of a line.
  fileprivate static func dot(_ level: GlyphLevel) -> Character { level == .ascii ? "." : "·" }

  /// A dot of the line that stands out.
  fileprivate static func boldDot(_ level: GlyphLevel) -> Character { level == .ascii ? "*" : "•" }

  /// What fills a cell that nothing can reach.
  fileprivate static func texture(_ texture: LineChart.Limit.Texture, _ level: GlyphLevel) -> String
  {
    switch (texture, level) {
    case (.light, .ascii): "'"
    case (.dark, .ascii): "%"
    case (.light, .blocks): "░"
    case (.dark, .blocks): "▒"
    }
  }
}
