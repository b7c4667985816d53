internal import Charts

extension HorizontalBars {
  /// The height that the bars take.
  var svgHeight: Double { Double(bars.count) * Self.rowHeight + 4 }

  private static let rowHeight = 34.0

  /// The bars one below the other: label and note above each, its limit as a stroke.
  ///
  /// - Returns: The elements.
  func svg() -> String {
    var svg = SVGWriter()
    let width = SVGPicture.width - 4
    for (index, bar) in bars.enumerated() {
      let top = Double(index) * Self.rowHeight
      svg.label(bar.label, x: 2, y: top + 13)
      svg.label(bar.note, x: width, y: top + 13, anchor: .end, class: "t n")
      svg.rectangle(x: 2, y: top + 18, width: width - 2, height: 10, class: "h")
      svg.rectangle(
        x: 2, y: top + 18, width: (width - 2) * fraction(of: bar), height: 10,
        class: "f s\(index % 4)")
      if let limit = bar.limit {
        var mark = SVGPath()
        let x = 2 + (width - 2) * axis.position(of: limit)
        mark.move(x, top + 15)
        mark.vertical(top + 31)
        svg.path(mark, class: "m")
      }
    }
    return svg.text
  }
}
