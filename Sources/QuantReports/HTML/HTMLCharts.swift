internal import Charts
internal import Figures
internal import QuantAnalysis
internal import QuantCore

/// The pictures of one tensor: the same charts as on screen, drawn as SVG.
struct HTMLCharts {
  let report: TensorReport
  let formats: [any QuantizationFormat]
  let pictures: TensorPictures?
  private let depth: SectionDepth
  private let id: String

  private static let bars = 120
  private static let height = 190.0

  init(
    of report: TensorReport, formats: [any QuantizationFormat], pictures: TensorPictures?,
    depth: SectionDepth, id: String
  ) {
    self.report = report
    self.formats = formats
    self.pictures = pictures
    self.depth = depth
    self.id = id
  }

  /// The pictures, kind by kind.
  var html: String {
    guard depth == .full else { return group("Values", [magnitudes].compactMap(\.self)) }
    return group("Values, and the grid of each format", [magnitudes].compactMap(\.self) + values)
      + group("Errors", errors) + group("Errors over the tensor", errorMaps)
      + group("Scales over the tensor", scaleMaps)
      + group("Scale codes", codeGrids) + codeTables
  }

  private func group(_ title: String, _ figures: [HTMLFigure]) -> String {
    guard !figures.isEmpty else { return "" }
    let kind = title.lowercased().split(separator: " ").prefix(2).joined(separator: "-")
      .filter { $0.isLetter || $0 == "-" }
    return "<h3>\(title)</h3>\n<div class=\"charts\">\n"
      + figures.enumerated().map { $1.html(id: "\(id)-\(kind)-\($0)") }.joined() + "</div>\n"
  }

  /// The formats that were measured, with where they stand among those asked for.
  var measured: [(place: Int, format: any QuantizationFormat, report: FormatReport)] {
    formats.enumerated().compactMap { place, format in
      report.format(format.id).map { (place, format, $0) }
    }
  }

  private var magnitudes: HTMLFigure? {
    guard let values = report.values, let range = MagnitudeFigure.range(of: values.histogram)
    else { return nil }
    let chart = MagnitudeFigure(values.histogram, over: range, columns: Self.bars).chart
    return HTMLFigure(
      title: "Magnitudes", caption: "both axes logarithmic, zeros aside",
      description: "\(TensorFacts.distribution(values)); " + (TensorFacts.amax(values) ?? ""),
      height: Self.height, body: chart.svg(style: "f s0", height: Self.height))
  }

  private var values: [HTMLFigure] {
    guard let values = report.values, !values.histogram.isEmpty else { return [] }
    return measured.map { place, format, found in
      let grid = format.rotatesValues ? [] : found.medianGrid(format.element)
      let figure = HistogramFigure(
        values.histogram, over: values.bodyRange, columns: Self.bars, markers: grid)
      var caption = "log count"
      caption +=
        grid.isEmpty
        ? "; no one grid: \(Self.gridless(format))"
        : "; strokes: what a block with the median scale can hold"
      let outside = figure.below + figure.above
      if outside > 0 {
        caption +=
          "; \(figure.isExact ? "" : "about ")\(FigureText.count(outside)) values lie beyond the axis"
      }
      return HTMLFigure(
        title: "\(format.id)", caption: caption,
        description: "Histogram of the values; the grid has \(grid.count) values.",
        height: Self.height,
        body: figure.chart.svg(style: Self.style(place), height: Self.height))
    }
  }

  private static func gridless(_ format: any QuantizationFormat) -> String {
    format.rotatesValues
      ? "values are rotated before they are encoded"
      : "each block has its own zero point or codebook"
  }

  private var errors: [HTMLFigure] {
    let ids = formats.map { $0.id }
    let range = report.errorRange(ids)
    return measured.map { place, format, found in
      let figure = HistogramFigure(found.errorHistogram, over: range, columns: Self.bars)
      let outside = figure.below + figure.above
      var caption = "signed error, log count, one range for all formats"
      if let phase = report.values.flatMap({ TensorFacts.phase($0, of: found) }) {
        caption += "; \(phase)"
      }
      if outside > 0 {
        caption +=
          "; \(figure.isExact ? "" : "about ")\(FigureText.count(outside)) lie beyond the axis"
      }
      return HTMLFigure(
        title: "\(format.id)",
        caption: "\(Metric.sqnrTextWithUnit(found)), rule \(found.rule); \(caption)",
        description: "Errors: largest \(FigureText.number(found.maximumError)), 99th percentile "
          + "\(FigureText.number(found.errorP99)), mean \(FigureText.number(found.meanError)).",
        height: Self.height,
        body: figure.chart.svg(style: Self.style(place), height: Self.height))
    }
  }

  private var codeGrids: [HTMLFigure] {
    measured.compactMap { _, format, found in
      switch found.scales.type {
      case .e8m0:
        let figure = E8M0Figure(found)
        let words = [figure.summary, figure.width].filter { !$0.isEmpty }.joined(separator: ". ")
        return HTMLFigure(
          title: "\(format.id): E8M0",
          caption:
            "each row begins with its exponent; a digit is one more than the decimal logarithm of"
            + " the blocks. \(words)",
          description: words, height: figure.grid.svgHeight, body: figure.grid.svg())
      case .e4m3:
        let figure = E4M3Figure(found, values: report.values)
        let words = (figure.counts + [figure.tensorScale] + [figure.outlier].compactMap(\.self))
          .joined(separator: "; ")
        return HTMLFigure(
          title: "\(format.id): E4M3",
          caption:
            "a row an exponent, a column a mantissa; a digit is one more than the decimal logarithm"
            + " of the blocks. \(words)",
          description: words, height: figure.grid.svgHeight, body: figure.grid.svg())
      case .f16, .bf16, .f32, .none: return nil
      }
    }
  }

  /// The used codes of each format with the most common ones in full.
  private var codeTables: String {
    let tables = measured.map { _, format, found in
      let list = ScaleCodeTable(found)
      let rows = list.rows
      guard !rows.isEmpty else { return "" }
      let shown = rows.indices.sorted { (-rows[$0].fraction, $0) < (-rows[$1].fraction, $1) }
        .prefix(Self.mostCodes).sorted()
      let left = rows.count - shown.count
      var table = HTMLTable(
        caption:
          "Scale codes of \(HTMLReport.formatLink(format.id)), the largest first; factor: what"
          + " decoding multiplies by; \(list.basis)"
          + (left > 0 ? "; \(FigureText.count(left)) rarer ones are left out" : ""),
        titles: ["code", "value", "factor", "blocks", "share %", "clip %", "SQNR dB"],
        onPhones: .smallAsItFits)
      for index in shown {
        let row = rows[index]
        table.rows.append(
          [row.code, row.value, row.multiplier, row.blocks, row.share, row.clipped, row.sqnr].map {
            HTMLText.escaped($0)
          })
      }
      return table.html
    }.joined()
    return tables.isEmpty ? "" : "<div class=\"tables\">\n" + tables + "</div>\n"
  }

  private static let mostCodes = 16

  private static func style(_ place: Int) -> String { "f s\(place % 4)" }
}
