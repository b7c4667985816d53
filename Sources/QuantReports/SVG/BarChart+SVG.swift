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
      let places = markers.filter { horizontal.range.contains($0) }.map {
        plot.x($0, on: horizontal)
      }
      // Many lines would hide the bars that they cut.
      if places.count <= Self.mostLines {
        svg.path(comb(places, from: plot.bottom, to: plot.top), class: "u")
      }
      plot.drawHorizontal(horizontal, into: &svg)
      svg.path(comb(places, from: plot.bottom, to: plot.bottom + 6), class: "m")
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

  private func comb(_ places: [Double], from start: Double, to end: Double) -> SVGPath {
    var path = SVGPath()
    for place in places {
      path.move(place, start)
      path.vertical(end)
    }
    return path
  }

  private static let mostLines = 33
}
