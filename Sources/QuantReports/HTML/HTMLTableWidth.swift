/// How wide a table has to be, by its longest pieces that don't break.
struct HTMLTableWidth {
  /// Whether a window of 360 pixels is wide enough.
  let fitsPhone: Bool

  /// Measures a table as the style sheet sets it on a phone.
  init(_ table: HTMLTable) {
    // Sizes of type and the space around a cell, in pixels, and what a page leaves of 360.
    let isSmall = table.onPhones == .smallAsItFits
    let (size, space) = isSmall ? (11.9, 4.8) : (12.8, 7.1)
    let room = 360.0 - 2 * 14.4
    let columns = table.titles.indices.map { column in
      let titles = Self.pieces(table.titles[column], atBlanks: true)
      let isWords = column < table.wordColumns
      let cells = table.rows.filter { column < $0.count }
        .flatMap { Self.pieces($0[column], atBlanks: isWords) }
      return (titles + cells).map(Self.width).max() ?? 0
    }
    fitsPhone = columns.reduce(0) { $0 + $1 * size + space } <= room
  }

  /// What stands between the places where a piece of HTML may break.
  private static func pieces(_ html: String, atBlanks: Bool) -> [Substring] {
    let text = HTMLText.withoutTags(html.replacing(/<(wbr|br)>/, with: "\n"))
    return text.split { $0 == "\n" || atBlanks && $0 == " " }
  }

  /// The width of a text in units of its size, as wide as the fonts of common systems make it.
  private static func width(of text: Substring) -> Double {
    text.reduce(0) { width, character in
      width
        + (".,:;|'()[]-/ ".contains(character) ? 0.37 : "%mwMW".contains(character) ? 0.97 : 0.64)
    }
  }
}
