internal import Figures
internal import QuantCore

/// What formats are and how figures are made, at the end of a page.
enum HTMLLegend {
  /// What no figure of weights can say.
  static let weightOnly =
    "Weight-only figures: errors of the weights alone, without activations. They rank tensors and formats; they do not"
    + " predict a model’s accuracy."

  static func section(of document: ReportDocument) -> String {
    var html = "<section>\n<h2>Formats and their rules</h2>\n<dl>\n"
    for format in document.formats {
      html +=
        "<dt id=\"\(HTMLReport.anchor(of: format.id))\"><code>"
        + HTMLText.escaped(format.id.description)
        + "</code></dt><dd>\(HTMLText.escaped(FormatFacts.rule(format)))</dd>\n"
    }
    html +=
      "</dl>\n<h2>How the figures are made</h2>\n<p>\(HTMLText.escaped(Metric.ground))</p>\n<dl>\n"
    for (index, metric) in Metric.all.enumerated() {
      html +=
        "<dt id=\"metric-\(index)\">\(HTMLText.escaped(metric.title))</dt>"
        + "<dd>\(HTMLText.escaped(metric.definition))</dd>\n"
    }
    return html + "</dl>\n</section>\n"
  }
}
