internal import QuantCore
internal import TensorFiles

/// What follows the words of formats and slots.
enum FormatCommands {
  /// The selected slot's format by its identifier.
  static let format = CommandArgument(
    "ID", isOptional: true, suggesting: { _, typed in suggestions(typed) }
  ) { (state: inout AppState, text: String) throws(CommandError) in
    state.slots.replace(with: try id(text))
    state.work.isPaused = false
    state.say(slot: state.slots.selected)
    return []
  }

  static let all: [KeyBinding] = [
    KeyBinding(
      word: "formats", .formats, "the slots' formats, one to four",
      argument: CommandArgument("ID,ID", suggesting: { _, typed in list(typed) }, act: take)),
    KeyBinding(
      word: "select-slot", .formats, "select a slot by its number",
      argument: CommandArgument(
        "NUMBER",
        suggesting: { state, typed in
          let all = state.slots.formats.enumerated().map { index, id in
            Suggestion("\(index + 1)", help: id.description)
          }
          return Suggestion.matching(typed, in: all)
        }
      ) { (state: inout AppState, text: String) throws(CommandError) in
        let count = state.slots.formats.count
        guard let number = Int(text), (1...count).contains(number) else {
          throw CommandError(expected: "a slot from 1 to \(count)", found: text)
        }
        state.slots.select(number - 1)
        state.say(slot: number - 1)
        return []
      }),
    KeyBinding(
      word: "add-slot", .formats, "add a slot with a format",
      argument: CommandArgument("ID", suggesting: { _, typed in suggestions(typed) }) {
        (state: inout AppState, text: String) throws(CommandError) in
        guard state.slots.add(try id(text)) else {
          throw CommandError("there are \(Slots.limit) slots at most; remove-slot makes room")
        }
        state.work.isPaused = false
        state.say(slot: state.slots.selected)
        return []
      }),
    KeyBinding(
      word: "remove-slot", .formats, "remove the selected slot",
      whyNot: { $0.slots.formats.count > 1 ? nil : "the last slot stays" }
    ) { state, _ in
      _ = state.slots.remove()
      state.say(slot: state.slots.selected)
      return []
    },
    KeyBinding(
      word: "rule", .formats, "a rule of the slot's format by its name",
      argument: CommandArgument(
        "NAME",
        suggesting: { state, typed in
          Suggestion.matching(typed, in: rules(state).map { Suggestion($0.name, help: $0.note) })
        }
      ) { (state: inout AppState, text: String) throws(CommandError) in
        let names = rules(state).map(\.name)
        guard let index = names.firstIndex(of: text) else {
          throw CommandError(
            expected: "one of the rules \(names.joined(separator: ", "))", found: text, among: names
          )
        }
        let id = state.slots.current
        state.slots.replace(
          with: FormatID(name: id.name, rule: index == 0 ? nil : text, options: id.options))
        state.work.isPaused = false
        state.say(slot: state.slots.selected)
        return []
      }, whyNot: KeyTable.oneRule),
  ]

  private static func rules(_ state: AppState) -> [(name: String, note: String)] {
    guard let family = FormatRegistry.family(of: state.slots.current) else { return [] }
    return family.rules.map { ($0, family.ruleNotes[$0] ?? "") }
  }

  @Sendable private static func take(
    _ state: inout AppState, _ text: String
  ) throws(CommandError) -> [Effect] {
    var ids: [FormatID] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let found = try id(part.filter { $0 != " " })
      if !ids.contains(found) { ids.append(found) }
    }
    guard ids.count <= Slots.limit else {
      throw CommandError("\(ids.count) formats; \(Slots.limit) fit side by side")
    }
    state.slots = Slots(ids)
    state.work.isPaused = false
    return []
  }

  private static func id(_ text: String) throws(CommandError) -> FormatID {
    do throws(UnknownFormat) {
      return try FormatRegistry.format(named: text).id
    } catch {
      let ids = FormatRegistry.all.map(\.id.description)
      let nearest = WordDistance.nearest(to: text, among: ids).map { "; did you mean \($0)?" }
      throw CommandError("\"\(text)\": \(error.reason)\(nearest ?? "")")
    }
  }

  private static func suggestions(_ typed: String, before: String = "") -> [Suggestion] {
    let matching = Suggestion.matching(
      typed,
      in: FormatRegistry.all.map { format in
        Suggestion(format.id.description, help: note(format))
      })
    return matching.map { Suggestion(before + $0.text, label: $0.label, help: $0.help) }
  }

  /// The last of a list is completed.
  private static func list(_ typed: String) -> [Suggestion] {
    let comma = typed.lastIndex(of: ",").map { typed.index(after: $0) } ?? typed.startIndex
    return suggestions(
      typed[comma...].filter { $0 != " " }, before: String(typed[..<comma]))
  }

  private static func note(_ format: any QuantizationFormat) -> String {
    guard let family = FormatRegistry.family(of: format.id) else { return "" }
    return family.ruleNotes[format.rule] ?? family.summary
  }
}
