internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// Going somewhere by name or by place.
enum FindCommands {
  static let all: [KeyBinding] = [
    KeyBinding(
      FindingsPage.key, .find, "all warnings and notes on the tensor, in full", word: "warnings",
      whyNot: { $0.noFindings }
    ) { state, _ in
      state.overlay = .findings(FindingsPage())
      return []
    },
    KeyBinding(
      word: "tensor", .find, "open a tensor by its name, or by a part that only it has",
      argument: CommandArgument("NAME", suggesting: suggestTensors, act: openTensor)),
    KeyBinding(
      word: "filter", .find, "list the tensors whose names hold a text",
      argument: CommandArgument("TEXT") { state, text in
        if state.screen != .ranking { state.show(.browser) }
        state.endTyping()
        state.seek(text)
        return []
      }),
    KeyBinding(
      word: "go", .find, "put the cursor on an element",
      argument: CommandArgument("ROW,COLUMN", suggesting: suggestPlaces, act: go)),
  ]

  /// The help of one word.
  static let help = CommandArgument(
    "WORD", isOptional: true,
    suggesting: { state, typed in
      Suggestion.matching(
        typed, in: state.commands.map { Suggestion($0.word, help: $0.binding.help) })
    }
  ) { (state: inout AppState, text: String) throws(CommandError) in
    let commands = state.commands
    guard let found = commands.first(where: { $0.word == text }) else {
      throw CommandError(expected: "a command", found: text, among: commands.map(\.word))
    }
    let binding = found.binding
    let form = binding.argument.map { " " + $0.form } ?? ""
    let key = binding.key(of: text).map { " (\($0.name))" } ?? ""
    let reason = binding.whyNot(state).map { "; not now: \($0)" } ?? ""
    state.notice = Notice(":\(text)\(form)\(key): \(binding.help)\(reason)")
    return []
  }

  @Sendable private static func suggestTensors(_ state: AppState, _ typed: String) -> [Suggestion] {
    state.browser.tensors(holding: typed, limit: 200).map { index in
      let tensor = state.tensors[index]
      let shape = tensor.shape.map { "\($0)" }.joined(separator: "x")
      return Suggestion(PrintableName.escaped(tensor.name), help: "\(tensor.type) \(shape)")
    }
  }

  @Sendable private static func openTensor(
    _ state: inout AppState, _ text: String
  ) throws(CommandError) -> [Effect] {
    func isNamed(_ tensor: TensorDescriptor) -> Bool {
      tensor.name == text || PrintableName.escaped(tensor.name) == text
    }
    let found =
      state.tensors.firstIndex(where: isNamed).map { [$0] }
      ?? state.browser.tensors(holding: text, limit: 2)
    guard let index = found.first, found.count == 1 || isNamed(state.tensors[index]) else {
      if found.count > 1 {
        throw CommandError("several names hold \"\(text)\"; Tab lists them")
      }
      // Only so many are compared: a wrong name must not take seconds among 100,000.
      let names = state.tensors.prefix(2000).map { PrintableName.escaped($0.name) }
      throw CommandError(expected: "a tensor's name", found: text, among: names)
    }
    guard state.tensors[index].isAnalysable else {
      throw CommandError("\(state.tensors[index].type) is listed only: quantview can't analyse it")
    }
    state.browser.select(tensor: index, rows: state.bodyRect.rows)
    state.open(index)
    if state.screen == .browser { state.show(.overview) }
    return []
  }

  @Sendable private static func suggestPlaces(_ state: AppState, _ typed: String) -> [Suggestion] {
    guard let place = state.amaxPlace else { return [] }
    let all = [Suggestion("\(place.row),\(place.column)", help: "the amax")]
    return all.filter { $0.text.hasPrefix(typed) }
  }

  @Sendable private static func go(
    _ state: inout AppState, _ text: String
  ) throws(CommandError) -> [Effect] {
    guard let tensor = state.tensor, tensor.elementCount > 0 else {
      throw CommandError("no tensor with elements is open; tensor NAME opens one")
    }
    let parts = text.split(omittingEmptySubsequences: true) { ", x[]".contains($0) }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == 2, parts.count == 2 else {
      throw CommandError(expected: "a row and a column, such as 12,345", found: text)
    }
    guard (0..<tensor.rows).contains(numbers[0]), (0..<tensor.columns).contains(numbers[1]) else {
      throw CommandError(
        "[\(numbers[0]),\(numbers[1])] is beyond the tensor: expected 0,0 to "
          + "\(tensor.rows - 1),\(tensor.columns - 1)")
    }
    guard Screens.screen(state.screen).go(toRow: numbers[0], column: numbers[1], &state) else {
      let screens = Screens.all.filter { screen in
        var copy = state
        return screen.go(toRow: numbers[0], column: numbers[1], &copy)
      }
      throw CommandError(
        "this screen has no cursor on elements; these have: "
          + screens.map(\.word).joined(separator: ", "))
    }
    return []
  }
}
