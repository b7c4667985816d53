import Explorer
import ExplorerRuntime
import Foundation
import TensorFiles
import TerminalKit

/// What a session on a terminal in memory came to.
struct PlayedSession: Sendable {
  let end: SessionEnd
  let frames: [Frame]
  let presentations: Int
  let redraws: Int
  let suspensions: Int
  let failure: String?
  let duration: Duration

  var screen: [String] { frames.last?.lines ?? [] }

  /// Plays a script on a thread of its own, as the program's main thread is.
  ///
  /// - Parameters:
  ///   - source: what is explored.
  ///   - size: the terminal's size.
  ///   - watch: called with each frame.
  ///   - export: writes reports.
  ///   - preview: makes the text of reports.
  ///   - script: what happens.
  /// - Returns: what it came to.
  static func play(
    _ source: any TensorSource, size: Size = Size(columns: 80, rows: 24),
    watch: @escaping @Sendable (Frame) -> Void = { _ in },
    export: @escaping @Sendable (ExportRequest) -> ExportOutcome = { .failed($0, "no export") },
    preview: @escaping @Sendable (ExportRequest) async -> Result<String, PreviewError> = {
      .success("# \($0.kind)\n")
    },
    script: @escaping @Sendable () -> [MemoryTerminal.Step]
  ) async -> PlayedSession {
    await withCheckedContinuation { continuation in
      Thread {
        // Analyses share their threads with the tests that compute for minutes.
        let memory = MemoryTerminal(size: size, script: script(), patience: .seconds(600))
        let state = AppState(
          source: source.description, tensors: source.tensors, formats: [], size: size,
          traits: .full, exportKinds: exportKinds)
        let start = ContinuousClock.now
        let session = ExplorerSession(
          state: state, source: source, threads: 2, terminal: WatchedTerminal(memory, watch),
          export: export, preview: preview)
        let end = session.run()
        continuation.resume(
          returning: PlayedSession(
            end: end, frames: memory.frames, presentations: memory.presentations,
            redraws: memory.redraws, suspensions: memory.suspensions, failure: memory.failure,
            duration: .now - start))
      }.start()
    }
  }
}

extension MemoryTerminal.Step {
  /// Waits until the overview has all figures: the best of them is marked.
  static var waitForFigures: Self {
    .wait("all figures") { frame in
      frame.lines.contains { $0.contains("SQNR dB") && $0.contains("*") }
        && !frame.lines[0].hasSuffix("%")
    }
  }
}

/// A terminal in memory that tells of each frame.
private final class WatchedTerminal: Terminal {
  private let base: MemoryTerminal
  private let watch: (Frame) -> Void

  init(_ base: MemoryTerminal, _ watch: @escaping (Frame) -> Void) {
    self.base = base
    self.watch = watch
  }

  var size: Size { base.size }
  var traits: TerminalTraits { base.traits }
  var waker: Waker { base.waker }

  func present(_ frame: Frame) {
    watch(frame)
    base.present(frame)
  }

  func reportMouse(_ isOn: Bool) { base.reportMouse(isOn) }
  func send(_ bytes: [UInt8]) { base.send(bytes) }
  func redraw() { base.redraw() }
  func suspend() { base.suspend() }
  func nextEvent(timeout: Duration?) -> TerminalEvent? { base.nextEvent(timeout: timeout) }
}
