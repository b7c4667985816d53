internal import TerminalKit

/// What a key and its word do: one row of the table that feeds dispatch, footer, help and the command line.
struct KeyBinding: Sendable {
  /// What a key is about: the headings of help, below a screen's own keys.
  enum Group: String, Sendable, CaseIterable {
    case move = "Move"
    case screens = "Screens"
    case formats = "Formats"
    case view = "View"
    case find = "Find"
    case browser = "Browser"
    case report = "Report"
    case copy = "Copy"
    case app = "App"
    case start = "Set at the start"
  }

  /// The keys, the one to show first; none where there is a word only.
  let keys: [Key]
  /// What the command line calls it: one word for all keys, or one for each.
  let words: [String]
  let group: Group
  /// What the keys do, for help.
  let help: String
  /// What stands in the footer; nil keeps them out of it.
  let hint: String?
  /// What may follow the word.
  let argument: CommandArgument?
  /// Why the key can't act at the moment; nil where it can.
  let whyNot: @Sendable (AppState) -> String?
  let act: @Sendable (inout AppState, Key) -> [Effect]

  init(
    _ names: String, _ group: Group, _ help: String, hint: String? = nil, word: String = "",
    argument: CommandArgument? = nil,
    whyNot: @escaping @Sendable (AppState) -> String? = { _ in nil },
    act: @escaping @Sendable (inout AppState, Key) -> [Effect]
  ) {
    keys = names.split(separator: " ").compactMap { Key(name: String($0)) }
    self.group = group
    self.help = help
    self.hint = hint
    words = word.split(separator: " ").map { String($0) }
    self.argument = argument
    self.whyNot = whyNot
    self.act = act
  }

  /// A command that no key has.
  init(
    word: String, _ group: Group, _ help: String, argument: CommandArgument? = nil,
    whyNot: @escaping @Sendable (AppState) -> String? = { _ in nil },
    act: @escaping @Sendable (inout AppState, Key) -> [Effect] = { _, _ in [] }
  ) {
    self.init(
      "", group, help, word: word, argument: argument, whyNot: whyNot, act: act)
  }

  /// The keys as help writes them; of a command without keys its word.
  var names: String {
    keys.isEmpty ? usage : keys.map(\.name).joined(separator: " ")
  }

  /// The words as they are typed, with what may follow: `go ROW,COLUMN`.
  var usage: String {
    ":" + (words + [argument?.form].compactMap(\.self)).joined(separator: " ")
  }

  /// The key that does what a word says.
  func key(of word: String) -> Key? {
    guard words.count == keys.count, let index = words.firstIndex(of: word) else {
      return keys.first
    }
    return keys[index]
  }

  /// The key as the footer writes it: of several that do the same the first, of a pair both.
  var keyHint: String? {
    help.contains(",") && keys.count == 2 ? names : keys.first?.name
  }

  /// Whether the footer always has room for it.
  var isEssential: Bool { group == .app }

  /// Whether it is the key that goes back, and there is no screen to go back to.
  func quits(_ state: AppState) -> Bool {
    keys == [.character("q")] && state.history.isEmpty
  }
}

extension AppState {
  /// The bindings in force, those of the screen before those of everywhere.
  var bindings: [KeyBinding] {
    Screens.screen(screen).bindings + KeyTable.everywhere
  }

  /// Does what a key is bound to, or says why it can't.
  mutating func dispatch(_ key: Key) -> [Effect] {
    guard let binding = bindings.first(where: { $0.keys.contains(key) }) else {
      notice = Notice("\(key.name) does nothing here; ? lists the keys")
      return []
    }
    if let reason = binding.whyNot(self) {
      notice = Notice("\(key.name): \(reason)")
      return []
    }
    return binding.act(&self, key)
  }
}
