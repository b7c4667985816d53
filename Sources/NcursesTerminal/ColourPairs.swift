import CNcurses
import TerminalKit

/// The terminal's colour pairs, defined as they are needed and never again.
///
/// Redefining a pair makes curses search the whole screen, and there are as few as 64. Once all are
/// taken a new combination goes without its background, and at last without colour.
struct ColourPairs {
  private struct Combination: Hashable {
    let foreground: Int
    let background: Int
  }

  private let limit: Int32
  private let ownForeground: Int32
  private let ownBackground: Int32
  private let isDirect: Bool
  private var known: [Combination: Int32] = [:]
  private var next: Int32 = 1

  /// Starts without pairs.
  ///
  /// - Parameter hasColours: whether colours were started; without them no pair may be defined.
  init(hasColours: Bool) {
    limit = hasColours ? cn_pair_count() : 0
    let hasOwnColours = hasColours && cn_use_own_colours()
    ownForeground = hasOwnColours ? -1 : 7
    ownBackground = hasOwnColours ? -1 : 0
    isDirect = hasColours && cn_has_direct_colours()
  }

  /// The number of the pair for two palette indices.
  mutating func pair(foreground: Int, background: Int) -> Int32 {
    let own = ResolvedStyle.defaultColour
    guard foreground != own || background != own else { return 0 }
    let combination = Combination(foreground: foreground, background: background)
    if let pair = known[combination] { return pair }
    if next < limit {
      let front = foreground == own ? ownForeground : number(ofIndex: foreground)
      let back = background == own ? ownBackground : number(ofIndex: background)
      if cn_define_pair(next, front, back) {
        defer { next += 1 }
        known[combination] = next
        return next
      }
    }
    return background == own ? 0 : pair(foreground: foreground, background: own)
  }

  /// The terminal's number of a colour among the fixed 256.
  ///
  /// Where numbers are red, green and blue, the cube's and the greys' are those that xterm gives them.
  private func number(ofIndex index: Int) -> Int32 {
    guard isDirect else { return Int32(index) }
    switch index {
    case 16...231:
      let steps = [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6]
      return steps.reduce(0) { $0 << 8 + Int32($1 == 0 ? 0 : 55 + 40 * $1) }
    case 232...255: return Int32(8 + 10 * (index - 232)) * 0x010101
    default: return Int32(index)
    }
  }
}
