internal import TensorFiles

/// Holds texts that a user will see against what a terminal may be sent.
public enum ShownText {
  /// The longest error: a shape of 64 dimensions and a name take less.
  private static let longestError = 4096

  /// Makes sure that a text can't drive a terminal, hide anything or reorder a line.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - what: What it is, for the fault.
  ///   - allowed: Characters that may stand in it all the same, such as line ends.
  /// - Throws: `ReaderFault` that names the first character that does harm.
  public static func check(_ text: String, _ what: String, allowing allowed: String = "") throws {
    // Nearly all of it; what is left is looked at one by one.
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return }
    for scalar in text.unicodeScalars where !isHarmless(scalar) {
      if allowed.unicodeScalars.contains(scalar) { continue }
      let code = String(scalar.value, radix: 16, uppercase: true)
      throw ReaderFault("\(what) holds U+\(code): \(PrintableName.escaped(text))")
    }
  }

  /// Makes sure that an error is one harmless line of a length to be read.
  public static func checkError(_ error: any CustomStringConvertible) throws {
    let text = error.description
    try check(text, "an error")
    guard !text.isEmpty, text.utf8.count <= longestError else {
      throw ReaderFault("an error of \(text.utf8.count) bytes: \(text.prefix(200))")
    }
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
    let text = String(scalar)
    return PrintableName.escaped(text) == text
  }
}
