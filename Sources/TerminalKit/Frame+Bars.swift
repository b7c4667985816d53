public import Charts

extension Frame {
  /// Draws a bar that lies on one row, a fraction of the room it is given.
  ///
  /// - Parameters:
  ///   - fraction: how much of the room it fills, 0…1.
  ///   - point: where it begins.
  ///   - columns: how much room there is.
  ///   - traits: what the terminal can show.
  ///   - style: how it looks.
  public mutating func drawBar(
    _ fraction: Double, at point: Point, columns: Int, traits: TerminalTraits,
    style: Style = .accent
  ) {
    let columns = min(columns, size.columns)
    let eighths = Glyphs.eighths(fraction, of: columns)
    var text = ""
    switch traits.glyphs {
    case .blocks:
      text = String(repeating: "█", count: eighths / 8)
      if eighths % 8 > 0 { text.append(Glyphs.rightwardEighths[eighths % 8]) }
    case .ascii:
      text = eighths > 0 ? String(repeating: "#", count: max(1, (eighths + 4) / 8)) : ""
    }
    put(text, at: point, style: style, maxWidth: columns)
  }

  /// Draws bars one below the other, labels before them and notes behind them.
  ///
  /// - Parameters:
  ///   - chart: the bars; those that don't fit the area's height are left out.
  ///   - rect: the area.
  ///   - traits: what the terminal can show.
  ///   - style: how the bars look.
  public mutating func draw(
    _ chart: HorizontalBars, in rect: Rect, traits: TerminalTraits, style: Style = .accent
  ) {
    let labels = chart.bars.map { DisplayWidth.of($0.label) }.max() ?? 0
    let notes = chart.bars.map { DisplayWidth.of($0.note) }.max() ?? 0
    let (left, rest) = rect.splitLeft(min(labels == 0 ? 0 : labels + 1, rect.columns / 2))
    let (bars, right) = rest.splitRight(min(notes == 0 ? 0 : notes + 1, rest.columns / 2))
    for (offset, bar) in chart.bars.prefix(rect.rows).enumerated() {
      let row = rect.top + offset
      put(
        traits.shortened(bar.label, to: left.columns - 1), at: Point(column: left.left, row: row))
      drawBar(
        chart.fraction(of: bar), at: Point(column: bars.left, row: row), columns: bars.columns,
        traits: traits, style: style)
      if let limit = bar.limit, bars.columns > 1 {
        let offset = Int((chart.axis.position(of: limit) * Double(bars.columns)).rounded()) - 1
        put("|", at: Point(column: bars.left + max(0, offset), row: row), style: .bold)
      }
      let note = traits.shortened(bar.note, to: right.columns - 1)
      putRight(note, endingAt: Point(column: right.right, row: row))
    }
  }

  /// Draws a distribution on one row.
  ///
  /// - Parameters:
  ///   - strip: the densities; a column that covers several shows the largest.
  ///   - point: where it begins.
  ///   - columns: how much room there is.
  ///   - traits: what the terminal can show.
  ///   - style: how it looks.
  public mutating func draw(
    _ strip: DensityStrip, at point: Point, columns: Int, traits: TerminalTraits,
    style: Style = .accent
  ) {
    let axis = Axis(0...1, ticks: [])
    let columns = min(columns, size.columns)
    let fractions = BarChart(bars: strip.fractions, vertical: axis).fractions(columns: columns)
    let text = fractions.map { fraction in
      switch traits.glyphs {
      case .blocks: Glyphs.upwardEighths[min(Glyphs.eighths(fraction, of: 1), 8)]
      case .ascii: Glyphs.shade(fraction > 0 ? fraction : nil)
      }
    }
    put(String(text), at: point, style: style, maxWidth: columns)
  }
}
