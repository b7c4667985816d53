internal import TensorFiles
internal import TerminalKit

extension AppState {
  /// The most lines that are remembered.
  private static let rememberedLines = 100

  /// All words that mean something here, with what they do: the screen's before those of everywhere.
  var commands: [(word: String, binding: KeyBinding)] {
    var seen: Set<String> = []
    return bindings.flatMap { binding in
      binding.words.filter { seen.insert($0).inserted }.map { ($0, binding) }
    }
  }

  mutating func openCommandLine() {
    overlay = .command(completed(CommandLine()))
  }

  /// Does what a line says: the way of scripts, for which nobody looks at the line.
  ///
  /// - Parameter line: A word, and what may follow it.
  /// - Returns: What the world is asked to do.
  mutating func perform(_ line: String) -> [Effect] {
    notice = nil
    do throws(CommandError) {
      return try execute(line)
    } catch {
      notice = Notice(error.text, weight: .warning)
      return []
    }
  }

  /// Does what a line says.
  private mutating func execute(_ line: String) throws(CommandError) -> [Effect] {
    let (typed, argument) = Self.parts(of: line)
    guard !typed.isEmpty else { return [] }
    let (word, binding) = try command(named: typed)
    if let reason = binding.whyNot(self) { throw CommandError("\(word): \(reason)") }
    guard let argument, !argument.isEmpty else {
      if let form = binding.argument, !form.isOptional {
        throw CommandError("\(word): expected \(form.form) after it")
      }
      return binding.act(&self, binding.key(of: word) ?? .enter)
    }
    guard let form = binding.argument else {
      throw CommandError("\(word) stands alone: expected nothing after it, found \"\(argument)\"")
    }
    do throws(CommandError) {
      return try form.act(&self, argument)
    } catch {
      throw CommandError("\(word): \(error.text)")
    }
  }

  /// The command of a word, or of the beginning that it shares with no other.
  private func command(
    named typed: String
  ) throws(CommandError) -> (word: String, binding: KeyBinding) {
    let commands = commands
    if let found = commands.first(where: { $0.word == typed }) { return found }
    let beginning = commands.filter { $0.word.hasPrefix(typed) }
    if beginning.count == 1 { return beginning[0] }
    if beginning.count > 1 {
      let words = beginning.prefix(6).map(\.word).joined(separator: ", ")
      let more = beginning.count > 6 ? " and more" : ""
      throw CommandError("\"\(typed)\" could be \(words)\(more)")
    }
    if let screen = Screens.all.first(where: { $0.bindings.contains { $0.words.contains(typed) } })
    {
      throw CommandError("\(typed) is a command of the screen \(screen.word), not of this one")
    }
    let nearest = WordDistance.nearest(to: typed, among: commands.map(\.word))
    throw CommandError(
      "\"\(typed)\" is no command; "
        + (nearest.map { "did you mean \($0)?" } ?? "Tab lists them, :help tells what they do"))
  }

  /// The word, and what follows it after a blank; nil where there is none.
  private static func parts(of line: String) -> (word: String, argument: String?) {
    let trimmed = String(line.drop { $0 == " " || $0 == ":" })
    guard let blank = trimmed.firstIndex(of: " ") else { return (trimmed, nil) }
    let rest = trimmed[trimmed.index(after: blank)...].drop { $0 == " " }
    return (String(trimmed[..<blank]), String(rest))
  }

  /// The line with what could complete it.
  func completed(_ line: CommandLine) -> CommandLine {
    var line = line
    let (word, argument) = Self.parts(of: line.text)
    guard let argument else {
      line.candidates = candidates(for: word)
      return line
    }
    guard let binding = try? command(named: word).binding, let form = binding.argument else {
      line.candidates = []
      return line
    }
    line.candidates = form.suggestions(self, argument).prefix(200).map {
      CommandLine.Candidate(
        line: "\(word) \($0.text)", label: $0.label, help: $0.help, isActing: true)
    }
    return line
  }

  /// The words that begin with what is typed, or else those that hold it.
  private func candidates(for typed: String) -> [CommandLine.Candidate] {
    // Nobody types to move a cursor: those words come last.
    let all =
      commands.filter { $0.binding.group != .move } + commands.filter { $0.binding.group == .move }
    let beginning = all.filter { $0.word.hasPrefix(typed) }
    let found = beginning.isEmpty ? all.filter { $0.word.contains(typed) } : beginning
    return found.map { word, binding in
      let form = binding.argument.map { " " + $0.form } ?? ""
      let key = binding.key(of: word).map { "\($0.name): " } ?? ""
      let reason = binding.whyNot(self)
      let needsMore = binding.argument.map { !$0.isOptional } ?? false
      return CommandLine.Candidate(
        line: word + (needsMore ? " " : ""), label: word + form,
        help: key + (reason.map { "not now: \($0)" } ?? binding.help),
        isActing: reason == nil)
    }
  }

  mutating func press(_ key: Key, on line: CommandLine) -> [Effect] {
    var line = line
    line.error = nil
    switch key {
    case .escape:
      overlay = nil
      return []
    case .enter: return enter(line)
    case .tab, .backTab:
      line.complete(key == .tab ? 1 : -1)
      // While one steps through them the candidates stay those of what was typed.
      if line.selected == nil { line = completed(line) }
      overlay = .command(line)
      return []
    case .backspace where line.characters.isEmpty:
      overlay = nil
      return []
    case .up, .control("p"): line.recall(1, in: commandHistory)
    case .down, .control("n"): line.recall(-1, in: commandHistory)
    default: line.edit(key)
    }
    overlay = .command(completed(line))
    return []
  }

  /// Takes a whole text into the line, and looks only then for what could complete it.
  mutating func insert(_ text: some Collection<Character>, into line: CommandLine) {
    var line = line
    line.error = nil
    line.insert(text)
    overlay = .command(completed(line))
  }

  private mutating func enter(_ line: CommandLine) -> [Effect] {
    var line = line
    let text = line.text
    if !text.allSatisfy({ $0 == " " }), commandHistory.last != text {
      commandHistory = (commandHistory + [text]).suffix(Self.rememberedLines)
    }
    overlay = nil
    do throws(CommandError) {
      return try execute(text)
    } catch {
      // The line stays, so that it can be mended.
      line.error = error.text
      line = completed(line)
      overlay = .command(line)
      return []
    }
  }
}

extension CommandLine {
  /// Edits the line as shells do it.
  fileprivate mutating func edit(_ key: Key) {
    switch key {
    case .character(let character): insert(CollectionOfOne(character))
    case .backspace: delete(to: cursor - 1)
    case .delete, .control("d"): delete(to: cursor + 1)
    case .control("u"): delete(to: 0)
    case .control("k"): delete(to: characters.count)
    case .control("w"): delete(to: wordStart)
    case .left, .control("b"): move(to: cursor - 1)
    case .right, .control("f"): move(to: cursor + 1)
    case .home, .control("a"): move(to: 0)
    case .end, .control("e"): move(to: characters.count)
    default: break
    }
  }
}
