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
  ///   - view: How it looks, and whether it takes the mouse.
  ///   - warning: What is to be known at the start.
  /// - Returns: How the session ended.
  /// - Throws: A `TerminalError` where the terminal can't be used.
  static func run(
    _ source: any TensorSource, from inputs: [String], formats: [FormatID], threads: Int,
    view: ViewOptions, warning: String? = nil
  ) throws(TerminalError) -> SessionEnd {
    let options = NcursesTerminal.Options(
      colours: view.color.depth, glyphs: view.glyphs.level, theme: view.theme.theme)
    return try NcursesTerminal.run(options) { terminal in
      let hasMouse = view.mouse && terminal.traits.hasMouse
      if hasMouse { terminal.reportMouse(true) }
      let state = AppState(
        source: source.description, tensors: source.tensors, formats: formats,
        size: terminal.size, traits: terminal.traits,
        exportKinds: exportKinds, palette: view.palette.palette, isMouseOn: hasMouse,
        warning: warning ?? lack(of: view, on: terminal.traits))
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

  /// What was asked for and can't be had; nil where all can.
  private static func lack(of view: ViewOptions, on traits: TerminalTraits) -> String? {
    if view.mouse, !traits.hasMouse { return "--mouse: TERM=\(traits.name) reports no mouse" }
    guard view.glyphs == .blocks, traits.glyphs == .ascii else { return nil }
    return "--glyphs blocks: "
      + (traits.isUTF8
        ? "TERM=\(traits.name) has no font for them" : "the locale is not UTF-8")
  }
}
