internal import TensorFiles
internal import TerminalKit

/// What may follow a command's word: how it is written, what completes it, and what it does.
struct CommandArgument: Sendable {
  /// How help writes it, such as `ROW,COLUMN`; in brackets where the word also stands alone.
  let form: String
  /// Whether the word alone does something: what its key does.
  let isOptional: Bool
  /// What could stand here, given what is typed of it; the likeliest first.
  let suggestions: @Sendable (AppState, String) -> [Suggestion]
  let act: @Sendable (inout AppState, String) throws(CommandError) -> [Effect]

  init(
    _ form: String, isOptional: Bool = false,
    suggesting suggestions: @escaping @Sendable (AppState, String) -> [Suggestion] = { _, _ in [] },
    act: @escaping @Sendable (inout AppState, String) throws(CommandError) -> [Effect]
  ) {
    self.form = isOptional ? "[\(form)]" : form
    self.isOptional = isOptional
    self.suggestions = suggestions
    self.act = act
  }

  /// An argument that is one of a few words.
  ///
  /// - Parameters:
  ///   - choices: The words, with what each means.
  ///   - isOptional: Whether the command's word also stands alone.
  ///   - act: What the chosen one does, by its index.
  init(
    oneOf choices: [(word: String, help: String)], isOptional: Bool = false,
    act: @escaping @Sendable (inout AppState, Int) throws(CommandError) -> [Effect]
  ) {
    let words = choices.map(\.word)
    let all = choices.map { Suggestion($0.word, help: $0.help) }
    let form = words.joined(separator: "|")
    self.init(
      form.count > 24 ? "NAME" : form, isOptional: isOptional,
      suggesting: { _, typed in Suggestion.matching(typed, in: all) }
    ) { (state: inout AppState, text: String) throws(CommandError) in
      guard let index = words.firstIndex(where: { $0.lowercased() == text.lowercased() }) else {
        throw CommandError(expected: words.joined(separator: ", "), found: text, among: words)
      }
      return try act(&state, index)
    }
  }
}

/// A way to go on with what is typed of an argument.
struct Suggestion: Sendable, Equatable {
  /// The whole argument.
  let text: String
  /// What the list shows of it.
  let label: String
  let help: String

  init(_ text: String, label: String? = nil, help: String = "") {
    self.text = text
    self.label = label ?? text
    self.help = help
  }

  /// Those that begin with what is typed, or else those that hold it, in upper or lower case.
  static func matching(_ typed: String, in all: [Suggestion]) -> [Suggestion] {
    let typed = typed.lowercased()
    let beginning = all.filter { $0.text.lowercased().hasPrefix(typed) }
    return beginning.isEmpty ? all.filter { $0.text.lowercased().contains(typed) } : beginning
  }
}

/// Why a command did nothing: one line that says what was expected.
struct CommandError: Error, Sendable, Hashable {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  /// Something else was expected; the nearest of what there is is named.
  init(expected: String, found: String, among words: [String] = []) {
    let nearest = WordDistance.nearest(to: found, among: words)
    let found = found.isEmpty ? "nothing" : "\"\(found)\""
    let more = nearest.map { "; did you mean \($0)?" } ?? ""
    text = "expected \(expected), found \(found)\(more)"
  }
}
