/// Completion for fish.
struct FishCompletion {
  let lines: [String]

  init(_ tree: CommandTree) {
    let root = tree.root
    let name = root.name
    var lines = ["# fish completion for \(name)", ""] + Self.helpers(tree) + [""]
    lines += root.subcommands.map { command in
      "complete -c \(name) -n __\(name)_at_first -a \(command.name) -d "
        + Self.quoted(command.abstract)
    }
    for command in root.subcommands {
      let condition = "-n " + Self.quoted("__\(name)_is \(command.name)")
      // Files are offered where one is taken.
      if command.positionals.first?.values != .files {
        let words = command.positionals.first?.offered.heads ?? []
        lines.append(
          "complete -c \(name) \(condition) -f"
            + (words.isEmpty ? "" : " -a " + Self.quoted(words.joined(separator: " "))))
      }
      lines += command.options.map { "complete -c \(name) \(condition) " + Self.option($0, name) }
    }
    self.lines =
      lines + [
        "complete -c \(name) -n __\(name)_at_first -F"
      ]
  }

  private static func option(_ argument: ArgumentInfo, _ name: String) -> String {
    var words = argument.names.map { name in
      name.hasPrefix("--") ? "-l " + name.dropFirst(2) : "-s " + name.dropFirst()
    }
    if argument.kind == .option {
      let (heads, tails) = argument.offered
      if argument.values == .files {
        words.append("-r -F")
      } else if heads.isEmpty {
        words.append("-x")
      } else if !tails.isEmpty {
        let function = "__\(name)_halves"
        words.append("-x -a " + quoted("(\(function) \(list(heads)) -- \(list(tails)))"))
      } else if argument.isList {
        words.append("-x -a " + quoted("(__\(name)_list \(list(heads)))"))
      } else {
        words.append("-x -a " + quoted(heads.joined(separator: " ")))
      }
    }
    return words.joined(separator: " ") + " -d " + quoted(argument.hint)
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: " ") }

  private static func helpers(_ tree: CommandTree) -> [String] {
    let name = tree.root.name
    let names = tree.root.subcommands.map(\.name).joined(separator: " ")
    return [
      "# The command that is typed, or the one that is meant where none is.",
      "function __\(name)_command",
      "    set -l words (commandline -opc)",
      "    if set -q words[2]; and contains -- $words[2] \(names)",
      "        echo $words[2]",
      "    else",
      "        echo \(tree.root.defaultSubcommand ?? name)",
      "    end",
      "end",
      "function __\(name)_is",
      "    test (__\(name)_command) = $argv[1]",
      "end",
      "function __\(name)_at_first",
      "    test (count (commandline -opc)) -eq 1",
      "end",
      "function __\(name)_typed",
      "    commandline -ct | string replace -r '^--[^=]*=' ''",
      "end",
      "# The next of several words with commas between them, each once.",
      "function __\(name)_list",
      "    set -l typed (__\(name)_typed)",
      "    set -l done (string match -r '^.*,' -- \"$typed\"; or echo)",
      "    set -l used (string split , -- \"$typed\")[1..-2]",
      "    for word in $argv",
      "        contains -- $word $used; or echo $done$word",
      "    end",
      "end",
      "# Words that end in a dot, and behind the dot what follows one.",
      "function __\(name)_halves",
      "    set -l typed (__\(name)_typed)",
      "    set -l cut (contains -i -- -- $argv)",
      "    if string match -q '*.*' -- \"$typed\"",
      "        set -l first (string match -r '^[^.]*' -- $typed)",
      "        for word in $argv[(math $cut + 1)..-1]",
      "            echo $first$word",
      "        end",
      "    else",
      "        for word in $argv[1..(math $cut - 1)]",
      "            echo $word",
      "        end",
      "    end",
      "end",
    ]
  }

  private static func quoted(_ text: String) -> String {
    "'"
      + text.reduce(into: "") { result, character in
        if character == "'" || character == "\\" { result.append("\\") }
        result.append(character)
      } + "'"
  }
}
