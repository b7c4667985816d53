internal import Charts

extension CodeGrid {
  /// The height that the grid takes.
  var svgHeight: Double { top + Double(rows.count) * cellHeight + 4 }

  private var top: Double { hasHeading ? 20 : 4 }
  private var hasHeading: Bool { !columnLabels.isEmpty || !noteLabels.isEmpty }
  private var cellHeight: Double { 17 }
  private var left: Double {
    let widest = rows.map { SVGPlot.width(of: $0.label) }.max() ?? 0
    return max(widest, hasHeading ? SVGPlot.width(of: corner) : 0) + 8
  }
  private var noteWidths: [Double] {
    noteLabels.indices.map { index in
      let texts = rows.map { index < $0.notes.count ? $0.notes[index] : "" } + [noteLabels[index]]
      return (texts.map { SVGPlot.width(of: $0) }.max() ?? 0) + 10
    }
  }
  private var cellWidth: Double {
    (SVGPicture.width - left - noteWidths.reduce(0, +) - 4) / Double(max(1, columns))
  }

  /// Used codes filled by how often they are used, with the text of every code.
  ///
  /// - Returns: The elements.
  func svg() -> String {
    var svg = SVGWriter()
    if hasHeading { drawHeading(into: &svg) }
    var fills = [SVGPath](repeating: SVGPath(), count: Palette.steps)
    for (index, row) in rows.enumerated() {
      for (column, cell) in row.cells.enumerated() {
        guard let weight = cell.weight else { continue }
        fills[Palette.step(of: weight)].rectangle(
          x: left + Double(column) * cellWidth, y: top + Double(index) * cellHeight,
          width: cellWidth - 1, height: cellHeight - 1)
      }
    }
    for (step, path) in fills.enumerated() { svg.path(path, class: palette.svgClass(step: step)) }
    for (index, row) in rows.enumerated() { draw(row, at: index, into: &svg) }
    return svg.text
  }

  private func middle(_ column: Int) -> Double {
    left + (Double(column) + 0.5) * cellWidth - 0.5
  }

  private func drawHeading(into svg: inout SVGWriter) {
    svg.label(corner, x: 2, y: 13, class: "t n")
    for (column, label) in columnLabels.enumerated() {
      svg.label(label, x: middle(column), y: 13, anchor: .middle, class: "t n")
    }
    drawNotes(noteLabels, y: 13, class: "t n", into: &svg)
  }

  private func drawNotes(
    _ notes: [String], y: Double, class name: String, into svg: inout SVGWriter
  ) {
    var right = SVGPicture.width - 4 - noteWidths.reduce(0, +)
    for (note, width) in zip(notes, noteWidths) {
      right += width
      svg.label(note, x: right, y: y, anchor: .end, class: name)
    }
  }

  private func draw(_ row: Row, at index: Int, into svg: inout SVGWriter) {
    let base = top + Double(index) * cellHeight + 12
    svg.label(
      row.label.split(separator: " ").joined(separator: " "), x: left - 6, y: base, anchor: .end)
    drawNotes(row.notes, y: base, class: row.isUsed ? "t" : "t n", into: &svg)
    var single: [String: [(Character, x: Double)]] = [:]
    for (column, cell) in row.cells.enumerated() {
      let name = cell.weight.map { Palette.step(of: $0) > 7 ? "t e o" : "t e w" } ?? "t e n"
      if cell.text.count == 1, let character = cell.text.first {
        single[name, default: []].append((character, x: middle(column)))
      } else {
        svg.label(cell.text, x: middle(column), y: base, anchor: .middle, class: name)
      }
    }
    for (name, characters) in single.sorted(by: { $0.key < $1.key }) {
      svg.characters(characters, y: base, class: name)
    }
  }
}
