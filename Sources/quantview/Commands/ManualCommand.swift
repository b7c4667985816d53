internal import ArgumentParser
internal import CommandKit
internal import QuantReports

/// `quantview manual`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page quantview(1) in roff.")

  func run() throws {
    let page = ManualPage(
      try Guide.guide(), version: ToolFacts.currentVersion, date: Environment.date)
    try Console.print(page.text)
  }
}
