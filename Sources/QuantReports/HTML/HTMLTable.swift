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
  /// How a phone shows it.
  let onPhones: PhoneLook
  /// The rows, as HTML; the first cell names the row.
  var rows: [[String]] = []

  /// Makes a table.
  ///
  /// - Parameters:
  ///   - caption: What stands above it, as HTML.
  ///   - titles: The titles of the columns, as HTML.
  ///   - wordColumns: How many columns from the left hold words, not figures.
  ///   - onPhones: How a phone shows it.
  init(
    caption: String = "", titles: [String], wordColumns: Int = 1, onPhones: PhoneLook = .asItFits
  ) {
    self.caption = caption
    self.titles = titles
    self.wordColumns = wordColumns
    self.onPhones = onPhones
  }

  /// The table, in a frame that scrolls where the window is too narrow for it and rows are no cards.
  var html: String {
    // What may have to be scrolled must be within reach of the keyboard.
    let reach = titles.count > 5 ? " tabindex=\"0\" role=\"region\" aria-label=\"wide table\"" : ""
    let hasCards = onPhones == .cards || !HTMLTableWidth(self).fitsPhone
    var html = "<div class=\"wide\(hasCards ? " cards" : "")\"\(reach)>"
    // A card has no titles above it: each figure brings its own.
    let labels = titles.map { hasCards ? " data-t=\"\(HTMLText.withoutTags($0))\"" : "" }
    html += hasNames ? "<table class=\"names\">\n" : "<table>\n"
    if !caption.isEmpty { html += "<caption><span>\(caption)</span></caption>\n" }
    html += "<thead><tr>"
    for (column, title) in titles.enumerated() {
      html += "<th scope=\"col\"\(side(column))>\(title)</th>"
    }
    html += "</tr></thead>\n<tbody>\n"
    for row in rows {
      html += "<tr>"
      for (column, cell) in row.prefix(titles.count).enumerated() {
        html +=
          column == 0
          ? "<th scope=\"row\">\(cell)</th>"
          : "<td\(side(column))\(labels[column])>\(cell)</td>"
      }
      html += "</tr>\n"
    }
    return html + "</tbody></table></div>\n"
  }

  /// How a phone shows a table: nothing is to be scrolled sideways.
  enum PhoneLook {
    /// As a table where that fits, else each row as a card.
    case asItFits
    /// The same in the smaller type of tables that stand in a row.
    case smallAsItFits
    /// Each row as a card, each figure behind its title.
    case cards
  }

  private func side(_ column: Int) -> String { column < wordColumns ? " class=\"x\"" : "" }
}
