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
      sides: [.left, .left, .right, .right, .right] + (hasHashes ? [.left] : []))
    table.rows.append(
      ["name", "dtype", "shape", "offset", "bytes"] + (hasHashes ? ["sha256"] : []))
    for row in listing.rows {
      let cells = [
        PrintableName.escaped(row.name), PrintableName.escaped(row.dtype),
        FigureText.shape(row.shape), String(row.offset), String(row.byteCount),
      ]
      table.rows.append(cells + (hasHashes ? [row.sha256 ?? ""] : []))
    }
    lines += listing.rows.isEmpty ? ["no tensors"] : table.lines
    lines += matrices(of: listing)
    return lines.map { $0 + "\n" }.joined()
  }

  private static func matrices(of listing: TensorListing) -> [String] {
    guard !listing.matrices.isEmpty else { return [] }
    var table = TextTable(sides: [.left, .left, .right, .left])
    table.rows.append(["matrix", "format", "shape", "parts"])
    for matrix in listing.matrices {
      let parts = matrix.parts.map { PrintableName.escaped($0.name) }
      table.rows.append([
        PrintableName.escaped(matrix.name), matrix.format, FigureText.shape(matrix.shape),
        parts.joined(separator: ", "),
      ])
    }
    return [""] + table.lines
  }
}
