internal import ArgumentParser
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

  @Option(name: .long, help: "Whether to use colours: auto, always or never.")
  var color = ColorChoice.auto

  func run() throws {
    let formats = try formatOptions.chosen(atMost: 4)
    var troubles = Troubles()
    let opened = try sources.open(noting: &troubles)
    let exploration = Exploration(
      source: opened.source, formats: formats, threads: threadOptions.count, color: color)
    if plain || !DescriptorWriter.standardOutput.isTerminal {
      try Overview.print(exploration, noting: &troubles)
    } else {
      try Explore.run(exploration, noting: &troubles)
    }
    try troubles.end()
  }
}

/// Whether to use colours.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}
