internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TerminalKit

/// Pictures of a tensor made of ASCII characters.
enum CharacterPictures {
  /// Columns and rows of the histogram of the values.
  private static let histogramSize = Size(columns: 78, rows: 11)

  /// The values by logarithmic count, with the grid of the first format under them.
  ///
  /// - Parameters:
  ///   - report: The tensor's report.
  ///   - format: The format whose grid is marked, for a block with the median scale.
  /// - Returns: A caption and the lines of the picture; nil without finite values.
  static func histogram(
    of report: TensorReport, gridOf format: (any QuantizationFormat)?
  ) -> (caption: String, lines: [String])? {
    guard let values = report.values, !values.histogram.isEmpty else { return nil }
    let grid = format.flatMap { format in
      format.rotatesValues
        ? nil : report.format(format.id).map { $0.medianGrid(format.element) }
    }
    let figure = HistogramFigure(
      values.histogram, over: values.bodyRange, columns: histogramSize.columns - 7,
      markers: grid ?? [])
    var frame = Frame(histogramSize)
    frame.draw(figure.chart, in: frame.bounds, traits: .plain)
    var caption = "values, log count"
    if let format, let grid, !grid.isEmpty { caption += "; ^ grid of \(format.id), median scale" }
    let outside = figure.below + figure.above
    if outside > 0 { caption += "; \(FigureText.count(outside)) beyond the axis" }
    return (caption, frame.lines)
  }

  /// The errors of each format on a line, over one range.
  ///
  /// - Parameters:
  ///   - report: The tensor's report.
  ///   - ids: The formats from top to bottom.
  /// - Returns: A caption and a line for each format; nil without formats.
  static func errorStrips(
    of report: TensorReport, formats ids: [FormatID]
  ) -> (caption: String, lines: [String])? {
    let formats = ids.compactMap { report.format($0) }
    guard !formats.isEmpty else { return nil }
    let range = report.errorRange(ids)
    let label = formats.map { DisplayWidth.of($0.id.description) }.max() ?? 0
    let columns = max(20, min(60, pageWidth - label - 5))
    let lines = formats.map { format in
      var frame = Frame(Size(columns: columns, rows: 1))
      frame.draw(
        format.errorStrip(over: range, columns: columns), at: .zero, columns: columns,
        traits: .plain)
      let id = format.id.description
      let strip = frame.lines.first ?? ""
      return id + spaces(label - DisplayWidth.of(id)) + " [" + strip
        + spaces(columns - DisplayWidth.of(strip)) + "]"
    }
    let low = FigureText.number(range.lowerBound)
    return ("error, log count, \(low) to \(FigureText.number(range.upperBound))", lines)
  }

  private static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }
}
