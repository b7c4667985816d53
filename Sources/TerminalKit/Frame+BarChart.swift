public import Charts

/// Where the parts of a bar chart lie; small areas lose the title, then the labels, then the axes.
public struct BarChartLayout: Sendable, Equatable {
  /// The bars.
  public let plot: Rect
  /// The row of the title, if it is shown.
  public let titleRow: Int?
  /// The row of the horizontal axis and its markers, if it is shown.
  public let axisRow: Int?
  /// The row of the labels under the axis, if it is shown.
  public let labelRow: Int?
  /// Whether there is room for the vertical axis, left of the bars.
  public let hasVerticalAxis: Bool

  /// Lays out a bar chart.
  ///
  /// - Parameters:
  ///   - rect: the area.
  ///   - hasTitle: whether a title is wanted.
  ///   - hasAxis: whether a horizontal axis with labels is wanted.
  ///   - gutter: how many columns the labels of the vertical axis take; most take 5 or fewer.
  public init(in rect: Rect, hasTitle: Bool = false, hasAxis: Bool = true, gutter: Int = 5) {
    var area = rect
    hasVerticalAxis = gutter > 0 && rect.columns >= gutter + 16
    if hasVerticalAxis { area = area.splitLeft(gutter + 2).rest }
    if hasTitle, area.rows > 5 {
      titleRow = area.top
      area = area.splitTop(1).rest
    } else {
      titleRow = nil
    }
    let showsLabels = hasAxis && area.rows > 3
    labelRow = showsLabels ? area.bottom - 1 : nil
    if showsLabels { area = area.splitBottom(1).rest }
    let showsAxis = hasAxis && area.rows > 2
    axisRow = showsAxis ? area.bottom - 1 : nil
    plot = showsAxis ? area.splitBottom(1).rest : area
  }
}

extension Frame {
  /// Draws a bar chart.
  ///
  /// Bars grow in eighths of a cell where there are block characters; without them a bar too low for one
  /// `#` is a `.`, so that nothing above zero is invisible.
  ///
  /// - Parameters:
  ///   - chart: the chart.
  ///   - rect: the area.
  ///   - traits: what the terminal can show.
  ///   - style: how the bars look.
  public mutating func draw(
    _ chart: BarChart, in rect: Rect, traits: TerminalTraits, style: Style = .accent
  ) {
    let widest = chart.vertical.ticks.map { DisplayWidth.of($0.label) }.max() ?? 0
    let layout = BarChartLayout(
      in: rect, hasTitle: chart.title != nil, hasAxis: chart.horizontal != nil,
      gutter: widest == 0 ? 0 : max(5, widest))
    let plot = layout.plot
    guard !plot.isEmpty else { return }
    if let row = layout.titleRow, let title = chart.title {
      let text = traits.shortened(title, to: plot.columns)
      put(text, at: Point(column: plot.left, row: row), style: .title)
    }
    if layout.hasVerticalAxis { drawAxis(chart.vertical, beside: plot, traits: traits) }
    for (offset, fraction) in chart.fractions(columns: plot.columns).enumerated() {
      drawBar(fraction, column: plot.left + offset, in: plot, traits: traits, style: style)
    }
    guard let axis = chart.horizontal else { return }
    drawAxis(axis, markers: chart.markers, layout: layout, traits: traits)
    if let cursor = chart.cursor { drawCursor(cursor, on: axis, layout: layout, traits: traits) }
  }

  /// A line down to the bar that is pointed at, and brackets around its place on the axis.
  private mutating func drawCursor(
    _ value: Double, on axis: Axis, layout: BarChartLayout, traits: TerminalTraits
  ) {
    let plot = layout.plot
    guard axis.range.contains(value) else { return }
    let offset = min(Int(axis.position(of: value) * Double(plot.columns)), plot.columns - 1)
    let column = plot.left + offset
    let line = String(Glyphs.lines(traits.glyphs).vertical)
    for row in plot.top..<plot.bottom where self[column, row].character == " " {
      put(line, at: Point(column: column, row: row), style: .bold)
    }
    guard let row = layout.axisRow else { return }
    if offset > 0 { put("[", at: Point(column: column - 1, row: row), style: .bold) }
    if column + 1 < plot.right { put("]", at: Point(column: column + 1, row: row), style: .bold) }
  }

  private mutating func drawBar(
    _ fraction: Double, column: Int, in plot: Rect, traits: TerminalTraits, style: Style
  ) {
    let eighths = Glyphs.eighths(fraction, of: plot.rows)
    var remaining = eighths
    var row = plot.bottom - 1
    while remaining > 0, row >= plot.top {
      let part = min(remaining, 8)
      let glyph: Character? =
        switch traits.glyphs {
        case .blocks: Glyphs.upwardEighths[part]
        case .ascii where part >= 4: "#"
        case .ascii: eighths < 4 ? "." : nil
        }
      if let glyph { place(glyph, width: 1, style: style, column: column, row: row) }
      remaining -= part
      row -= 1
    }
  }
}
