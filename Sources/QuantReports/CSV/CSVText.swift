internal import QuantCore
internal import TensorFiles

/// Values as cells of RFC 4180.
enum CSVText {
  /// A row with its line end; cells that hold a comma, a quote or a line end are quoted.
  static func row(_ cells: [String]) -> String {
    cells.map { quoted($0) }.joined(separator: ",") + "\r\n"
  }

  /// A value as JSON writes it; names with control characters escaped, undefined figures empty.
  static func cell(_ value: ReportField.Value) -> String {
    switch value {
    case .count(let count): return String(count)
    case .flag(let flag): return flag ? "true" : "false"
    case .text(let text): return PrintableName.escaped(text)
    case .figure(let figure):
      guard let figure, figure.isFinite else { return "" }
      var json = JSONWriter()
      json.value(figure)
      return json.text
    }
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = !cell.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
    return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
