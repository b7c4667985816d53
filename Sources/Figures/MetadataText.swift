public import TensorFiles

/// Metadata as people read it.
public enum MetadataText {
  /// The value of a row on one line, with what it means.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - limit: The most characters of a text that are shown; nil for all.
  /// - Returns: The value; of a text that is cut, how long it is.
  public static func value(of row: MetadataTable.Row, limit: Int? = nil) -> String {
    let value = row.value.description
    var shown = PrintableName.escaped(value)
    let count = value.unicodeScalars.count
    if let limit, count > limit {
      shown = PrintableName.escaped(String(value.unicodeScalars.prefix(limit)))
      shown += "... \(FigureText.count(count, "character"))"
    }
    return row.meaning.map { "\(shown), \($0)" } ?? shown
  }
}
