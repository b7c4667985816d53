internal import TensorFiles

/// Recipes as CSV: a row for each tensor, in a column `name` and a column `format`; others are not looked at.
enum RecipeCSV {
  /// Reads rows.
  static func rules(_ bytes: [UInt8], path: String) throws(TensorFileError) -> RecipeRules {
    var rows = CSVRows(bytes, path: path)
    guard let header = try rows.next() else { return RecipeRules() }
    guard let name = header.firstIndex(of: "name"), let format = header.firstIndex(of: "format")
    else {
      throw TensorFileError(
        .malformed, path: path, byteOffset: 0,
        "expected a recipe: \(RecipeFile.schema), or CSV whose first line names the columns name and format"
      )
    }
    var rules = RecipeRules()
    var choices = RecipeChoices()
    while let row = try rows.next() {
      // A line without anything in it says nothing.
      if row == [""] { continue }
      guard row.count == header.count else {
        throw rows.malformed("\(row.count) cells, expected \(header.count) as in the first line")
      }
      guard let choice = choices.choice(row[format]) else {
        throw rows.malformed(choices.refusal(row[format]))
      }
      guard choices.isFirst(row[name]) else {
        throw rows.malformed("\(PrintableName.quoted(row[name])) stands twice")
      }
      rules.names.append(RecipeRules.Rule(PrintableName.unescaped(row[name]), choice))
    }
    guard !rules.names.isEmpty else { throw rows.malformed("expected a row after the first line") }
    return rules
  }

  /// The text that `rules` reads; names are escaped as in every CSV of quantview.
  static func text(_ recipe: Recipe) -> String {
    recipe.entries.reduce(into: "name,format\r\n") { text, entry in
      text +=
        quoted(PrintableName.escaped(entry.tensor.name)) + "," + entry.choice.description + "\r\n"
    }
  }

  private static func quoted(_ cell: String) -> String {
    let isPlain = !cell.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
    return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}

/// The rows of a CSV file, one after the other (RFC 4180); lines may end in LF alone.
struct CSVRows {
  private let bytes: [UInt8]
  private let path: String
  private var place = 0
  /// Where the last row begins, and its line, counted from 1.
  private var start = 0
  private var line = 1

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
  }

  /// An error about the last row.
  func malformed(_ detail: String) -> TensorFileError {
    TensorFileError(.malformed, path: path, "line \(line): \(detail)")
  }

  /// The cells of the next row; nil behind the last.
  mutating func next() throws(TensorFileError) -> [String]? {
    // Cells in quotes may hold line ends.
    line += Self.lineEnds(bytes[start..<place])
    start = place
    guard place < bytes.count else { return nil }
    var cells: [String] = []
    while true {
      cells.append(try cell())
      guard place < bytes.count else { return cells }
      let separator = bytes[place]
      place += 1
      if separator == UInt8(ascii: ",") { continue }
      if separator == UInt8(ascii: "\r"), place < bytes.count, bytes[place] == UInt8(ascii: "\n") {
        place += 1
      }
      return cells
    }
  }

  /// How many lines end among some bytes.
  private static func lineEnds(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.indices.count { index in
      bytes[index] == UInt8(ascii: "\n")
        || bytes[index] == UInt8(ascii: "\r")
          && !(index + 1 < bytes.endIndex && bytes[index + 1] == UInt8(ascii: "\n"))
    }
  }

  /// The next cell, up to a comma or the end of the line.
  private mutating func cell() throws(TensorFileError) -> String {
    let quote = UInt8(ascii: "\"")
    guard place < bytes.count, bytes[place] == quote else {
      let first = place
      while place < bytes.count, !",\r\n".utf8.contains(bytes[place]) { place += 1 }
      return try text(bytes[first..<place])
    }
    place += 1
    var content: [UInt8] = []
    while true {
      guard place < bytes.count else { throw malformed("a quote that is never closed") }
      if bytes[place] == quote {
        place += 1
        guard place < bytes.count, bytes[place] == quote else { break }
      }
      content.append(bytes[place])
      place += 1
    }
    guard place == bytes.count || ",\r\n".utf8.contains(bytes[place]) else {
      throw malformed("text behind a closing quote")
    }
    return try text(content[...])
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(TensorFileError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw malformed("text that is not UTF-8")
    }
    return text
  }
}
