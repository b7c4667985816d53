internal import ArgumentParser
internal import CommandKit
internal import KernelEngine
internal import QuantReports
internal import TensorFiles

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The program: commands, and what they throw turned into a line and an exit status.
struct Quantview: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantview",
    abstract: "Explore what low-bit quantization does to tensors of weights.",
    discussion: """
      MXFP4, NVFP4, INT4 and some thirty further formats, side by side: what each makes of the values, what it \
      loses and where, and what it costs. Without a command the files are explored in the terminal; where standard \
      output is no terminal an overview is printed. Nothing is sent anywhere, and what is opened is only read.
      """,
    // A mark: the facts are gathered only where they are asked for.
    version: "quantview \(ToolFacts.currentVersion)",
    subcommands: [
      ExploreCommand.self, ListCommand.self, ReportCommand.self, RankCommand.self,
      QuantizeCommand.self, CheckCommand.self, DumpCommand.self, BenchCommand.self,
      AdviseCommand.self, FormatsCommand.self, DiffCommand.self, CompletionsCommand.self,
      ManualCommand.self,
    ],
    defaultSubcommand: ExploreCommand.self)

  @Flag(name: .long, help: "Print a configuration file with every setting, commented out.")
  var defaultConfig = false

  func validate() throws {
    if defaultConfig { throw CleanExit.message(Settings.commentedDefault) }
  }

  /// Parses the command line and runs what it names.
  ///
  /// - Returns: The exit status.
  static func run() -> Int32 {
    Signals.ignoreBrokenPipes()
    OpenFileLimit.raise()
    do {
      try Environment.checkBackend()
      try checkCommand()
      var command = try parseAsRoot()
      try command.run()
      return ExitStatus.done
    } catch {
      return end(with: error)
    }
  }

  /// Names the command that was meant where a word would be taken for a file that there is not.
  private static func checkCommand() throws(Failure) {
    let words = CommandLine.arguments.dropFirst()
    if words.first == "help", let name = words.dropFirst().first {
      try Misspelling.checkHelp(on: name)
    }
    guard let word = words.first, unsafe access(word, F_OK) != 0 else { return }
    if let near = Misspelling.command(near: word) {
      throw Failure(
        status: ExitStatus.usage,
        "\(PrintableName.quoted(word)): there is no such file, nor such a command; did you mean \(near)?"
      )
    }
  }

  private static func end(with error: any Error) -> Int32 {
    if let status = error as? ExitStatus { return status.code }
    if let failure = Failure(error) {
      Console.say(failure.line)
      return failure.status
    }
    if exitCode(for: error) == .success {
      do {
        try Console.print(try answer(to: error))
        return ExitStatus.done
      } catch {
        Console.say("\(error)")
        return ExitStatus.usage
      }
    }
    let lines = message(for: error).split(separator: "\n").joined(separator: " ")
    let arguments = Array(CommandLine.arguments.dropFirst())
    Console.say(PrintableName.escaped(Misspelling.line(lines, arguments: arguments)))
    return ExitStatus.usage
  }

  /// What somebody asked the parser for: help, the version, or a text of ours.
  private static func answer(to request: any Error) throws -> String {
    let columns = 80
    let text = fullMessage(for: request, columns: columns)
    if text == configuration.version { return VersionText.text + "\n" }
    // The parser doesn't say which command's help it is; its own text does.
    let commands: [any ParsableCommand.Type] = [Quantview.self] + configuration.subcommands
    let command = commands.first { command in
      [false, true].contains {
        text == helpMessage(for: command, includeHidden: $0, columns: columns)
      }
    }
    guard let command else { return text.hasSuffix("\n") ? text : text + "\n" }
    return HelpText(try Guide.guide(), command: command.configuration.commandName).text
  }
}
