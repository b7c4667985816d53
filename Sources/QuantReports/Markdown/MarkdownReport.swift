internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The report as Markdown, made to be pasted into a pull request.
enum MarkdownReport {
  static let format = ReportFormat(
    id: "markdown", fileSuffix: "md", summary: "tables and pictures for a pull request",
    rendering: .whole(render))

  static func render(_ document: ReportDocument) -> String {
    let source = document.source
    var blocks: [[String]] = [
      ["# quantview report: \(MarkdownText.code(source.path))"],
      [MarkdownText.prose("\(TensorFacts.source(source)); \(document.tool.line)")],
    ]
    if let guess = source.guess {
      blocks.append(["> **Guessed:** \(MarkdownText.prose(guess))"])
    }
    for fault in source.faults {
      blocks.append(["> **Incomplete:** \(MarkdownText.prose(fault.description))"])
    }
    if let skipped = TensorFacts.skipped(document.skipped, quote: { MarkdownText.code($0) }) {
      blocks.append(["> " + skipped])
    }
    if document.tensors.count > 1 { blocks.append(summary(of: document)) }
    for (index, report) in document.tensors.enumerated() {
      blocks += section(of: report, formats: document.formats)
      if let figure = document.repairs[index] { blocks += repairs(figure) }
    }
    for report in document.kernels {
      let only = document.tensors.count == 1 ? document.tensors.first : nil
      blocks += MarkdownKernels.section(of: report, tensor: only)
    }
    if !document.formats.isEmpty { blocks += rules(of: document.formats) }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static func summary(of document: ReportDocument) -> [String] {
    let ids = document.formatIDs
    let titles = ["SQNR in dB", "dtype", "shape"] + ids.map { MarkdownText.code($0.description) }
    return [
      MarkdownText.row(titles), MarkdownText.rule(columns: titles.count, left: 3),
    ]
      + document.tensors.map { report in
        let tensor = report.tensor
        return MarkdownText.row(
          [
            MarkdownText.code(tensor.name), tensor.type.name, FigureText.shape(tensor.shape),
          ] + SummaryTable.figures(report, formats: ids))
      }
  }

  private static func section(
    of report: TensorReport, formats: [any QuantizationFormat]
  ) -> [[String]] {
    let ids = formats.map { $0.id }
    var blocks = [["## \(MarkdownText.code(report.tensor.name))"], facts(of: report)]
    if !report.formats.isEmpty { blocks.append(comparison(of: report, formats: ids)) }
    let phases = TensorFacts.phases(in: report)
    if !phases.isEmpty {
      blocks.append(
        phases.map {
          "- \(MarkdownText.code($0.id.description)): \(MarkdownText.prose($0.text))"
        })
    }
    blocks += pictures(of: report, formats: formats)
    let findings = Finding.all(in: report, formats: ids)
    if !findings.isEmpty {
      blocks.append(
        findings.map { finding in
          let mark = finding.weight == .warning ? "**Warning:** " : ""
          return "- \(mark)\(MarkdownText.prose(finding.text))"
        })
    }
    return blocks
  }

  /// What repairs of FP4 gain on a tensor.
  private static func repairs(_ figure: RepairFigure) -> [[String]] {
    let titles = [
      "repair", "what changes", "a runtime must", "SQNR in dB", "bits", "gap closed",
    ]
    let rows = figure.rows.map { row in
      MarkdownText.row([
        MarkdownText.code(row.repair.id.description), MarkdownText.prose(row.repair.change),
        MarkdownText.prose(row.repair.runtime), row.sqnr, row.bits, row.gap,
      ])
    }
    return [
      ["### Repairs of FP4"],
      [MarkdownText.row(titles), MarkdownText.rule(columns: titles.count, left: 3)] + rows,
      figure.notes.map { "- \(MarkdownText.prose($0))" },
    ]
  }

  private static func facts(of report: TensorReport) -> [String] {
    var facts = [TensorFacts.stored(report.tensor)]
    if let values = report.values {
      facts.append(TensorFacts.distribution(values))
      if let amax = TensorFacts.amax(values) { facts.append(amax) }
      facts.append(TensorFacts.specials(values))
    }
    return facts.map { "- \(MarkdownText.prose($0))" }
  }

  private static func comparison(of report: TensorReport, formats: [FormatID]) -> [String] {
    let comparison = ComparisonTable(formats, in: report)
    let titles = ["metric (best in bold)"] + formats.map { MarkdownText.code($0.description) }
    return [MarkdownText.row(titles), MarkdownText.rule(columns: titles.count, left: 1)]
      + comparison.rows.map { row in
        let cells = row.cells.enumerated().map { column, cell in
          row.best.contains(column) ? "**\(cell)**" : cell
        }
        return MarkdownText.row([MarkdownText.prose(row.metric.title)] + cells)
      }
  }

  private static func pictures(
    of report: TensorReport, formats: [any QuantizationFormat]
  ) -> [[String]] {
    let histogram = CharacterPictures.histogram(of: report, gridOf: formats.first)
    let strips = CharacterPictures.errorStrips(of: report, formats: formats.map { $0.id })
    return [histogram, strips].compactMap { picture in
      picture.map { ["```text", $0.caption] + $0.lines + ["```"] }
    }
  }

  private static func rules(of formats: [any QuantizationFormat]) -> [[String]] {
    [
      ["## Formats"],
      formats.map { format in
        "- \(MarkdownText.code(format.id.description)): "
          + MarkdownText.prose(FormatFacts.rule(format))
      },
      ["## Figures"], ["Weight-only: \(MarkdownText.prose(Metric.ground))."],
      Metric.all.map {
        "- \(MarkdownText.prose($0.title)): \(MarkdownText.prose($0.definition))"
      },
    ]
  }
}
