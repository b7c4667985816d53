internal import Explorer
internal import ExplorerRuntime
internal import NcursesTerminal
internal import QuantCore
internal import QuantReports
internal import TensorFiles
internal import TerminalKit

/// Wires the explorer to the terminal, the analyses and the reports.
enum Explore {
  /// What is pasted into a pull request is offered first.
  private static let exportKinds: [ExportKind] = {
    let first = ReportFormat.markdown
    let formats = [first] + ReportFormat.all.filter { $0.id != first.id }
    return formats.map { ExportKind(name: $0.id, suffix: $0.fileSuffix) }
  }()

  /// Explores a source in the terminal until the user leaves.
  ///
  /// - Parameters:
  ///   - source: What was opened.
  ///   - inputs: The files that it was opened from.
  ///   - formats: The formats that stand side by side.
  ///   - threads: How many threads analyse.
  ///   - colours: How many colours to use at most; nil leaves it to the terminal.
  ///   - warning: What is to be known at the start.
  /// - Returns: How the session ended.
  /// - Throws: A `TerminalError` where the terminal can't be used.
  static func run(
    _ source: any TensorSource, from inputs: [String], formats: [FormatID], threads: Int,
    colours: ColourDepth? = nil, warning: String? = nil
  ) throws(TerminalError) -> SessionEnd {
    let options = NcursesTerminal.Options(colours: colours)
    return try NcursesTerminal.run(options) { terminal in
      let state = AppState(
        source: source.description, tensors: source.tensors, formats: formats,
        size: terminal.size, traits: terminal.traits,
        exportKinds: exportKinds, warning: warning)
      let session = ExplorerSession(
        state: state, source: source, threads: threads, terminal: terminal
      ) { request in
        await export(request, of: source, inputs: inputs, threads: threads)
      } preview: { request in
        await text(of: request, of: source, threads: threads).mapError { PreviewError($0.line) }
      }
      return session.run()
    }
  }
}
