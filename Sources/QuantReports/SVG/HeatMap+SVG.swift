internal import Charts

extension HeatMap {
  /// The height that the map takes, its legend included.
  var svgHeight: Double { bottom + columnBars + 36 }

  private var bottom: Double { top + Double(max(1, rows)) * cellHeight }

  private var left: Double {
    (rowLabels.map { SVGPlot.width(of: $0.text) }.max() ?? 0) + 8
  }
  private var top: Double { columnLabels.isEmpty ? 4 : 18 }
  /// Room for the bars beside the rows and below the columns.
  private var rowBars: Double { rowProfile.isEmpty ? 0 : 34 }
  private var columnBars: Double { columnProfile.isEmpty ? 0 : 30 }
  private var width: Double { SVGPicture.width - left - 4 - rowBars }
  private var cellWidth: Double { width / Double(max(1, columns)) }
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
        y: top + (Double(mark.position.row) + 0.5) * cellHeight + 3, class: "t e w")
    }
    drawProfiles(into: &svg)
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

  /// Bars from the map outwards, or from the middle of their room to either side.
  private func drawProfiles(into svg: inout SVGWriter) {
    func ends(_ share: Double, _ room: Double) -> (Double, Double) {
      guard palette.isSigned else { return (0, max(1, share * room)) }
      return (min(share, 0.5) * room, max(share, 0.5) * room)
    }
    var bars = SVGPath()
    for (row, share) in rowProfile.enumerated() {
      guard let share else { continue }
      let (low, high) = ends(share, rowBars - 4)
      bars.rectangle(
        x: left + width + 4 + low, y: top + Double(row) * cellHeight, width: high - low,
        height: cellHeight)
    }
    for (column, share) in columnProfile.enumerated() {
      guard let share else { continue }
      let (low, high) = ends(share, columnBars - 4)
      bars.rectangle(
        x: left + Double(column) * cellWidth, y: bottom + 4 + low, width: cellWidth,
        height: high - low)
    }
    svg.path(bars, class: "v")
  }

  private func drawLegend(into svg: inout SVGWriter) {
    let top = bottom + columnBars + 8
    let width = width / Double(Palette.steps)
    for step in 0..<Palette.steps {
      svg.rectangle(
        x: left + Double(step) * width, y: top, width: width + 0.3, height: 8,
        class: palette.svgClass(step: step))
    }
    var end = -Double.infinity
    for tick in legend {
      let half = SVGPlot.width(of: tick.label) / 2
      let x = left + min(max(tick.value, 0), 1) * width * Double(Palette.steps)
      let middle = min(max(x, half), SVGPicture.width - half - 2)
      guard middle - half > end + 6 else { continue }
      svg.label(tick.label, x: middle, y: top + 22, anchor: .middle)
      end = middle + half
    }
  }
}

extension Palette {
  /// The class of a step.
  func svgClass(step: Int) -> String { isSigned ? "f r\(step)" : "f q\(step)" }
}
