import TerminalKit

/// What a frame must never hold, whatever was pressed and whatever a file calls its tensors.
enum FrameFaults {
  /// The first fault of a frame in words; nil where there is none.
  ///
  /// - Parameters:
  ///   - frame: the frame.
  ///   - size: how large it should be.
  ///   - isASCII: whether all of it must be plain.
  /// - Returns: the fault and its place.
  static func first(in frame: Frame, size: Size, isASCII: Bool) -> String? {
    guard frame.size == size, frame.cells.count == size.columns * size.rows else {
      return "the frame is \(frame.size), the terminal \(size)"
    }
    if let cursor = frame.textCursor, !frame.bounds.contains(cursor) {
      return "the cursor stands at \(cursor), beyond \(size)"
    }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        if let fault = fault(of: frame, column, row, isASCII) {
          return "row \(row), column \(column): \(fault) in \(frame.lines[row])"
        }
      }
    }
    return nil
  }

  private static func fault(
    of frame: Frame, _ column: Int, _ row: Int, _ isASCII: Bool
  ) -> String? {
    let cell = frame[column, row]
    // Nearly all cells; the rest is looked at closely.
    if let byte = cell.character.asciiValue {
      if !(0x20..<0x7F).contains(byte) { return "the control character \(byte)" }
      if cell.width == 1 { return nil }
      let isRightHalf = cell.width == 0 && column > 0 && frame[column - 1, row].width == 2
      return isRightHalf && byte == 0x20 ? nil : "half a wide character"
    }
    for scalar in cell.character.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
        return "U+\(String(scalar.value, radix: 16))"
      default: break
      }
    }
    let width = DisplayWidth.of(String(cell.character))
    guard cell.width == width, width == 1 || width == 2 else {
      return "\(cell.character) in \(cell.width) columns, not \(width)"
    }
    if width == 2, column + 1 >= frame.size.columns || frame[column + 1, row].width != 0 {
      return "a wide character without its other half"
    }
    return isASCII && cell.character.unicodeScalars.contains { !$0.isASCII && !isLetter($0) }
      ? "\(cell.character) where only ASCII shows" : nil
  }

  /// Names are shown as they are; what the program draws itself is no letter.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
      || scalar.properties.isEmoji || DisplayWidth.of(String(scalar)) == 2
  }
}
