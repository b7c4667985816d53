internal import Advisor
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The keys of the ranking.
enum RankingCommands {
  /// By how much a key changes the budget, in bits.
  private static let step = 0.05

  static let all: [KeyBinding] = [
    KeyBinding(
      "Enter", .browser, "open the tensor", hint: "open", word: "open",
      whyNot: { $0.noRank }
    ) { state, _ in
      guard let tensor = state.selectedRank else { return [] }
      state.open(tensor)
      if state.current == tensor { state.show(.overview) }
      return []
    },
    KeyBinding(
      "e", .report, "export the choice as a recipe", hint: "export", word: "export",
      argument: exportArgument, whyNot: { $0.noRecipe }
    ) { state, _ in
      state.openExport()
      return []
    },
    KeyBinding(
      "w", .view, "weigh errors relative to each tensor, or all squares alike", hint: "weigh",
      word: "weigh"
    ) { state, _ in
      state.ranking.weight = state.ranking.weight == .relative ? .sse : .relative
      state.ranking.change()
      let words =
        state.ranking.weight == .relative
        ? "each tensor's error relative to its energy, times its elements"
        : "all squared errors alike"
      state.notice = Notice("weighed: \(words)")
      return []
    },
    KeyBinding(
      "< >", .view, "fewer, more bits a weight", hint: "budget", word: "fewer-bits more-bits"
    ) { state, key in
      state.stepBudget(key == .character("<") ? -step : step)
      return []
    },
    KeyBinding(
      word: "budget", .view, "bits for each weight that is quantized",
      argument: CommandArgument("BITS", act: takeBudget)),
    KeyBinding(
      word: "fit", .view, "a memory that the whole model has to fit in, as 24GB or 22.5GiB; off",
      argument: CommandArgument("BYTES|off", act: takeMemory)),
    KeyBinding(
      "Space", .browser, "mark: left to the budget, keep, each slot", hint: "mark",
      word: "cycle-mark", whyNot: { $0.noRank }
    ) { state, _ in
      state.cycleMark()
      return []
    },
    KeyBinding(
      word: "mark", .browser, "mark all tensors of a name or pattern: auto, keep or a format",
      argument: CommandArgument("GLOB FORMAT", suggesting: suggestMarks, act: takeMark)),
    KeyBinding(
      word: "unmark", .browser, "take all marks by hand away",
      whyNot: { $0.ranking.marks.isEmpty ? "no tensor is marked by hand" : nil }
    ) { state, _ in
      state.unmarkAll()
      return []
    },
    KeyBinding(
      "s", .browser, "sort by the next figure", hint: "sort", word: "sort",
      argument: CommandArgument("WORD", isOptional: true, suggesting: suggestOrders, act: sort)
    ) { state, _ in
      state.sortRanking(by: state.ranking.order.next)
      return []
    },
    KeyBinding("S", .browser, "the other way round", word: "reverse") { state, _ in
      state.ranking.isReversed.toggle()
      state.ranking.change()
      return []
    },
    KeyBinding("/", .find, "filter names as you type", hint: "filter", word: "type-filter") {
      state, _ in
      state.ranking.isTyping = true
      return []
    },
    KeyBinding("Esc", .find, "clear the filter", word: "clear-filter") { state, _ in
      if state.ranking.filter.isEmpty { state.goBack() } else { state.seek("") }
      return []
    },
    KeyBinding("n", .find, "the next tensor", word: "next-tensor", whyNot: { $0.noRank }) {
      state, _ in
      state.ranking.step(1, count: state.tensors.count, page: state.rankingPage)
      return []
    },
    KeyBinding("N", .find, "the previous tensor", word: "previous-tensor", whyNot: { $0.noRank }) {
      state, _ in
      state.ranking.step(-1, count: state.tensors.count, page: state.rankingPage)
      return []
    },
    KeyBinding("p", .view, "pause, and go on", hint: "pause", word: "pause") { state, _ in
      state.work.isPaused.toggle()
      state.notice = Notice(state.work.isPaused ? "paused; p goes on" : "goes on")
      return []
    },
    KeyBinding("a", .browser, "read every tensor whole", hint: "all", word: "analyse-all") {
      state, _ in
      state.ranking.wantsAll = true
      state.work.isPaused = false
      return []
    },
    KeyBinding(
      "E", .report, "export again, to the same file", word: "export-again",
      whyNot: { $0.noRecipe }
    ) { state, _ in
      state.exportAgain()
    },
  ]

  @Sendable private static func takeBudget(
    _ state: inout AppState, _ text: String
  ) throws(CommandError) -> [Effect] {
    guard let bits = Double(text), bits.isFinite, bits > 0, bits <= 64 else {
      throw CommandError(expected: "bits for each weight, such as 4.5", found: text)
    }
    state.ranking.limit = .bits(bits)
    state.ranking.memory = nil
    state.ranking.change()
    return []
  }

  @Sendable private static func takeMemory(
    _ state: inout AppState, _ text: String
  ) throws(CommandError) -> [Effect] {
    if text == "off" {
      state.ranking.memory = nil
      if state.ranking.limit == .memory { state.ranking.limit = .bits(4.5) }
      state.ranking.change()
      return []
    }
    guard let bytes = ByteCount.read(text) else {
      throw CommandError(expected: "a size, such as 24GB or 22.5GiB, or off", found: text)
    }
    if let meant = ByteCount.meant(by: text, bytes: bytes) {
      throw CommandError("\(text) is \(bytes) bytes; did you mean \(meant)?")
    }
    state.ranking.memory = bytes
    state.ranking.memoryText = text.filter { $0 != " " }
    state.ranking.limit = .memory
    state.ranking.change()
    return []
  }

  @Sendable private static func takeMark(
    _ state: inout AppState, _ text: String
  ) throws(CommandError) -> [Effect] {
    guard let blank = text.lastIndex(of: " ") else {
      throw CommandError(expected: "a name or pattern, and auto, keep or a format", found: text)
    }
    try state.mark(
      matching: String(text[..<blank]), as: String(text[text.index(after: blank)...]))
    return []
  }

  @Sendable private static func suggestMarks(_ state: AppState, _ typed: String) -> [Suggestion] {
    guard let blank = typed.lastIndex(of: " ") else {
      let name = state.selectedRank.map { state.tensors[$0].name } ?? ""
      let rules = RecipeRules(
        Recipe(
          state.tensors.prefix(2000).filter { $0.name.count < 200 }.map {
            Recipe.Entry(tensor: $0, choice: .keep)
          }))
      let texts = [name] + rules.patterns.map(\.text)
      return Suggestion.matching(typed, in: texts.map { Suggestion($0 + " ") })
    }
    let start = String(typed[...blank])
    let words = ["auto", "keep"] + state.slots.formats.map(\.description)
    return words.map { Suggestion(start + $0, label: $0) }.filter { $0.text.hasPrefix(typed) }
  }

  @Sendable private static func suggestOrders(_ state: AppState, _ typed: String) -> [Suggestion] {
    let orders = RankingOrder.allCases.map { Suggestion($0.rawValue, help: "by \($0.rawValue)") }
    let slots = state.slots.formats.map {
      Suggestion($0.description, help: "by the SQNR of this slot")
    }
    return Suggestion.matching(typed, in: orders + slots)
  }

  @Sendable private static func sort(
    _ state: inout AppState, _ text: String
  ) throws(CommandError) -> [Effect] {
    if let order = RankingOrder(rawValue: text) {
      state.sortRanking(by: order)
    } else if let slot = state.slots.formats.firstIndex(where: { $0.description == text }) {
      state.slots.select(slot)
      state.sortRanking(by: .sqnr)
    } else {
      let words = RankingOrder.allCases.map(\.rawValue) + state.slots.formats.map(\.description)
      throw CommandError(
        expected: "one of \(words.joined(separator: ", "))", found: text, among: words)
    }
    return []
  }

  /// The kind of recipe and where it goes.
  private static let exportArgument = CommandArgument(
    "KIND PATH", isOptional: true,
    suggesting: { state, typed in
      let stem = state.exportStem
      let all = AppState.recipeKinds.map { kind in
        Suggestion("\(kind.name) \(stem).\(kind.suffix)", help: "to a file of that name")
      }
      return all.filter { $0.text.hasPrefix(typed) }
    }
  ) { (state: inout AppState, text: String) throws(CommandError) in
    let parts = text.split(separator: " ", maxSplits: 1).map { String($0) }
    let names = AppState.recipeKinds.map(\.name)
    guard parts.count == 2, names.contains(parts[0]) else {
      throw CommandError(
        expected: "one of \(names.joined(separator: ", ")) and a file's name",
        found: parts.first ?? "", among: names)
    }
    guard let recipe = state.rankedRecipe else {
      throw CommandError(state.noRecipe ?? "the choice is still being made")
    }
    return [
      .export(
        ExportRequest(
          kind: parts[0], path: parts[1], recipe: recipe, ranking: state.rankingQuestion,
          mayReplace: false))
    ]
  }
}

extension AppState {
  /// Sorts the ranking anew, from its top.
  mutating func sortRanking(by order: RankingOrder) {
    ranking.order = order
    ranking.isReversed = false
    ranking.selectedTensor = nil
    ranking.select(row: 0, count: tensors.count, page: rankingPage)
    ranking.selectedTensor = nil
    ranking.change()
    notice = Notice(
      "sorted by \(order.title(slot: slots.current.description, isReversed: false))")
  }

  /// Changes the budget; from a memory it goes on with the bits that this allows.
  mutating func stepBudget(_ step: Double) {
    var bits = ranking.answer?.choice.limit ?? 4.5
    if case .bits(let now) = ranking.limit { bits = now }
    // Steps meet round numbers again.
    let next = ((bits + step) / abs(step)).rounded() * abs(step)
    ranking.limit = .bits(min(max(next, 0.25), 64))
    ranking.change()
  }
}
