/// A table whose titles belong to its columns and whose first cells belong to its rows.
struct HTMLTable {
  /// What stands above it, as HTML.
  var caption = ""
  /// The titles of the columns, as HTML.
  let titles: [String]
  /// How many columns from the left hold words, not figures.
  let wordColumns: Int
  /// Whether the rows are named by names of any length.
  var hasNames = false
  /// The rows, as HTML; the first cell names the row.
  var rows: [[String]] = []

  init(caption: String = "", titles: [String], wordColumns: Int = 1) {
    self.caption = caption
    self.titles = titles
    self.wordColumns = wordColumns
  }

  /// The table, in a frame that scrolls where the page is too narrow for it.
  var html: String {
    // What may have to be scrolled must be within reach of the keyboard.
    let reach = titles.count > 5 ? " tabindex=\"0\" role=\"region\" aria-label=\"wide table\"" : ""
    var html = "<div class=\"wide\"\(reach)>"
    html += hasNames ? "<table class=\"names\">\n" : "<table>\n"
    if !caption.isEmpty { html += "<caption><span>\(caption)</span></caption>\n" }
    html += "<thead><tr>"
    for (column, title) in titles.enumerated() {
      html += "<th scope=\"col\"\(side(column))>\(title)</th>"
    }
    html += "</tr></thead>\n<tbody>\n"
    for row in rows {
      html += "<tr>"
      for (column, cell) in row.enumerated() {
        html +=
          column == 0
          ? "<th scope=\"row\">\(cell)</th>" : "<td\(side(column))>\(cell)</td>"
      }
      html += "</tr>\n"
    }
    return html + "</tbody></table></div>\n"
  }

  private func side(_ column: Int) -> String { column < wordColumns ? " class=\"x\"" : "" }
}
