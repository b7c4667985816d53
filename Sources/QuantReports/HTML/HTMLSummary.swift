internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// All tensors of a page in one table, with links to their sections.
enum HTMLSummary {
  static func section(of document: ReportDocument, depths: [SectionDepth]) -> String {
    guard !document.tensors.isEmpty else { return "<p>There are no tensors.</p>\n" }
    let ids = document.formatIDs
    var table = HTMLTable(
      caption: "SQNR in dB, higher is better, the best of each row in bold; warnings are in the"
        + " tensors' sections",
      titles: ["tensor"] + ids.map { HTMLReport.formatLink($0) } + ["warnings"],
      onPhones: .cards)
    table.hasNames = true
    for (index, report) in document.tensors.enumerated() {
      table.rows.append(row(index, report, formats: ids, hasSection: depths[index] > .row))
    }
    let shown = depths.count { $0 == .full }
    let brief = depths.count { $0 == .brief }
    let count = FigureText.count(document.tensors.count, "tensor")
    var text = "\(count)."
    if brief > 0 || shown < depths.count {
      text +=
        " The \(FigureText.count(shown)) with the lowest SQNR are shown with every picture"
        + (brief > 0 ? ", \(FigureText.count(brief)) more with their figures" : "")
        + (shown + brief < depths.count ? ", the others in this table only" : "")
        + "; <code>--tensor</code> makes a report of those that it names."
    }
    return
      "<section>\n<h2>Summary</h2>\n<p>\(text)</p>\n<p class=\"note\">\(HTMLLegend.weightOnly)</p>\n"
      + table.html + "</section>\n"
  }

  private static func row(
    _ index: Int, _ report: TensorReport, formats: [FormatID], hasSection: Bool
  ) -> [String] {
    let name = HTMLText.name(report.tensor.name)
    let best = ComparisonTable(formats, in: report).rows.first { $0.metric.preference != nil }
    let figures = SummaryTable.figures(report, formats: formats).enumerated().map { column, text in
      let text = HTMLText.escaped(text)
      return best?.best.contains(column) == true ? "<b>\(text)</b>" : text
    }
    let warnings = Finding.all(in: report, formats: formats).count { $0.weight == .warning }
    let facts = "\(report.tensor.type.name) \(FigureText.shape(report.tensor.shape))"
    return [
      (hasSection ? "<a href=\"#tensor-\(index)\">\(name)</a>" : name)
        + "<br><span class=\"sub\">\(HTMLText.escaped(facts))</span>"
    ] + figures + [warnings == 0 ? "" : "\(warnings)"]
  }
}
