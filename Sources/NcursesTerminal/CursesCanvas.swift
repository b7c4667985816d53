import CNcurses
import TerminalKit

/// What is on the screen, and how a frame gets there.
///
/// Only cells that differ from the last frame are handed to curses, which finds the shortest way to write
/// them. A frame equal to the last one writes nothing at all.
final class CursesCanvas {
  private let isUTF8: Bool
  private let colours: ColourDepth
  private var shown = Frame(.zero)
  private var pairs: ColourPairs
  /// Looks that have been resolved; a frame has few.
  private var looks: [Style: Resolved] = [:]

  /// How the roles of the frame that is being shown are to look.
  private var frameLook = Look()

  private struct Resolved: Hashable {
    let style: ResolvedStyle
    let pair: Int32

    /// Whether a space looks like any other space of which this is true.
    var leavesSpacesEmpty: Bool {
      style.background == ResolvedStyle.defaultColour && !style.isReversed && !style.isUnderlined
    }
  }

  /// Spaces between words that are written rather than jumped over, since a jump costs as much.
  private static let narrowGap = 8

  init(traits: TerminalTraits) {
    isUTF8 = traits.isUTF8
    colours = traits.colours
    pairs = ColourPairs(hasColours: traits.colours != .none)
  }

  /// Shows a frame, cut or padded to a size.
  func show(_ frame: Frame, size: Size) {
    var next = frame
    if frame.size != size {
      next = Frame(size)
      next.draw(frame)
    }
    guard next != shown else { return }
    if next.size != shown.size || next.look != shown.look {
      looks.removeAll()
      cn_erase()
      cn_forget_screen()
      shown = Frame(size)
    }
    frameLook = next.look
    for row in 0..<size.rows { update(row: row, with: next) }
    if let cursor = next.textCursor, next.bounds.contains(cursor) {
      cn_show_cursor(Int32(cursor.row), Int32(cursor.column))
    } else {
      cn_hide_cursor()
    }
    shown = next
    cn_flush()
  }

  /// Writes everything again.
  func repaint() {
    cn_reset_looks()
    cn_forget_screen()
    cn_flush()
  }

  /// After a change of size: the next frame is written as a whole.
  func forget() {
    shown = Frame(.zero)
  }

  private func update(row: Int, with next: Frame) {
    let columns = 0..<next.size.columns
    guard columns.contains(where: { next[$0, row] != shown[$0, row] }) else { return }
    // Curses mends the halves of wide characters by itself, so such rows are written as a whole.
    let hasWide = columns.contains { next[$0, row].width != 1 || shown[$0, row].width != 1 }
    if hasWide {
      // A half that stays behind would take the next character with it when it is overwritten.
      let blank = look(of: .normal)
      for column in columns { put(.blank, in: blank, row: Int32(row), column: Int32(column)) }
    }
    let (before, after) = (looks(ofRow: row, in: shown), looks(ofRow: row, in: next))
    for column in columns {
      let cell = next[column, row]
      let isShown =
        cell.character == shown[column, row].character && before[column] == after[column]
      guard cell.width > 0, hasWide || !isShown else { continue }
      put(cell, in: after[column], row: Int32(row), column: Int32(column))
    }
  }

  /// How the cells of a row are written: spaces between words as the plainer of the two, so that no change of colour
  /// goes over the line for what can't be seen.
  private func looks(ofRow row: Int, in frame: Frame) -> [Resolved] {
    let columns = frame.size.columns
    var looks = (0..<columns).map { look(of: frame[$0, row].style) }
    func isEmpty(_ column: Int) -> Bool {
      let cell = frame[column, row]
      return cell.character == " " && cell.width == 1 && looks[column].leavesSpacesEmpty
    }
    let plain = look(of: .normal)
    var last: Int?
    for column in 0..<columns where !isEmpty(column) {
      defer { last = column }
      guard let last, column - last <= Self.narrowGap, looks[last].leavesSpacesEmpty else {
        continue
      }
      let filler = looks[column] == plain ? plain : looks[last]
      for gap in last + 1..<column { looks[gap] = filler }
    }
    return looks
  }

  private func put(_ cell: Cell, in look: Resolved, row: Int32, column: Int32) {
    let text = wideText(of: cell)
    for (offset, characters) in text.enumerated() {
      let style = look.style
      var glyph = unsafe cn_cell(
        characters, style.isBold, style.isReversed, style.isUnderlined, look.pair)
      if text.count < cell.width {
        unsafe cn_put_wide(row, column, &glyph)
      } else {
        unsafe cn_put(row, column + Int32(offset), &glyph)
      }
    }
  }

  private func look(of style: Style) -> Resolved {
    if let known = looks[style] { return known }
    let resolved = ResolvedStyle(
      style, depth: frameLook.hasColours ? colours : .none, theme: frameLook.theme)
    let pair = pairs.pair(foreground: resolved.foreground, background: resolved.background)
    let look = Resolved(style: resolved, pair: pair)
    looks[style] = look
    return look
  }

  /// A cell's character and marks as terminated wide strings: one, or as many question marks as it has
  /// columns where the locale can't show it or takes its width for another.
  private func wideText(of cell: Cell) -> [[wchar_t]] {
    let scalars = cell.character.unicodeScalars
    guard let base = scalars.first else { return [[0x20, 0]] }
    let isKnown = base.isASCII || isUTF8 && Int(cn_width(base.value)) == cell.width
    guard isKnown else { return Array(repeating: [0x3F, 0], count: cell.width) }
    let marks = scalars.dropFirst().filter { isUTF8 && cn_width($0.value) == 0 }
    return [[wchar_t(base.value)] + marks.map { wchar_t($0.value) } + [0]]
  }
}
