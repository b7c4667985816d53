internal import CommandKit
internal import Explorer
internal import ExplorerRuntime
internal import NcursesTerminal
internal import QuantAnalysis
internal import QuantCore
internal import QuantReports
internal import TensorFiles
internal import TerminalKit

/// Wires the explorer to the terminal, the analyses and the reports.
enum Explore {
  /// What to explore, and from what to begin.
  struct Request {
    /// What was opened.
    let source: any TensorSource
    /// The files that it was opened from.
    let inputs: [String]
    /// The formats that stand side by side.
    let formats: [FormatID]
    /// How many threads analyse.
    let threads: Int
    /// How it looks, and whether it takes the mouse.
    let look: Look
    /// The user's defaults.
    let configuration: Configuration
    /// Where figures are kept between sessions; nil for nowhere.
    var store: FigureStore?
    /// What is to be known at the start, the most important first.
    let warnings: [String]
    /// What the source was opened by.
    let origin: SourceRequest
    /// What opens the rest of the files; nil where all are open.
    var opening: BackgroundOpening?
    /// How far that is.
    var progress: OpeningProgress?

    /// What is pasted into a pull request is offered first, unless the user has another wish.
    private var exportKinds: [ExportKind] {
      let first = configuration[Settings.export] ?? .markdown
      let formats = [first] + ReportFormat.all.filter { $0.id != first.id }
      return formats.map { ExportKind(name: $0.id, suffix: $0.fileSuffix) }
    }

    /// Several warnings in one line; nil where there is none.
    private func said(_ warnings: [String]) -> String? {
      warnings.isEmpty ? nil : warnings.joined(separator: "; ")
    }

    /// Where the explorer starts on a terminal.
    func state(_ size: Size, _ traits: TerminalTraits) -> AppState {
      AppState(
        source: source.description, tensors: source.tensors, formats: formats, size: size,
        traits: traits, exportKinds: exportKinds, palette: look.palette,
        isMouseOn: look.hasMouse && traits.hasMouse, configuration: configuration.path,
        warning: said(warnings + [look.lack(on: traits)].compactMap(\.self)),
        opening: progress)
    }
  }

  /// Explores a source in the terminal until the user leaves.
  ///
  /// - Parameter request: What to explore.
  /// - Returns: How the session ended.
  /// - Throws: A `TerminalError` where the terminal can't be used.
  static func run(_ request: Request) throws(TerminalError) -> SessionEnd {
    let look = request.look
    let options = NcursesTerminal.Options(
      colours: look.colours, glyphs: look.glyphs, theme: look.theme)
    return try NcursesTerminal.run(options) { terminal in
      if look.hasMouse && terminal.traits.hasMouse { terminal.reportMouse(true) }
      let current = CurrentSource(request)
      let session = ExplorerSession(
        state: request.state(terminal.size, terminal.traits), source: request.source,
        threads: request.threads, terminal: terminal, store: request.store
      ) {
        await export($0, of: current.source, inputs: current.inputs, threads: request.threads)
      } preview: {
        await text(of: $0, of: current.source, threads: request.threads)
          .mapError { PreviewError($0.line) }
      } reopen: {
        current.reopen()
      } opening: {
        current.follow($0)
      }
      return session.run()
    }
  }

  /// Explores a source on a terminal in memory, as a script says.
  ///
  /// - Parameters:
  ///   - request: What to explore.
  ///   - path: The script.
  /// - Throws: A `ReplayError` about a line of it, or `Failure` where it can't be read.
  static func play(_ request: Request, script path: String) throws {
    let file: TextFile
    do throws(TensorFileError) {
      file = try TextFile(path)
    } catch {
      // It is a part of the environment, and none of what was to be read.
      throw Failure(status: ExitStatus.usage, error.description)
    }
    let replay = ScriptReplay(try ReplayScript(file))
    let current = CurrentSource(request)
    try replay.run(request.source, threads: request.threads, state: request.state) {
      await export($0, of: current.source, inputs: request.inputs, threads: request.threads)
    } preview: {
      await text(of: $0, of: current.source, threads: request.threads)
        .mapError { PreviewError($0.line) }
    } reopen: {
      current.reopen()
    }
  }
}
