extension Frame {
  /// Writes text on one row.
  ///
  /// A tab becomes a space and any other control character a question mark; invisible characters are
  /// left out.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - point: where it begins; parts left of the frame are cut.
  ///   - style: how it looks.
  ///   - maxWidth: how many columns it may take at most; nil is up to the frame's edge.
  /// - Returns: how many columns it took.
  @discardableResult
  public mutating func put(
    _ text: some StringProtocol, at point: Point, style: Style = .normal, maxWidth: Int? = nil
  ) -> Int {
    guard point.row >= 0, point.row < size.rows, point.column < size.columns else { return 0 }
    // Far to the left nothing can reach the frame, and the sums below must not overflow.
    let start = max(point.column, -1_000_000)
    let limit = min(size.columns, start + min(max(maxWidth ?? size.columns - start, 0), 2_000_000))
    var column = start
    var last: Int?
    for scalar in text.unicodeScalars {
      let (width, shown) = cell(for: scalar)
      if width == 0 {
        if let last, let shown { join(shown, column: last, row: point.row) }
        continue
      }
      guard let shown, column + width <= limit else { break }
      last = nil
      if column >= 0 {
        place(Character(shown), width: width, style: style, column: column, row: point.row)
        last = column
      } else if column + width > 0 {
        place(" ", width: 1, style: style, column: 0, row: point.row)
      }
      column += width
    }
    return column - start
  }

  private func cell(for scalar: Unicode.Scalar) -> (width: Int, shown: Unicode.Scalar?) {
    switch DisplayWidth.kind(of: scalar) {
    case .cells(let width): (width, scalar)
    case .mark: (0, scalar)
    case .invisible: (0, nil)
    case .control: (1, scalar == "\t" ? " " : "?")
    }
  }

  /// Writes text so that it ends before a column.
  ///
  /// - Parameters:
  ///   - text: the text; if it is too wide its end is cut.
  ///   - end: the row, and the column after the text's last one.
  ///   - style: how it looks.
  ///   - maxWidth: how many columns it may take at most; nil is up to the frame's left edge.
  /// - Returns: how many columns it took.
  @discardableResult
  public mutating func putRight(
    _ text: some StringProtocol, endingAt end: Point, style: Style = .normal, maxWidth: Int? = nil
  ) -> Int {
    let room = max(0, min(maxWidth ?? Size.largestExtent, end.column))
    let width = min(DisplayWidth.of(text), room)
    return put(
      text, at: Point(column: end.column - width, row: end.row), style: style, maxWidth: width)
  }
}

/// Which part of a text survives when it is shortened.
public enum KeptPart: Sendable, Hashable {
  /// The beginning.
  case start
  /// The end.
  case end
  /// The beginning and the end.
  case ends
}

extension TerminalTraits {
  /// Text that fits, with its middle, start or end left out where it is too wide.
  ///
  /// - Parameters:
  ///   - text: the text, on one line.
  ///   - width: how many columns it may take.
  ///   - part: what is kept.
  /// - Returns: the text itself, or a shortened one with `…` (ASCII `..`) in the gap.
  public func shortened(
    _ text: String, to width: Int, keeping part: KeptPart = .start
  ) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    let room = width - DisplayWidth.of(gap)
    guard room > 0 else { return prefix(of: Array(text), width: max(width, 0)) }
    let characters = Array(text)
    switch part {
    case .start: return prefix(of: characters, width: room) + gap
    case .end: return gap + suffix(of: characters, width: room)
    case .ends:
      let tail = suffix(of: characters, width: room / 2)
      return prefix(of: characters, width: room - DisplayWidth.of(tail)) + gap + tail
    }
  }

  /// Text that fits, with a part of it kept in sight: what lies around the part is left out as far as it must.
  ///
  /// - Parameters:
  ///   - text: the text, on one line.
  ///   - width: how many columns it may take.
  ///   - part: the characters that are to be seen, counted from the first.
  /// - Returns: the text itself, or a piece of it with `…` (ASCII `..`) in place of what is missing.
  public func shortened(_ text: String, to width: Int, around part: Range<Int>) -> String {
    guard DisplayWidth.of(text) > width else { return text }
    let characters = Array(text)
    let part = part.clamped(to: 0..<characters.count)
    // What leads to the part says more than what follows it.
    let spare = max(0, width - part.count - 2 * DisplayWidth.of(gap))
    let first = max(0, part.lowerBound - spare * 2 / 3)
    guard first > 0 else { return shortened(text, to: width) }
    let rest = gap + String(characters[first...])
    if DisplayWidth.of(rest) <= width { return shortened(text, to: width, keeping: .end) }
    return shortened(rest, to: width)
  }

  /// What stands for text that was left out.
  private var gap: String { isUTF8 && glyphs == .blocks ? "…" : ".." }

  private func prefix(of characters: [Character], width: Int) -> String {
    var used = 0
    return String(
      characters.prefix {
        used += DisplayWidth.of(String($0))
        return used <= width
      })
  }

  private func suffix(of characters: [Character], width: Int) -> String {
    String(prefix(of: characters.reversed(), width: width).reversed())
  }
}
