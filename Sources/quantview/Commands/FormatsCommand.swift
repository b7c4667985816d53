internal import ArgumentParser
internal import QuantReports

/// `quantview formats`.
struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats", abstract: "List the formats, their rules and options.")

  @Flag(name: .long, help: "Print a quantview.formats/1 document.")
  var json = false

  func run() throws {
    try Console.print(json ? FormatList.json : FormatList.text)
  }
}
