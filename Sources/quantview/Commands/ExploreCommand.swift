internal import ArgumentParser
internal import CommandKit
internal import ExplorerRuntime
internal import NcursesTerminal
internal import QuantCore
internal import TensorFiles

/// `quantview FILE`, the default command.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Explore tensors in the terminal (the default command).")

  @OptionGroup var sources: SourceOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var threadOptions: ThreadOptions

  @Flag(name: .long, help: "Print an overview, as where standard output is not a terminal.")
  var plain = false

  @OptionGroup var viewOptions: ViewOptions

  func run() throws {
    let script = plain ? nil : Environment.value(of: "QUANTVIEW_SCRIPT")
    // A script shows the same everywhere, so the configuration of one user doesn't count.
    let configuration = try sources.configurationOptions.load(
      readsUsual: script?.isEmpty ?? true)
    let formats = try formatOptions.chosen(atMost: 4, configuration)
    var troubles = Troubles()
    let opened = try sources.open(noting: &troubles, sideBySide: true)
    let request = Explore.Request(
      source: opened.source, inputs: sources.file + opened.files, formats: formats.map { $0.id },
      threads: threadOptions.count(configuration),
      look: Look(viewOptions, configuration), configuration: configuration, warning: troubles.first)
    if let script, !script.isEmpty {
      try Explore.play(request, script: script)
    } else if plain || !DescriptorWriter.standardOutput.isTerminal {
      let overview = Overview(of: opened.source, formats: formats, threads: request.threads)
      try overview.print(noting: &troubles)
    } else {
      try explore(request)
    }
    try troubles.end()
  }

  private func explore(_ request: Explore.Request) throws {
    if StandardInput.isRead { try NcursesTerminal.takeKeysFromTerminal() }
    switch try Explore.run(request) {
    case .quit(let status): if status != ExitStatus.done { throw ExitStatus(code: status) }
    case .terminated(let signal): NcursesTerminal.endProcess(by: signal)
    }
  }
}
