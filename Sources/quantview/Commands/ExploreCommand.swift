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
  @OptionGroup var cacheOptions: CacheOptions

  /// How many formats stand side by side.
  private static let mostFormats = 4

  func run() throws {
    let script = plain ? nil : Environment.value(of: "QUANTVIEW_SCRIPT")
    // A script shows the same everywhere, so the configuration of one user doesn't count.
    let configuration = try sources.configurationOptions.load(
      readsUsual: script?.isEmpty ?? true)
    let formats = try formatOptions.chosen(atMost: Self.mostFormats, configuration)
    let leftOut = formatOptions.leftOut(beyond: Self.mostFormats, configuration)
    var troubles = Troubles()
    let isShown =
      !plain && (script ?? "").isEmpty && DescriptorWriter.standardOutput.isTerminal
    let start = try start(isShown: isShown, noting: &troubles)
    let request = Explore.Request(
      source: start.source, inputs: sources.file + start.files, formats: formats.map { $0.id },
      threads: threadOptions.count(configuration),
      look: Look(viewOptions, configuration), configuration: configuration,
      store: cacheOptions.store(of: sources.file),
      warnings: [troubles.first, leftOut].compactMap(\.self),
      origin: try sources.request(sideBySide: true), opening: start.opening,
      progress: start.progress)
    if let script, !script.isEmpty {
      try Explore.play(request, script: script)
    } else if !isShown {
      if let leftOut { Console.say(leftOut) }
      let overview = Overview(of: start.source, formats: formats, threads: request.threads)
      try overview.print(noting: &troubles)
    } else {
      let end = Result { try explore(request) }
      _ = try start.opening?.end?.opened(noting: &troubles)
      try end.get()
    }
    try troubles.end()
  }

  /// Opens the files, on a terminal those that take long beside the first picture.
  private func start(
    isShown: Bool, noting troubles: inout Troubles
  ) throws -> BackgroundOpening.Start {
    // What is asked for by name can only be told missing once all is open.
    guard isShown, sources.tensor.isEmpty, !sources.file.contains(StandardInput.path) else {
      return BackgroundOpening.Start(try sources.open(noting: &troubles, sideBySide: true))
    }
    let opening = BackgroundOpening(try sources.request(sideBySide: true))
    return try opening.start(noting: &troubles)
  }

  private func explore(_ request: Explore.Request) throws {
    if StandardInput.isRead { try NcursesTerminal.takeKeysFromTerminal() }
    switch try Explore.run(request) {
    case .quit(let status): if status != ExitStatus.done { throw ExitStatus(code: status) }
    case .terminated(let signal): NcursesTerminal.endProcess(by: signal)
    }
  }
}
