internal import Charts

extension BarChart {
  /// The bars as one area over their axes, the markers as a comb under it.
  ///
  /// - Parameters:
  ///   - style: The class of the bars.
  ///   - height: The height of the picture.
  /// - Returns: The elements.
  func svg(style: String, height: Double) -> String {
    var svg = SVGWriter()
    let plot = SVGPlot(height: height, vertical: vertical, hasHorizontal: horizontal != nil)
    plot.drawVertical(vertical, into: &svg)
    svg.path(area(in: plot), class: style)
    if let horizontal {
      plot.drawHorizontal(horizontal, into: &svg)
      svg.path(comb(on: horizontal, in: plot), class: "m")
    }
    return svg.text
  }

  private func area(in plot: SVGPlot) -> SVGPath {
    var path = SVGPath()
    guard !bars.isEmpty else { return path }
    let step = plot.width / Double(bars.count)
    var isOpen = false
    for (index, bar) in bars.enumerated() {
      let share = bar > 0 ? vertical.position(of: bar) : 0
      guard share > 0 else {
        if isOpen {
          path.vertical(plot.bottom)
          path.close()
        }
        isOpen = false
        continue
      }
      let x = plot.left + Double(index) * step
      if !isOpen { path.move(x, plot.bottom) }
      path.vertical(plot.bottom - share * plot.height)
      path.horizontal(x + step)
      isOpen = true
    }
    if isOpen {
      path.vertical(plot.bottom)
      path.close()
    }
    return path
  }

  private func comb(on axis: Axis, in plot: SVGPlot) -> SVGPath {
    var path = SVGPath()
    for marker in markers where axis.range.contains(marker) {
      path.move(plot.x(marker, on: axis), plot.bottom)
      path.vertical(plot.bottom - 7)
    }
    return path
  }
}
