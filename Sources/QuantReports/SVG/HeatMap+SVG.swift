internal import Charts

extension HeatMap {
  /// The height that the map takes, its legend included.
  var svgHeight: Double { top + Double(max(1, rows)) * cellHeight + 36 }

  private var left: Double {
    (rowLabels.map { SVGPlot.width(of: $0.text) }.max() ?? 0) + 8
  }
  private var top: Double { columnLabels.isEmpty ? 4 : 18 }
  private var cellWidth: Double { (SVGPicture.width - left - 4) / Double(max(1, columns)) }
  /// A map of few rows is stretched, one of many gets no higher than it is wide.
  private var cellHeight: Double { min(max(5.5, 44 / Double(max(1, rows))), 22) }

  /// The cells by steps of the palette, neighbours of one step as one shape, with labels, marks and legend.
  ///
  /// - Returns: The elements.
  func svg() -> String {
    var svg = SVGWriter()
    svg.rectangle(
      x: left, y: top, width: cellWidth * Double(columns), height: cellHeight * Double(rows),
      class: "h")
    for (step, path) in shapes { svg.path(path, class: palette.svgClass(step: step)) }
    drawLabels(into: &svg)
    for mark in marks {
      svg.characters(
        [(mark.character, x: left + (Double(mark.position.column) + 0.5) * cellWidth)],
        y: top + (Double(mark.position.row) + 0.5) * cellHeight + 3, class: "t w")
    }
    drawLegend(into: &svg)
    return svg.text
  }

  /// A shape for each step in use, lowest first.
  private var shapes: [(step: Int, path: SVGPath)] {
    var paths = [SVGPath](repeating: SVGPath(), count: Palette.steps)
    for row in 0..<rows {
      var first = 0
      while first < columns {
        let step = self[row, first].map { Palette.step(of: $0) }
        var end = first + 1
        while end < columns, self[row, end].map({ Palette.step(of: $0) }) == step { end += 1 }
        if let step {
          paths[step].rectangle(
            x: left + Double(first) * cellWidth, y: top + Double(row) * cellHeight,
            width: Double(end - first) * cellWidth, height: cellHeight)
        }
        first = end
      }
    }
    return paths.enumerated().filter { !$0.element.isEmpty }.map { ($0.offset, $0.element) }
  }

  private func drawLabels(into svg: inout SVGWriter) {
    var bottom = -Double.infinity
    for label in rowLabels {
      let y = top + Double(label.index) * cellHeight + 9
      guard y > bottom + 11, y < top + Double(rows) * cellHeight + 4 else { continue }
      svg.label(label.text, x: left - 5, y: y, anchor: .end)
      bottom = y
    }
    var end = -Double.infinity
    for label in columnLabels {
      let x = left + Double(label.index) * cellWidth
      let width = SVGPlot.width(of: label.text)
      guard x > end + 6, x + width < SVGPicture.width else { continue }
      svg.label(label.text, x: x, y: top - 5)
      end = x + width
    }
  }

  private func drawLegend(into svg: inout SVGWriter) {
    let top = self.top + Double(max(1, rows)) * cellHeight + 8
    let width = (SVGPicture.width - left - 4) / Double(Palette.steps)
    for step in 0..<Palette.steps {
      svg.rectangle(
        x: left + Double(step) * width, y: top, width: width + 0.3, height: 8,
        class: palette.svgClass(step: step))
    }
    var end = -Double.infinity
    for tick in legend {
      let half = SVGPlot.width(of: tick.label) / 2
      let x = left + min(max(tick.value, 0), 1) * width * Double(Palette.steps)
      let middle = min(max(x, left + half), SVGPicture.width - half - 4)
      guard middle - half > end + 6 else { continue }
      svg.label(tick.label, x: middle, y: top + 22, anchor: .middle)
      end = middle + half
    }
  }
}

extension Palette {
  /// The class of a step.
  func svgClass(step: Int) -> String { "f q\(step)" }
}
