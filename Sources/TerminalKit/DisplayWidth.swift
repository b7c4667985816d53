/// How many columns text takes on a terminal.
///
/// Combining marks take none, East Asian wide characters and most emoji two, everything else one,
/// characters of ambiguous width included. Control characters, bidirectional controls and other
/// invisible ones are not shown: see ``DisplayWidth/kind(of:)``.
public enum DisplayWidth {
  /// What a scalar does to a row of cells.
  enum Kind {
    /// Stands in this many cells, 1 or 2.
    case cells(Int)
    /// Joins the character before it.
    case mark
    /// Must not reach a terminal; a question mark stands in for it.
    case control
    /// Shows nothing and is left out.
    case invisible
  }

  /// How many columns text takes.
  ///
  /// - Parameter text: the text, on one line.
  /// - Returns: the number of columns.
  public static func of(_ text: String) -> Int { width(of: text) }

  /// How many columns text takes.
  ///
  /// - Parameter text: the text, on one line.
  /// - Returns: the number of columns.
  public static func of(_ text: Substring) -> Int { width(of: text) }

  /// How many columns text takes.
  ///
  /// - Parameter text: the text, on one line.
  /// - Returns: the number of columns.
  public static func of(_ text: some StringProtocol) -> Int { width(of: text) }

  // For each kind of text by itself: a list of 100,000 tensors has a million cells, and what is generic is ten times
  // as slow.
  @inline(__always)
  private static func width(of text: some StringProtocol) -> Int {
    // Nearly all text is printable ASCII, where a byte is a column.
    var isPlain = true
    for byte in text.utf8 where !(0x20..<0x7F).contains(byte) {
      isPlain = false
      break
    }
    if isPlain { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { sum, scalar in
      switch kind(of: scalar) {
      case .cells(let width): sum + width
      case .control: sum + 1
      case .mark, .invisible: sum
      }
    }
  }

  /// Whether a character is one visible scalar, one column wide.
  static func fillsOneCell(_ character: Character) -> Bool {
    let scalars = character.unicodeScalars
    guard scalars.count == 1, let scalar = scalars.first, case .cells(1) = kind(of: scalar) else {
      return false
    }
    return true
  }

  static func kind(of scalar: Unicode.Scalar) -> Kind {
    let value = scalar.value
    if value < 0x7F { return value < 0x20 ? .control : .cells(1) }
    if value < 0xA0 { return .control }
    if value < 0x300 { return value == 0xAD ? .invisible : .cells(1) }
    // Conjoining vowels and final consonants stand within the syllable that a lead consonant opens.
    if (0x1160...0x11FF).contains(value) { return .mark }
    if (0xFE00...0xFE0F).contains(value) || value >= 0xE0000 && value < 0xF0000 {
      return .invisible
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return .mark
    case .format, .lineSeparator, .paragraphSeparator: return .invisible
    case .control, .surrogate, .unassigned, .privateUse: return .control
    default: return .cells(isWide(value) ? 2 : 1)
    }
  }

  static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    var low = 0
    var high = wideRanges.count
    while low < high {
      let middle = (low + high) / 2
      if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wideRanges.count && wideRanges[low].contains(value)
  }

  /// East Asian Width W and F of Unicode 15, neighbouring ranges joined across unassigned gaps.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0,
    0x23F3...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F,
    0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5,
    0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5,
    0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
    0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
    0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18D08, 0x1AFF0...0x1B2FB, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF,
    0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335, 0x1F337...0x1F37C,
    0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0, 0x1F3F4...0x1F3F4,
    0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
    0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F,
    0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF,
    0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945,
    0x1F947...0x1F9FF, 0x1FA70...0x1FAF8, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
