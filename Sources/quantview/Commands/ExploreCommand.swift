internal import ArgumentParser
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
    let formats = try formatOptions.chosen(atMost: 4)
    var troubles = Troubles()
    let opened = try sources.open(noting: &troubles, sideBySide: true)
    if plain || !DescriptorWriter.standardOutput.isTerminal {
      let overview = Overview(
        of: opened.source, formats: formats, threads: threadOptions.count)
      try overview.print(noting: &troubles)
    } else {
      try explore(opened, formats: formats.map { $0.id }, warning: troubles.first)
    }
    try troubles.end()
  }

  private func explore(
    _ opened: OpenedSource, formats: [FormatID], warning: String?
  ) throws {
    let end = try Explore.run(
      opened.source, from: sources.file + opened.files, formats: formats,
      threads: threadOptions.count,
      view: viewOptions, warning: warning)
    switch end {
    case .quit(let status): if status != ExitStatus.done { throw ExitStatus(code: status) }
    case .terminated(let signal): NcursesTerminal.endProcess(by: signal)
    }
  }
}
