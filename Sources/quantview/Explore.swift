internal import Explorer
internal import ExplorerRuntime
internal import NcursesTerminal
internal import QuantCore
internal import TensorFiles
internal import TerminalKit

/// The explorer in the terminal.
enum Explore {
  /// Explores until the user quits.
  ///
  /// - Parameters:
  ///   - exploration: The tensors and formats.
  ///   - troubles: Told of what could not be read.
  /// - Throws: What ends the exploration before the user does, and the status that the user's way out has.
  static func run(_ exploration: Exploration, noting troubles: inout Troubles) throws {
    let end: SessionEnd
    do {
      end = try NcursesTerminal.run(options(exploration.color)) { session(exploration, on: $0) }
    } catch {
      throw Failure(status: ExitStatus.usage, error.description)
    }
    switch end {
    case .quit(let status) where status != ExitStatus.done: throw ExitStatus(code: status)
    case .quit: break
    case .terminated(let signal): NcursesTerminal.endProcess(by: signal)
    }
  }

  private static func options(_ color: ColorChoice) -> NcursesTerminal.Options {
    switch color {
    case .auto: NcursesTerminal.Options()
    case .always: NcursesTerminal.Options(colours: .palette256)
    case .never: NcursesTerminal.Options(colours: ColourDepth.none)
    }
  }

  private static func session(
    _ exploration: Exploration, on terminal: any Terminal
  ) -> SessionEnd {
    let source = exploration.source
    let state = AppState(
      source: source.description, tensors: source.tensors,
      formats: exploration.formats.map { $0.id }, size: terminal.size, traits: terminal.traits)
    let session = ExplorerSession(
      state: state, source: source, threads: exploration.threads, terminal: terminal
    ) { request in
      export(request, of: source.description)
    }
    return session.run()
  }
}
