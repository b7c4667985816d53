internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// All about one tensor, as a section of a page.
struct HTMLTensorSection {
  private let index: Int
  private let document: ReportDocument
  private let report: TensorReport
  private let depth: SectionDepth

  init(_ index: Int, of document: ReportDocument, depth: SectionDepth) {
    self.index = index
    self.document = document
    self.depth = depth
    report = document.tensors[index]
  }

  /// The section.
  var html: String {
    let id = "tensor-\(index)"
    var html = "<section id=\"\(id)\">\n<h2>\(HTMLText.name(report.tensor.name))</h2>\n"
    html += "<p class=\"sub\">\(HTMLText.escaped(TensorFacts.stored(report.tensor)))</p>\n"
    html += HTMLReport.factList(facts) + findings
    if !report.formats.isEmpty { html += comparison }
    html +=
      HTMLCharts(
        of: report, formats: document.formats, pictures: document.pictures[index], depth: depth,
        id: id
      ).html
    if let pictures = document.pictures[index] {
      html += HTMLWorstBlocks.section(pictures.worstBlocks, of: report)
    }
    if let figure = document.repairs[index] { html += repairs(figure) }
    return html + "</section>\n"
  }

  private var facts: [(name: String, text: String)] {
    guard let values = report.values else { return [] }
    var facts = [("values", TensorFacts.distribution(values))]
    if let amax = TensorFacts.amax(values) { facts.append(("largest", amax)) }
    facts.append(("special", TensorFacts.specials(values)))
    return facts.map { ($0.0, HTMLText.prose($0.1)) }
  }

  private var findings: String {
    let findings = Finding.all(in: report, formats: document.formatIDs)
    guard !findings.isEmpty else { return "" }
    let items = findings.map { finding in
      let text = HTMLText.prose(finding.text)
      return finding.weight == .warning
        ? "<li class=\"warn\"><b>Warning:</b> \(text)</li>\n" : "<li>\(text)</li>\n"
    }
    return "<ul class=\"findings\">\n" + items.joined() + "</ul>\n"
  }

  private var comparison: String {
    let comparison = ComparisonTable(document.formatIDs, in: report)
    var table = HTMLTable(
      caption: "Weight-only figures; the best of a row in bold and marked *",
      titles: ["metric"] + document.formatIDs.map { HTMLReport.formatLink($0) })
    for (index, row) in comparison.rows.enumerated() {
      let cells = row.cells.enumerated().map { column, cell in
        let text = HTMLText.figures(cell)
        return row.best.contains(column) ? "<b>\(text)*</b>" : text
      }
      table.rows.append(
        ["<a href=\"#metric-\(index)\">\(HTMLText.escaped(row.metric.title))</a>"] + cells)
    }
    return table.html
  }

  private func repairs(_ figure: RepairFigure) -> String {
    var table = HTMLTable(
      titles: [
        "repair", "what changes", "a runtime must", "SQNR dB", "bits/weight", "gap closed",
      ], wordColumns: 3, onPhones: .cards)
    for row in figure.rows {
      table.rows.append(
        ["<code>\(HTMLText.escaped(row.repair.id.description))</code>"]
          + [row.repair.change, row.repair.runtime, row.sqnr, row.bits, row.gap].map {
            HTMLText.escaped($0)
          })
    }
    let notes = figure.notes.map { "<li>\(HTMLText.escaped($0))</li>\n" }.joined()
    return "<h3>Repairs of FP4</h3>\n" + table.html + "<ul class=\"note\">\n\(notes)</ul>\n"
  }
}
