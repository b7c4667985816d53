/// Pasted text while it arrives, character by character.
///
/// The mark of its end is a key of its own. On a slow line it can come apart into characters, so they are
/// looked at as well; and an Escape that isn't part of it ends the paste, so that a mark that never comes
/// can't swallow all keys.
struct Paste {
  enum Step: Equatable {
    case goesOn, ended
  }

  private static let endMark = Array("\u{1B}[201~".unicodeScalars)
  /// More than any field takes.
  private static let limit = 65_536

  /// What was pasted so far.
  private(set) var text = ""
  /// What came after the end, and is no part of it.
  private(set) var rest: [Unicode.Scalar] = []
  private var count = 0

  mutating func take(_ scalar: Unicode.Scalar) -> Step {
    if rest.isEmpty && scalar != Paste.endMark[0] {
      count += 1
      if count <= Paste.limit { text.unicodeScalars.append(scalar) }
      return .goesOn
    }
    rest.append(scalar)
    guard Paste.endMark.starts(with: rest) else { return .ended }
    guard rest == Paste.endMark else { return .goesOn }
    rest = []
    return .ended
  }
}
