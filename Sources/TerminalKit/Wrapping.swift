/// Breaks a sentence between its words so that no line is wider than a page; a longer word stands alone.
///
/// - Parameters:
///   - text: The sentence.
///   - first: What stands before its first line.
///   - rest: What stands before the others.
///   - width: The width of the page, in columns; 80 is that of a report.
/// - Returns: The lines.
public func wrapped(
  _ text: String, first: String = "", rest: String = "", width: Int = 80
) -> [String] {
  var lines: [String] = []
  var line = first
  var isEmpty = true
  for word in text.split(separator: " ") {
    if !isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > width {
      lines.append(line)
      line = rest
      isEmpty = true
    }
    line += isEmpty ? word : " " + word
    isEmpty = false
  }
  return lines + [line]
}
