internal import TerminalKit

/// The width of a page of text, in columns.
let pageWidth = 80

/// Breaks a sentence between its words so that no line is wider than the page; a longer word stands alone.
///
/// - Parameters:
///   - text: The sentence.
///   - first: What stands before its first line.
///   - rest: What stands before the others.
///   - width: The width of the page, in columns.
/// - Returns: The lines.
func wrapped(
  _ text: String, first: String = "", rest: String = "", width: Int = pageWidth
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
