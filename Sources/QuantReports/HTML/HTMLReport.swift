internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// The report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.
enum HTMLReport {
  static let format = ReportFormat(
    id: "html", fileSuffix: "html", otherSuffixes: ["htm"],
    summary: "one file with pictures, to send or to print",
    hasPictures: true, rendering: .whole(render))

  static func render(_ document: ReportDocument) -> String {
    let title = "quantview report: \(HTMLText.foreign(document.source.path))"
    let depths = SectionDepth.depths(of: document.tensors)
    var html = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="quantview \(document.tool.version)">
      <title>\(title)</title>
      <link rel="icon" href="data:,">
      <style>
      \(HTMLStyle.sheet)</style>
      </head>
      <body>
      <header>
      <h1>quantview report: \(HTMLText.name(document.source.path))</h1>

      """
    html += facts(of: document) + "</header>\n<main>\n"
    if document.tensors.count != 1 { html += HTMLSummary.section(of: document, depths: depths) }
    for index in document.tensors.indices where depths[index] > .row {
      html += HTMLTensorSection(index, of: document, depth: depths[index]).html
    }
    html += HTMLKernels.sections(of: document)
    if !document.formats.isEmpty { html += HTMLLegend.section(of: document) }
    return html
      + "</main>\n<footer><p class=\"note\">\(HTMLText.escaped(document.tool.line))</p></footer>\n"
      + "</body>\n</html>\n"
  }

  private static func facts(of document: ReportDocument) -> String {
    var facts = [("read", HTMLText.escaped(TensorFacts.source(document.source)))]
    if let guess = document.source.guess {
      facts.append(("guessed", "<b>Warning:</b> " + HTMLText.foreign(guess)))
    }
    for fault in document.source.faults {
      facts.append(("incomplete", "<b>Warning:</b> " + HTMLText.foreign(fault.description)))
    }
    if let skipped = TensorFacts.skipped(document.skipped, quote: { PrintableName.quoted($0) }) {
      facts.append(("left out", HTMLText.escaped(skipped)))
    }
    facts.append(("made by", HTMLText.escaped(document.tool.line)))
    if !document.formats.isEmpty {
      facts.append(("formats", document.formatIDs.map { formatLink($0) }.joined(separator: ", ")))
    }
    return factList(facts)
  }

  /// Pairs of what is told and what there is to tell, as HTML.
  static func factList(_ facts: [(name: String, text: String)]) -> String {
    "<dl class=\"facts\">\n"
      + facts.map { "<dt>\($0.name)</dt><dd>\($0.text)</dd>\n" }.joined() + "</dl>\n"
  }

  /// A format's id that leads to its rule.
  static func formatLink(_ id: FormatID) -> String {
    "<a href=\"#\(anchor(of: id))\"><code>\(HTMLText.escaped(id.description))</code></a>"
  }

  /// What a format's rule is called within the page.
  static func anchor(of id: FormatID) -> String {
    "format-" + id.description.replacing(":", with: "-rule-").replacing("+", with: "-with-")
  }
}
