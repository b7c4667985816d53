import CVTerm

/// One cell of an emulated screen.
public struct ScreenCell: Equatable, Sendable {
  /// The character with its combining marks; a space where there is none.
  public var text: String
  /// How many columns the character takes.
  public var width: Int
  /// The palette index of the character's colour; -1 is the terminal's own.
  public var foreground: Int
  /// The palette index behind it; -1 is the terminal's own.
  public var background: Int
  /// Whether it is bold.
  public var isBold: Bool
  /// Whether the colours change places.
  public var isReversed: Bool
  /// Whether it is underlined.
  public var isUnderlined: Bool
}

/// A terminal emulator without a window.
@safe final class EmulatedScreen {
  private let screen: UnsafeMutablePointer<cvt_screen>
  private(set) var rows: Int
  private(set) var columns: Int
  private var mender = SequenceMender()

  init?(rows: Int, columns: Int) {
    guard let screen = unsafe cvt_new(Int32(rows), Int32(columns)) else { return nil }
    unsafe self.screen = screen
    self.rows = rows
    self.columns = columns
  }

  deinit { unsafe cvt_free(screen) }

  var isCursorVisible: Bool { unsafe screen.pointee.is_cursor_visible }
  var isAlternate: Bool { unsafe screen.pointee.is_alternate }
  var isPlain: Bool { unsafe cvt_is_plain(screen) }
  var cursor: (row: Int, column: Int) {
    let place = unsafe cvt_cursor(screen)
    return (Int(place.row), Int(place.col))
  }

  func feed(_ bytes: [UInt8]) {
    let rest = mender.mend(bytes) { before in
      carryOut(before)
      let place = cursor
      return Array("\u{1B}[\(place.row + 1);\(place.column + 1)H".utf8)
    }
    carryOut(rest)
  }

  private func carryOut(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { raw in
      let characters = unsafe raw.assumingMemoryBound(to: CChar.self)
      unsafe cvt_feed(screen, characters.baseAddress, raw.count)
    }
  }

  /// What the emulator answers to the program's questions.
  func takeAnswer() -> [UInt8] {
    unsafe Array(unsafeUninitializedCapacity: 256) { buffer, count in
      let characters = unsafe UnsafeMutableRawPointer(buffer.baseAddress)?
        .assumingMemoryBound(to: CChar.self)
      count = unsafe cvt_answer(screen, characters, buffer.count)
    }
  }

  func resize(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    mender.resize()
    unsafe cvt_resize(screen, Int32(rows), Int32(columns))
  }

  func cell(row: Int, column: Int) -> ScreenCell {
    let cell = unsafe cvt_at(screen, Int32(row), Int32(column))
    let scalars = [
      cell.scalars.0, cell.scalars.1, cell.scalars.2, cell.scalars.3, cell.scalars.4,
      cell.scalars.5,
    ]
    var text = ""
    for scalar in scalars.prefix(while: { $0 != 0 }).compactMap(Unicode.Scalar.init) {
      text.unicodeScalars.append(scalar)
    }
    return ScreenCell(
      text: text.isEmpty ? " " : text, width: Int(cell.width), foreground: Int(cell.foreground),
      background: Int(cell.background), isBold: cell.is_bold, isReversed: cell.is_reversed,
      isUnderlined: cell.is_underlined)
  }

  func line(_ row: Int) -> String {
    var text = ""
    var column = 0
    while column < columns {
      let cell = cell(row: row, column: column)
      text += cell.text
      column += max(cell.width, 1)
    }
    while text.last == " " { text.removeLast() }
    return text
  }
}
