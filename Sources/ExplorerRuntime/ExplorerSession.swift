public import Explorer
public import QuantAnalysis
public import TensorFiles
public import TerminalKit

/// How a session with the explorer ended.
public enum SessionEnd: Sendable, Hashable {
  /// The user quit; the program ends with the status.
  case quit(status: Int32)
  /// A signal asked the program to end; raise it again once the screen is restored.
  case terminated(signal: Int32)
}

/// Why the files can't be opened again.
public struct ReopenError: Error, Sendable, Hashable {
  /// One line.
  public let reason: String

  /// Creates an error.
  public init(_ reason: String) {
    self.reason = reason
  }
}

/// The one place where terminal, tasks and clock meet: input, update, effects, view, present.
///
/// All of it runs on the thread that owns the terminal; work runs elsewhere and leaves messages.
public final class ExplorerSession {
  /// Frames that show progress are at least this far apart: ten a second.
  ///
  /// Keys are answered at once, and the first result after a key is shown at once too: it is often what the key asked
  /// for.
  private static let frameInterval = Duration.milliseconds(100)

  private var state: AppState
  private let terminal: any Terminal
  private let mailbox: Mailbox
  private var runner: EffectRunner
  private let makeRunner: (any TensorSource) -> EffectRunner
  private let reopen: (() -> Result<any TensorSource, ReopenError>)?
  private let opening: ((@escaping @Sendable (Message) -> Void) -> Void)?
  private var lastProgress: ContinuousClock.Instant?
  private var isStale = true

  /// Creates a session.
  ///
  /// - Parameters:
  ///   - state: Where the explorer starts.
  ///   - source: Where its tensors are.
  ///   - threads: How many threads analyse.
  ///   - terminal: The screen and the keyboard.
  ///   - store: Where the ranking's figures are kept between sessions; nil for nowhere.
  ///   - export: Writes a report.
  ///   - preview: Makes the text that `export` would write.
  ///   - reopen: Opens the same files again; nil where they can't be.
  ///   - opening: Called once the first picture is on show where the files are not all open yet; has to leave a message
  ///     whenever more of them is, and in the end.
  public init(
    state: AppState, source: any TensorSource, threads: Int, terminal: any Terminal,
    store: FigureStore? = nil,
    export: @escaping @Sendable (ExportRequest) async -> ExportOutcome,
    preview: @escaping @Sendable (ExportRequest) async -> Result<String, PreviewError>,
    reopen: (() -> Result<any TensorSource, ReopenError>)? = nil,
    opening: ((@escaping @Sendable (Message) -> Void) -> Void)? = nil
  ) {
    self.opening = opening
    self.state = state
    self.terminal = terminal
    self.reopen = reopen
    let mailbox = Mailbox(waker: terminal.waker)
    self.mailbox = mailbox
    makeRunner = { source in
      EffectRunner(
        source: source, threads: threads, mailbox: mailbox, store: store, export: export,
        preview: preview)
    }
    runner = makeRunner(source)
  }

  /// Whether nothing is computed or written any more, and all that came of it is on show.
  ///
  /// Asked on the thread that runs the session.
  var isIdle: Bool { runner.isIdle && mailbox.isEmpty && !isStale }

  /// Runs until the user quits or a signal comes.
  public func run() -> SessionEnd {
    defer { runner.end() }
    // The first picture comes before the first byte of any tensor is read.
    present()
    runner.watch()
    opening? { [mailbox] in mailbox.post($0) }
    if let end = apply(.resized(terminal.size)) { return end }
    while true {
      if let end = takeEvents() { return end }
      for message in mailbox.drain() {
        if let end = apply(message) { return end }
      }
      if isStale && untilNextFrame == nil {
        present()
        lastProgress = .now
      }
    }
  }

  /// Waits for an event, then takes all that are there, and answers keys with one picture.
  private func takeEvents() -> SessionEnd? {
    var event = terminal.nextEvent(timeout: isStale ? untilNextFrame ?? .zero : nil)
    var needsPicture = false
    while let next = event {
      switch next {
      case .key(let key):
        if let end = apply(.key(key)) { return end }
      case .mouse(let event):
        if let end = apply(.mouse(event)) { return end }
      case .pasted(let text):
        if let end = apply(.pasted(text)) { return end }
      case .resized(let size):
        if let end = apply(.resized(size)) { return end }
      case .resumed:
        if let end = apply(.resumed) { return end }
      case .terminated(let signal):
        return .terminated(signal: signal)
      }
      needsPicture = true
      event = terminal.nextEvent(timeout: .zero)
    }
    if needsPicture {
      present()
      lastProgress = nil
    }
    return nil
  }

  /// How long the next frame of progress has to wait; nil where it is due.
  private var untilNextFrame: Duration? {
    guard let lastProgress else { return nil }
    let rest = Self.frameInterval - (ContinuousClock.now - lastProgress)
    return rest > .zero ? rest : nil
  }

  private func present() {
    terminal.present(state.view())
    isStale = false
  }

  /// Opens the files again, and lets go of what was computed from them as they were.
  private func reopened() -> Message {
    guard let reopen else { return .reopenFailed("it can't be opened again here") }
    switch reopen() {
    case .failure(let error): return .reopenFailed(error.reason)
    case .success(let source):
      runner.end()
      _ = mailbox.drain()
      runner = makeRunner(source)
      runner.watch()
      return .reopened(source.description, source.tensors)
    }
  }

  /// Goes on with more of the files; where what was open is not the beginning of it, work starts anew.
  private func grow(to source: any TensorSource) {
    guard !state.isBeginning(of: source) else { return runner.extend(to: source) }
    runner.end()
    runner = makeRunner(source)
    runner.watch()
  }

  private func apply(_ message: Message) -> SessionEnd? {
    isStale = true
    switch message {
    case .analysis(let id, .finished), .analysis(let id, .failed), .scaleMap(let id, .finished),
      .scaleMap(let id, .failed), .errorMap(let id, .finished), .errorMap(let id, .failed),
      .kernels(let id, .finished), .attention(let id, .finished), .attention(let id, .failed),
      .tile(let id, _), .inspection(let id, _), .comparison(let id, _),
      .worstBlocks(let id, .finished), .worstBlocks(let id, .failed), .preview(let id, _),
      .ranked(let id, .finished), .rankingAnswered(let id, _):
      runner.forget(id)
    default: break
    }
    if case .grown(let grown) = message { grow(to: grown.source) }
    for effect in state.update(message) {
      switch effect {
      case .analyze(let id, let tensor, let formats, let known):
        runner.analyze(id, tensor: tensor, formats: formats, known: known)
      case .mapScales(let id, let tensor, let format, let summary, let window):
        runner.mapScales(id, tensor: tensor, format: format, summary: summary, window: window)
      case .mapStoredScales(let id, let tensor, let format, let window):
        runner.mapStoredScales(id, tensor: tensor, format: format, window: window)
      case .mapErrors(let id, let tensor, let format, let summary, let window, let gathersLines):
        runner.mapErrors(
          id, tensor: tensor, format: format, summary: summary, window: window,
          gathersLines: gathersLines)
      case .encodeTile(let id, let tensor, let format, let summary, let region):
        runner.encodeTile(id, tensor: tensor, format: format, summary: summary, region: region)
      case .inspect(let id, let tensor, let row, let columns, let slots, let omitted):
        runner.inspect(
          id, tensor: tensor, row: row, columns: columns, slots: slots, omitted: omitted)
      case .rankBlocks(let id, let tensor, let format, let summary):
        runner.rankBlocks(id, tensor: tensor, format: format, summary: summary)
      case .compare(let id, let stored, let original):
        runner.compare(id, stored: stored, original: original)
      case .measureKernels(let id, let request): runner.measureKernels(id, request)
      case .measureAttention(let id): runner.measureAttention(id)
      case .rankTensors(let id, let tensors, let formats, let sampleBytes):
        runner.rank(id, tensors: tensors, formats: formats, sampleBytes: sampleBytes)
      case .answerRanking(let id, let question): runner.answer(id, question)
      case .previewReport(let id, let request): runner.preview(id, request)
      case .cancel(let id): runner.cancel(id)
      case .export(let request): runner.write(request)
      case .reopen: if let end = apply(reopened()) { return end }
      case .reportMouse(let isOn): terminal.reportMouse(isOn)
      case .send(let bytes): terminal.send(bytes)
      case .redraw: terminal.redraw()
      case .suspend: terminal.suspend()
      case .quit(let status): return .quit(status: status)
      }
    }
    return nil
  }
}
