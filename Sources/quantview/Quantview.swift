internal import ArgumentParser
internal import KernelEngine
internal import QuantCore
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
    usage: "quantview <file> ... [<options>]\nquantview <subcommand> ...",
    discussion: """
      Without a subcommand the files are explored in the terminal; "quantview help explore" lists the options.
      Where standard output is not a terminal an overview is printed.

      Exit status: 0 done, 1 a --fail-if threshold was crossed, 2 usage or environment, 3 a file can't be read.
      """,
    version: """
      quantview \(ToolFacts.currentVersion)
      backend \(ToolFacts.currentBackend), formats \(FormatRegistry.families.map(\.name).joined(separator: ", "))
      """,
    subcommands: [
      ExploreCommand.self, ListCommand.self, ReportCommand.self, QuantizeCommand.self,
      CheckCommand.self, DumpCommand.self, BenchCommand.self, AdviseCommand.self,
      FormatsCommand.self, DiffCommand.self,
    ],
    defaultSubcommand: ExploreCommand.self)

  /// Parses the command line and runs what it names.
  ///
  /// - Returns: The exit status.
  static func run() -> Int32 {
    Signals.ignoreBrokenPipes()
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

  /// Commands that are planned, and not there yet.
  private static let plannedCommands = ["rank"]

  /// Says that a command is not there yet, where it would be taken for a file that there is not.
  private static func checkCommand() throws(Failure) {
    guard let word = CommandLine.arguments.dropFirst().first, plannedCommands.contains(word),
      unsafe access(word, F_OK) != 0
    else { return }
    throw Failure(
      status: ExitStatus.usage,
      "\(word): there is no such command yet, nor a file of that name; try quantview --help")
  }

  private static func end(with error: any Error) -> Int32 {
    if let status = error as? ExitStatus { return status.code }
    if let failure = Failure(error) {
      Console.say(failure.line)
      return failure.status
    }
    let text = fullMessage(for: error)
    if exitCode(for: error) == .success {
      do {
        try Console.print(text + "\n")
        return ExitStatus.done
      } catch {
        Console.say(error.description)
        return ExitStatus.usage
      }
    }
    let lines = message(for: error).split(separator: "\n").joined(separator: " ")
    let line = PrintableName.escaped(lines)
    Console.say(line + (line.hasSuffix("?") ? " Try" : "; try") + " quantview --help")
    return ExitStatus.usage
  }
}
