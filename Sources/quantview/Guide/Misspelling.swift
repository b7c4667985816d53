internal import ArgumentParser
internal import CommandKit
internal import TensorFiles

/// What somebody meant who typed an option or a command that there is not.
enum Misspelling {
  /// What the parser says, with a guess of ours in place of its own where there is a near name.
  ///
  /// - Parameters:
  ///   - message: The parser's sentence.
  ///   - arguments: The command line, without the program.
  /// - Returns: One line that ends with what helps.
  static func line(_ message: String, arguments: [String]) -> String {
    let command = Quantview.configuration.subcommands.first {
      $0.configuration.commandName == arguments.first
    }
    let help = ["quantview", command?.configuration.commandName, "--help"].compactMap(\.self)
      .joined(separator: " ")
    guard let option = unknownOption(in: message) else {
      return reworded(message) + "; try " + help
    }
    let near = nearest(to: option, of: command?.configuration.commandName)
    return near.map { "unknown option \(option); did you mean \($0)? Try \(help)" }
      ?? "unknown option \(option); \(help) lists what there is"
  }

  /// The parser's sentence as ours are: what, expected, found.
  private static func reworded(_ message: String) -> String {
    if let match = message.firstMatch(
      of: /^Missing expected argument '(--?[^' ]+ )?<?([^'>]*)>?.*'/)
    {
      return match.output.1.map { "\($0)\(match.output.2) is missing" }
        ?? "no \(match.output.2) is named"
    }
    if let match = message.firstMatch(of: /^Missing value for '([^' ]+) <([^'>]*)>'/) {
      return "\(match.output.1): expected \(match.output.2) after it, found nothing"
    }
    guard
      let match = message.firstMatch(
        of:
          /^The value '(.*)' is invalid for '([^' ]+) <([^'>]*)>'(?:\. Please provide one of (.*?)\.?)?$/
      )
    else { return message }
    let number = match.output.3 == "BITS" ? "a number, as 4.5" : "a whole number"
    let expected = match.output.4.map { "one of " + $0.replacing("'", with: "") } ?? number
    return "\(match.output.2) \(PrintableName.quoted(String(match.output.1))): expected \(expected)"
  }

  /// The name of a command that a word is near to; nil where none is, and where it may be meant as a path.
  static func command(near word: String) -> String? {
    guard !word.isEmpty, !word.contains(where: { "/.-".contains($0) }) else { return nil }
    let names = Quantview.configuration.subcommands.compactMap { $0.configuration.commandName }
    return names.contains(word) ? nil : WordDistance.nearest(to: word, among: names)
  }

  /// Refuses help on a command that there is not.
  static func checkHelp(on name: String) throws(Failure) {
    let names = Quantview.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !name.hasPrefix("-"), name != "help", !names.contains(name) else { return }
    let near = WordDistance.nearest(to: name, among: names)
    throw Failure(
      status: ExitStatus.usage,
      "help \(PrintableName.quoted(name)): there is no such command; "
        + (near.map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))"))
  }

  /// The option that the parser does not know; nil where it says something else.
  private static func unknownOption(in message: String) -> String? {
    let start = "Unknown option '"
    guard message.hasPrefix(start) else { return nil }
    return String(message.dropFirst(start.count).prefix { $0 != "'" })
  }

  private static func nearest(to option: String, of command: String?) -> String? {
    guard let root = try? Guide.tree().root else { return nil }
    let chosen = (command ?? root.defaultSubcommand).flatMap(root.subcommand)
    let arguments = (chosen?.arguments ?? []) + root.arguments
    let words = arguments.flatMap(\.names).filter { $0.hasPrefix("--") }.map {
      String($0.dropFirst(2))
    }
    let typed = String(option.drop { $0 == "-" })
    return WordDistance.nearest(to: typed, among: words).map { "--" + $0 }
  }
}
