internal import Figures
internal import QuantCore
public import TensorFiles

/// The stored tensors of a source as lines of text.
public enum ListText {
  /// Writes a listing down.
  ///
  /// - Parameter listing: The tensors.
  /// - Returns: The source on the first line, then one line for each tensor under a line of titles, and such a
  ///   table for the weights that are made of several.
  public static func render(_ listing: TensorListing) -> String {
    var lines = TextReport.header(of: listing.source)
    let hasHashes = listing.rows.contains { $0.sha256 != nil }
    var table = TextTable(
      sides: [.left, .left, .right, .right, .right, .left] + (hasHashes ? [.left] : []))
    table.rows.append(
      ["name", "dtype", "shape", "offset", "bytes", "role"] + (hasHashes ? ["sha256"] : []))
    for row in listing.rows {
      let cells = [
        PrintableName.escaped(row.name), PrintableName.escaped(row.dtype),
        FigureText.shape(row.shape), String(row.offset), String(row.byteCount),
        row.role.rawValue,
      ]
      table.rows.append(cells + (hasHashes ? [row.sha256 ?? ""] : []))
    }
    lines += listing.rows.isEmpty ? ["no tensors"] : table.lines
    lines += matrices(of: listing)
    if listing.includesMetadata { lines += metadata(of: listing.source) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The most characters of a value: chat templates have ten thousand.
  private static let shownCharacters = 160

  private static func metadata(of source: SourceDescription) -> [String] {
    guard !source.metadata.isEmpty else { return ["", "no metadata"] }
    var table = TextTable(sides: [.left, .left, .left])
    table.rows.append(["metadata", "type", "value"])
    for row in source.metadata.rows {
      table.rows.append([
        PrintableName.escaped(row.key), row.type,
        MetadataText.value(of: row, limit: shownCharacters),
      ])
    }
    return [""] + table.lines
  }

  private static func matrices(of listing: TensorListing) -> [String] {
    guard !listing.matrices.isEmpty else { return [] }
    var table = TextTable(sides: [.left, .left, .left, .right, .left])
    table.rows.append(["matrix", "layout", "format", "shape", "parts"])
    for matrix in listing.matrices {
      let parts = matrix.parts.map { PrintableName.escaped($0.name) }
      table.rows.append([
        PrintableName.escaped(matrix.name), matrix.layout, matrix.format,
        FigureText.shape(matrix.shape),
        parts.joined(separator: ", "),
      ])
    }
    return [""] + table.lines + remarks(on: listing.surveys)
  }

  /// Which way tensor scales were taken, what was assumed, and what is suspicious, each with its first weights.
  private static func remarks(on surveys: [ScaleSurvey]) -> [String] {
    let shown = 20
    var said = SharedRemarks()
    for survey in surveys {
      let matrix = survey.matrix
      if let text = survey.tensorScaleText {
        // The same way is said once, whatever the number.
        let way = matrix.tensorScale == .divisor ? "divides" : "multiplies"
        said.say(text, of: matrix.name, as: matrix.layout + " " + way)
      }
      for text in [survey.inputScaleText].compactMap(\.self) + matrix.assumptions {
        said.say(text, of: matrix.name, as: matrix.layout + text)
      }
    }
    let ways = said.remarks.map { remark in
      "- \(remark.name): \(remark.text)"
        + (remark.count > 1 ? "; \(remark.count - 1) more so" : "")
    }
    let warnings = surveys.flatMap { survey in
      survey.warnings.map { "! \(PrintableName.escaped(survey.matrix.name)): \($0)" }
    }
    let rest = warnings.count - shown
    return ways + warnings.prefix(shown) + (rest > 0 ? ["! and \(rest) more"] : [])
  }
}
