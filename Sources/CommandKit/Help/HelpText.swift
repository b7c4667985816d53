internal import TerminalKit

/// Help on a command: what it is for, examples to type, what it takes, and how it ends.
///
/// No line is wider than 80 columns.
public struct HelpText: Sendable {
  private let guide: ProgramGuide
  private let command: CommandInfo

  /// Chooses what to help with.
  ///
  /// - Parameters:
  ///   - guide: What there is to know of the program.
  ///   - command: The name of a command; nil for the program itself.
  public init(_ guide: ProgramGuide, command: String? = nil) {
    self.guide = guide
    self.command = command.flatMap { guide.tree.root.subcommand($0) } ?? guide.tree.root
  }

  /// The text, with a line end after each line.
  public var text: String {
    let root = guide.tree.root
    let isRoot = command.name == root.name
    var lines = wrapped(command.abstract, first: "OVERVIEW: ")
    for paragraph in command.discussion { lines += [""] + wrapped(paragraph) }
    lines += ["", "USAGE: \(Usage(root: root, command: command).lines[0])"]
    lines += Usage(root: root, command: command).lines.dropFirst().map { "       " + $0 }
    lines += examples(titled: isRoot ? "TYPE FIRST:" : "EXAMPLES:")
    if isRoot {
      lines += list("COMMANDS:", root.subcommands.map { ($0.name, $0.abstract) })
    }
    // Without a command's name the default one is meant, and its arguments are taken.
    let shown = isRoot ? root.defaultSubcommand.flatMap(root.subcommand) ?? root : command
    lines += list("ARGUMENTS:", shown.positionals.map { ($0.label, $0.abstract) })
    let ownOptions = isRoot ? root.options.filter { !shown.options.contains($0) } : []
    let options = shown.options.filter { !Self.isCommon($0) } + ownOptions
    let common = shown.options.filter(Self.isCommon)
    lines += list(
      isRoot
        ? "OPTIONS (of explore; \"\(root.name) help COMMAND\" lists a command's own):" : "OPTIONS:",
      (options + common).map { ($0.label, $0.abstract) })
    lines += list("EXIT STATUS:", guide.exitStatus.map { ($0.name, $0.meaning) })
    if isRoot {
      lines += list("ENVIRONMENT:", guide.environment.map { ($0.name, $0.meaning) })
    } else {
      lines += [
        "", "\"\(root.name) --help\" tells of the environment, \"man \(root.name)\" of all.",
      ]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Help and version come last.
  private static func isCommon(_ argument: ArgumentInfo) -> Bool {
    argument.names.contains("--help") || argument.names.contains("--version")
  }

  private func examples(titled title: String) -> [String] {
    guard !command.examples.isEmpty else { return [] }
    return ["", title]
      + command.examples.flatMap { example in
        ["  " + example.line] + wrapped(example.purpose, first: "      ", rest: "      ")
      }
  }

  private func list(_ title: String, _ entries: [(name: String, text: String)]) -> [String] {
    guard !entries.isEmpty else { return [] }
    let longest = entries.map { DisplayWidth.of($0.name) }.max() ?? 0
    let column = min(26, longest + 4)
    let indent = String(repeating: " ", count: column)
    return ["", title]
      + entries.flatMap { name, text in
        let width = DisplayWidth.of(name)
        guard width + 4 <= column else {
          return ["  " + name] + wrapped(text, first: indent, rest: indent)
        }
        let gap = String(repeating: " ", count: column - 2 - width)
        return wrapped(text, first: "  " + name + gap, rest: indent)
      }
  }
}
