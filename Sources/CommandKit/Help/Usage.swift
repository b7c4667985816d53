/// How a command is written, in outline.
struct Usage {
  let lines: [String]

  init(root: CommandInfo, command: CommandInfo) {
    guard command.name == root.name else {
      lines = [Self.line(root.name + " " + command.name, command)]
      return
    }
    let explored = root.defaultSubcommand.flatMap(root.subcommand)
    lines =
      (explored.map { [Self.line(root.name, $0)] } ?? [])
      + (root.subcommands.isEmpty ? [] : [root.name + " COMMAND ..."])
  }

  private static func line(_ start: String, _ command: CommandInfo) -> String {
    var words = [start]
    words += command.options.filter { $0.kind == .option && !$0.isOptional }
      .map { ($0.longName ?? "") + " " + $0.valueName }
    if command.options.contains(where: { $0.isOptional || $0.kind == .flag }) {
      words.append("[OPTIONS]")
    }
    words += command.positionals.map { $0.isOptional ? "[\($0.label)]" : $0.label }
    return words.joined(separator: " ")
  }
}
