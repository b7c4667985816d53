internal import TerminalKit
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The report as a page of plain text, 80 columns wide, names aside.
enum TextReport {
  static let format = ReportFormat(
    id: "text", fileSuffix: "txt", summary: "a page of 80 columns", rendering: .whole(render))

  static func render(_ document: ReportDocument) -> String {
    var lines = [document.tool.line] + header(of: document.source)
    if let skipped = TensorFacts.skipped(document.skipped, quote: { PrintableName.escaped($0) }) {
      lines += wrapped(skipped, first: "! ", rest: "  ")
    }
    if document.tensors.count > 1 {
      let table = SummaryTable(
        of: document.tensors.map(\.tensor), formats: document.formatIDs)
      lines += ["", table.header]
      lines += document.tensors.map { table.row(of: $0.tensor, $0) }
    }
    for (index, report) in document.tensors.enumerated() {
      lines += [""] + page(of: report, formats: document.formats)
      if let figure = document.repairs[index] { lines += repairs(figure) }
    }
    for report in document.kernels {
      lines += ["", "kernels: what layers cost on this machine"]
      lines += LinearTable.lines(
        report, of: document.tensors.count == 1 ? document.tensors.first : nil)
    }
    lines += legend(of: document.formats) + figures(of: document.formats)
    return lines.joined(separator: "\n") + "\n"
  }

  /// What was read, what was guessed about it, and what it lacks.
  static func header(of source: SourceDescription) -> [String] {
    var lines = ["\(PrintableName.escaped(source.path)): \(TensorFacts.source(source))"]
    if let summary = source.metadata.summary {
      lines += wrapped(summary, first: "  ", rest: "  ")
    }
    if let guess = source.guess {
      lines += wrapped(PrintableName.escaped(guess), first: "! ", rest: "  ")
    }
    for fault in source.faults { lines += wrapped(fault.description, first: "! ", rest: "  ") }
    return lines
      + source.notes.flatMap {
        wrapped(PrintableName.escaped($0), first: "! ", rest: "  ")
      }
  }

  /// All about one tensor.
  static func page(of report: TensorReport, formats: [any QuantizationFormat]) -> [String] {
    let ids = formats.map { $0.id }
    var lines = [PrintableName.escaped(report.tensor.name)]
    lines += facts(of: report).flatMap { wrapped($0, first: "  ", rest: "    ") }
    if !report.formats.isEmpty {
      lines += [""] + comparison(of: report, formats: ids)
      lines += TensorFacts.phases(in: report).flatMap {
        wrapped("\($0.id): \($0.text)", rest: "  ")
      }
      if let strips = CharacterPictures.errorStrips(of: report, formats: ids) {
        lines += ["", strips.caption] + strips.lines.map { "  " + $0 }
      }
    }
    if let histogram = CharacterPictures.histogram(of: report, gridOf: formats.first) {
      lines += ["", histogram.caption] + histogram.lines
    }
    return lines + findings(in: report, formats: ids)
  }

  /// What repairs of FP4 gain on a tensor.
  private static func repairs(_ figure: RepairFigure) -> [String] {
    var table = TextTable(sides: [.left, .right, .right, .right, .left])
    table.rows.append(["repair", "SQNR dB", "bits", "gap closed", "a runtime must"])
    for row in figure.rows {
      table.rows.append([
        row.repair.id.description, row.sqnr, row.bits, row.gap, row.repair.runtime,
      ])
    }
    return ["", "repairs of FP4"] + table.lines
      + figure.notes.flatMap { wrapped($0, first: "  - ", rest: "    ") }
  }

  private static func facts(of report: TensorReport) -> [String] {
    var facts = [TensorFacts.stored(report.tensor)]
    if let values = report.values {
      facts.append(TensorFacts.distribution(values))
      if let amax = TensorFacts.amax(values) { facts.append(amax) }
      facts.append(TensorFacts.specials(values))
    }
    return facts
  }

  /// The comparison in as many tables, one below the other, as the page's width asks for.
  private static func comparison(of report: TensorReport, formats: [FormatID]) -> [String] {
    let comparison = ComparisonTable(formats, in: report)
    var lines: [String] = []
    var isMarked = false
    for columns in columnGroups(of: comparison) {
      var table = TextTable(sides: [.left] + columns.map { _ in .right })
      table.rows.append(["metric"] + columns.map { "\(formats[$0]) " })
      for row in comparison.rows {
        let cells = columns.map { row.cells[$0] + (row.best.contains($0) ? "*" : " ") }
        table.rows.append([row.metric.title] + cells)
        isMarked = isMarked || !row.best.isEmpty
      }
      if !lines.isEmpty { lines.append("") }
      lines += table.lines
    }
    return lines + (isMarked ? ["* best of the row"] : [])
  }

  private static func columnGroups(of comparison: ComparisonTable) -> [[Int]] {
    let label = comparison.rows.map(\.metric.title.count).max() ?? 0
    var groups: [[Int]] = []
    var room = 0
    for column in comparison.formats.indices {
      let cells = comparison.rows.map { $0.cells[column].count }
      let width =
        max(comparison.formats[column].description.count, cells.max() ?? 0) + 1 + TextTable.gap
      if groups.isEmpty || width > room {
        groups.append([])
        room = pageWidth - label
      }
      groups[groups.count - 1].append(column)
      room -= width
    }
    return groups
  }

  private static func findings(in report: TensorReport, formats: [FormatID]) -> [String] {
    let findings = Finding.all(in: report, formats: formats)
    guard !findings.isEmpty else { return [] }
    return ["", "findings"]
      + findings.flatMap { finding in
        wrapped(finding.text, first: finding.weight == .warning ? "  ! " : "  - ", rest: "    ")
      }
  }

  /// The rule by which each figure is made; none without formats.
  private static func figures(of formats: [any QuantizationFormat]) -> [String] {
    guard !formats.isEmpty else { return [] }
    return ["", "figures"] + wrapped(Metric.ground, first: "  ", rest: "    ")
      + Metric.all.flatMap {
        wrapped("\($0.title): \($0.definition)", first: "  ", rest: "    ")
      }
  }

  /// The rule of each format, and what it is.
  static func legend(of formats: [any QuantizationFormat]) -> [String] {
    guard !formats.isEmpty else { return [] }
    return ["", "formats"]
      + formats.flatMap { format in
        wrapped("\(format.id): \(FormatFacts.rule(format))", first: "  ", rest: "    ")
      }
  }
}
