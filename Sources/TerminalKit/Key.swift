/// A key as a terminal reports it.
public enum Key: Sendable, Hashable {
  /// A key that types a character, the space included.
  case character(Character)
  /// A key held together with Ctrl; the character is lower case.
  case control(Character)
  /// The upward arrow.
  case up
  /// The downward arrow.
  case down
  /// The arrow to the left.
  case left
  /// The arrow to the right.
  case right
  /// The Home key.
  case home
  /// The End key.
  case end
  /// Page up.
  case pageUp
  /// Page down.
  case pageDown
  /// The tabulator.
  case tab
  /// The tabulator with Shift.
  case backTab
  /// Return or Enter.
  case enter
  /// Escape.
  case escape
  /// Backspace.
  case backspace
  /// Delete.
  case delete
  /// Insert.
  case insert
  /// A function key, from 1.
  case function(Int)
}

extension Key {
  private static let names: [(key: Key, name: String)] = [
    (.up, "Up"), (.down, "Down"), (.left, "Left"), (.right, "Right"), (.home, "Home"),
    (.end, "End"), (.pageUp, "PgUp"), (.pageDown, "PgDn"), (.tab, "Tab"), (.backTab, "S-Tab"),
    (.enter, "Enter"), (.escape, "Esc"), (.backspace, "Backspace"), (.delete, "Del"),
    (.insert, "Ins"), (.character(" "), "Space"),
  ]

  /// How the key is written in the footer, in help and in scripts: `j`, `^L`, `PgUp`, `F1`.
  public var name: String {
    if let named = Key.names.first(where: { $0.key == self }) { return named.name }
    switch self {
    case .character(let character): return String(character)
    case .control(let character): return "^" + character.uppercased()
    case .function(let number): return "F\(number)"
    default: return "?"
    }
  }

  /// The key of a name.
  ///
  /// Names are those that ``name`` gives, in any case beyond the first letter of a word; a single
  /// character is itself. `^I`, `^J`, `^M`, `^H` and `^[` are the keys that terminals send them for.
  ///
  /// - Parameter name: the name.
  public init?(name: String) {
    let folded = name.lowercased()
    if name.count == 1, let character = name.first {
      self = .character(character)
    } else if let named = Key.names.first(where: { $0.name.lowercased() == folded }) {
      self = named.key
    } else if folded.count == 2, folded.first == "^", let character = folded.last {
      self = Key(control: character)
    } else if folded.first == "f", let number = Int(folded.dropFirst()), (1...63).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }

  private init(control character: Character) {
    switch character {
    case "i": self = .tab
    case "j", "m": self = .enter
    case "h": self = .backspace
    case "[": self = .escape
    default: self = .control(character)
    }
  }

  /// The key of a character code that a terminal sent.
  ///
  /// - Parameter scalar: the code; control codes become the keys that stand for them.
  public init(scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x7F: self = .backspace
    case 0..<0x20:
      let letter = Unicode.Scalar(UInt8(scalar.value) + 0x40)
      self = Key(control: Character(Character(letter).lowercased()))
    default: self = .character(Character(scalar))
    }
  }
}
