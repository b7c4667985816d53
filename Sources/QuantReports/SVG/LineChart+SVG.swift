internal import Charts

extension LineChart {
  /// The lines with their marks over both axes; what nothing can reach is shaded.
  ///
  /// - Parameter height: The height of the picture.
  /// - Returns: The elements.
  func svg(height: Double) -> String {
    var svg = SVGWriter()
    let plot = SVGPlot(height: height, vertical: vertical, hasHorizontal: true)
    for limit in limits { svg.path(shade(limit, in: plot), class: limit.svgClass) }
    plot.drawVertical(vertical, into: &svg)
    plot.drawHorizontal(horizontal, into: &svg)
    for series in series.sorted(by: { !$0.isSelected && $1.isSelected }) {
      draw(series, in: plot, into: &svg)
    }
    var crosses = SVGPath()
    for crossing in crossings {
      let (x, y) = place(crossing, in: plot)
      for side in [-1.0, 1.0] {
        crosses.move(x - 4, y - 4 * side)
        crosses.line(x + 4, y + 4 * side)
      }
    }
    svg.path(crosses, class: "m")
    return svg.text
  }

  private func place(_ point: Point, in plot: SVGPlot) -> (Double, Double) {
    (plot.x(point.x, on: horizontal), plot.y(point.y, on: vertical))
  }

  private func draw(_ series: Series, in plot: SVGPlot, into svg: inout SVGWriter) {
    let name = "s\(series.style % 4)"
    var line = SVGPath()
    var spreads = SVGPath()
    for (index, point) in series.points.enumerated() {
      let (x, y) = place(point, in: plot)
      if index == 0 { line.move(x, y) } else { line.line(x, y) }
      if let spread = point.spread {
        spreads.move(x, plot.y(spread.lowerBound, on: vertical))
        spreads.vertical(plot.y(spread.upperBound, on: vertical))
      }
    }
    // Every fifth recipe begins the colours again, its line dashed.
    let dash = series.style / 4 % 2 == 1 ? " k" : ""
    svg.path(line, class: "l \(name)\(dash)\(series.isSelected ? " b" : "")")
    svg.path(spreads, class: "l \(name)")
    for point in series.points {
      let (x, y) = place(point, in: plot)
      svg.circle(x: x, y: y, radius: 6, class: "d")
      svg.characters([(series.mark, x: x)], y: y + 3.5, class: "t c \(name)")
    }
  }

  private func shade(_ limit: Limit, in plot: SVGPlot) -> SVGPath {
    var path = SVGPath()
    guard let first = limit.points.first, let last = limit.points.last else { return path }
    let edge = limit.isCeiling ? plot.top : plot.bottom
    path.move(place(first, in: plot).0, edge)
    for point in limit.points {
      let (x, y) = place(point, in: plot)
      path.line(x, y)
    }
    path.line(place(last, in: plot).0, edge)
    path.close()
    return path
  }
}

extension LineChart.Limit {
  fileprivate var svgClass: String { texture == .light ? "y" : "z" }
}
