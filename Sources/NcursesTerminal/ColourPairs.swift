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
  }

  /// The number of the pair for two palette indices.
  mutating func pair(foreground: Int, background: Int) -> Int32 {
    let own = ResolvedStyle.defaultColour
    guard foreground != own || background != own else { return 0 }
    let combination = Combination(foreground: foreground, background: background)
    if let pair = known[combination] { return pair }
    if next < limit {
      let front = foreground == own ? ownForeground : Int32(foreground)
      let back = background == own ? ownBackground : Int32(background)
      if cn_define_pair(next, front, back) {
        defer { next += 1 }
        known[combination] = next
        return next
      }
    }
    return background == own ? 0 : pair(foreground: foreground, background: own)
  }
}
