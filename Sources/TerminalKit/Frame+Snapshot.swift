extension Frame {
  /// The rows as text, without spaces at their ends.
  public var lines: [String] {
    (0..<size.rows).map { row in
      let cells = rowCells(row)
      let last = cells.lastIndex { $0.width > 0 && $0.character != " " }
      var line = ""
      for cell in cells[..<(last.map { $0 + 1 } ?? cells.startIndex)] where cell.width > 0 {
        line.append(cell.character)
      }
      return line
    }
  }

  /// The rows' styles, one letter a cell, as wide as the frame.
  ///
  /// The first that applies: `r` reverse; `0`…`9`, `A`…`F` a heat step in the foreground, else in the
  /// background; `g` `h` `j` `k` slots 0 to 3; `d` dim, `t` title, `a` accent, `i` tab, `s` selected tab,
  /// `l` selection, `+` best, `!` warning, `x` error, `|` border; `b` bold; `u` underlined; `n` normal.
  public var styleMask: [String] {
    (0..<size.rows).map { row in String(rowCells(row).map(\.style.maskLetter)) }
  }

  private func rowCells(_ row: Int) -> ArraySlice<Cell> {
    cells[row * size.columns..<(row + 1) * size.columns]
  }
}

extension Style {
  fileprivate var maskLetter: Character {
    if isReversed { return "r" }
    if let letter = foreground.maskLetter ?? background?.maskLetter { return letter }
    if isBold { return "b" }
    return isUnderlined ? "u" : "n"
  }
}

extension Role {
  fileprivate var maskLetter: Character? {
    switch self {
    case .normal, .onHeat: nil
    case .dim: "d"
    case .title: "t"
    case .accent: "a"
    case .tab: "i"
    case .selectedTab: "s"
    case .selection: "l"
    case .best: "+"
    case .warning: "!"
    case .error: "x"
    case .border: "|"
    case .slot(let index): letter(index, of: "ghjk")
    case .heat(_, let step): letter(min(max(step, 0), 15), of: "0123456789ABCDEF")
    }
  }

  private func letter(_ index: Int, of letters: String) -> Character? {
    let letters = Array(letters)
    return letters[((index % letters.count) + letters.count) % letters.count]
  }
}
