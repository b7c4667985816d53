/// Completion for zsh.
struct ZshCompletion {
  let lines: [String]

  init(_ tree: CommandTree) {
    let root = tree.root
    let function = "_" + root.name
    var lines = ["#compdef \(root.name)", ""]
    for command in root.subcommands {
      lines += Self.values(of: command, function) + Self.function(of: command, function) + [""]
    }
    lines += ["\(function)() {", "  local -a commands", "  commands=("]
    lines += root.subcommands.map { command in
      "    " + Shell.quoted(command.name + ":" + Self.escaped(command.abstract, ":"))
    }
    lines += [
      "  )",
      "  local command=${words[2]}",
      "  if (( CURRENT > 2 )) && (( ${commands[(I)$command:*]} )); then",
      "    words=(\"${words[1]}\" \"${(@)words[3,-1]}\")",
      "    (( CURRENT-- ))",
      "    \(function)_$command",
      "    return",
      "  fi",
      "  if (( CURRENT == 2 )) && [[ ${words[2]} != -* ]]; then",
      "    _describe -t commands command commands",
      "  fi",
      "  \(function)_\(root.defaultSubcommand ?? root.subcommands.first?.name ?? "")",
      "}", "",
      // Autoloaded, the file is the function's body; sourced, it says what the function is for.
      "if [ \"$funcstack[1]\" = \"\(function)\" ]; then",
      "  \(function) \"$@\"",
      "else",
      "  compdef \(function) \(root.name)",
      "fi",
    ]
    self.lines = lines
  }

  /// A function for each set of words, so that none has to be escaped within another.
  private static func values(of command: CommandInfo, _ function: String) -> [String] {
    command.arguments.flatMap { argument -> [String] in
      let (heads, tails) = argument.offered
      guard !heads.isEmpty else { return [] }
      let words = heads.map(Shell.quoted).joined(separator: " ")
      let body: [String]
      if !tails.isEmpty {
        body = [
          "  if [[ $PREFIX == *.* ]]; then",
          "    local first=${PREFIX%%.*}",
          "    local -a second",
          "    second=(" + tails.map(Shell.quoted).joined(separator: " ") + ")",
          "    compadd \"$@\" -S '' -- \"$first\"$^second",
          "  else",
          "    compadd \"$@\" -S '' -- \(words)",
          "  fi",
        ]
      } else if argument.isList {
        body = ["  _sequence compadd \"$@\" - \(words)"]
      } else {
        body = ["  compadd \"$@\" -- \(words)"]
      }
      return [name(of: argument, in: command, function) + "() {"] + body + ["}"]
    }
  }

  private static func name(
    of argument: ArgumentInfo, in command: CommandInfo, _ function: String
  ) -> String {
    let name = argument.longName?.drop { $0 == "-" } ?? argument.valueName[...]
    return "\(function)_values_\(command.name)_\(name)"
  }

  private static func function(of command: CommandInfo, _ function: String) -> [String] {
    let specs =
      command.options.map { spec(of: $0, in: command, function) }
      + command.positionals.map { positional(of: $0, in: command, function) }
    return ["\(function)_\(command.name)() {", "  _arguments -S \\"]
      + specs.enumerated().map { "    \($1)" + ($0 < specs.count - 1 ? " \\" : "") } + ["}"]
  }

  private static func spec(
    of argument: ArgumentInfo, in command: CommandInfo, _ function: String
  ) -> String {
    let isOption = argument.kind == .option
    let names = argument.names.map { name in
      isOption ? name + (name.hasPrefix("--") ? "=" : "+") : name
    }
    let start = argument.isRepeating ? "*" : "(" + argument.names.joined(separator: " ") + ")"
    let hint = "[" + escaped(argument.hint, "[]:") + "]"
    let value =
      isOption
      ? ":" + escaped(argument.valueName, ":") + ":" + action(of: argument, in: command, function)
      : ""
    guard names.count > 1 else {
      return Shell.quoted(start + names.joined() + hint + value)
    }
    return Shell.quoted(start) + "{" + names.joined(separator: ",") + "}"
      + Shell.quoted(hint + value)
  }

  private static func positional(
    of argument: ArgumentInfo, in command: CommandInfo, _ function: String
  ) -> String {
    Shell.quoted(
      (argument.isRepeating ? "*:" : ":") + escaped(argument.valueName, ":") + ":"
        + action(of: argument, in: command, function))
  }

  private static func action(
    of argument: ArgumentInfo, in command: CommandInfo, _ function: String
  ) -> String {
    if argument.values == .files { return "_files" }
    return argument.offered.heads.isEmpty ? " " : name(of: argument, in: command, function)
  }

  private static func escaped(_ text: String, _ characters: String) -> String {
    text.reduce(into: "") { result, character in
      if character == "\\" || characters.contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
