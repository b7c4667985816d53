public import Explorer
public import TensorFiles
public import TerminalKit

/// Plays a script to the explorer, on a terminal in memory.
///
/// The same script on the same file gives the same screens, whatever terminal and locale there are.
public struct ScriptReplay {
  private let script: ReplayScript

  /// Prepares to play.
  ///
  /// - Parameter script: The script.
  public init(_ script: ReplayScript) {
    self.script = script
  }

  /// Plays all of it.
  ///
  /// - Parameters:
  ///   - source: What is explored.
  ///   - threads: How many threads analyse.
  ///   - state: Where the explorer starts, on a terminal of a size and with traits.
  ///   - export: Writes a report; called on another thread.
  ///   - preview: Makes the text that `export` would write; called on another thread.
  ///   - reopen: Opens the same files again; nil where they can't be.
  /// - Throws: A `ReplayError` that names the first step that failed.
  public func run(
    _ source: any TensorSource, threads: Int, state: (Size, TerminalTraits) -> AppState,
    export: @escaping @Sendable (ExportRequest) async -> ExportOutcome,
    preview: @escaping @Sendable (ExportRequest) async -> Result<String, PreviewError>,
    reopen: (() -> Result<any TensorSource, ReopenError>)? = nil
  ) throws(ReplayError) {
    let terminal = ReplayTerminal(script)
    let session = ExplorerSession(
      state: state(script.size, script.traits), source: source, threads: threads,
      terminal: terminal, export: export, preview: preview, reopen: reopen)
    terminal.isIdle = { [unowned session] in session.isIdle }
    let end = session.run()
    if let failure = terminal.failure { throw failure }
    if case .quit = end, let line = terminal.nextLine {
      throw ReplayError(path: script.path, line: line, "the explorer has quit before this step")
    }
  }
}
