internal import ArgumentParser
internal import CommandKit
internal import TensorFiles

/// `quantview completions`.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print what makes a shell complete quantview's command lines.")

  @Argument(
    help: ArgumentHelp(
      "The shell: \(Shell.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "shell"),
    completion: .list(Shell.allCases.map(\.rawValue)))
  var shell: String

  func run() throws {
    guard let shell = Shell(rawValue: shell) else {
      let names = Shell.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        status: ExitStatus.usage,
        "\(PrintableName.quoted(shell)): no such shell; there are \(names)")
    }
    try Console.print(shell.completion(of: try Guide.tree()))
  }
}
