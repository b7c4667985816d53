internal import Dispatch
internal import Explorer
internal import Synchronization
internal import TensorFiles

/// Opens files while the explorer is on show already: of 200 shards a look at the first does not wait for the last.
final class BackgroundOpening: Sendable {
  /// What came of it.
  enum End: Sendable {
    case opened(OpenedSource, Troubles)
    case failed(any Error, Troubles)
  }

  /// What the explorer starts with.
  struct Start {
    let source: any TensorSource
    /// The files that are open.
    var files: [String] = []
    /// What opens the rest; nil where all is open.
    var opening: BackgroundOpening?
    /// How far that is.
    var progress: OpeningProgress?

    init(_ opened: OpenedSource) {
      source = opened.source
      files = opened.files
    }

    fileprivate init(_ part: GrownSource?, _ opening: BackgroundOpening) {
      source = part?.source ?? UnopenedSource(path: opening.path)
      progress = part?.progress ?? OpeningProgress(opened: nil, of: 0)
      self.opening = opening
    }
  }

  private struct State {
    var part: GrownSource?
    var end: End?
    /// Whether the explorer was started with a part.
    var isStarted = false
    var waiting: [Message] = []
    var post: (@Sendable (Message) -> Void)?
  }

  /// How long the explorer waits for everything, and for anything: the first picture is due after 150 ms.
  private static let patience = (whole: 0.05, part: 0.09)

  fileprivate let path: String
  private let state = Mutex(State())
  private let news = DispatchSemaphore(value: 0)

  /// Begins to open files.
  init(_ request: SourceRequest) {
    path = request.files.joined(separator: " ")
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      var troubles = Troubles(isSilent: true)
      let watch = OpeningWatch { [self] part in
        take(
          GrownSource(
            MatrixSource(part.source),
            progress: OpeningProgress(opened: part.opened, of: part.count)))
      }
      do {
        take(.opened(try request.open(noting: &troubles, watch: watch), troubles))
      } catch {
        take(.failed(error, troubles))
      }
    }
  }

  /// What the explorer is to start with: everything where that is open in no time.
  ///
  /// - Parameter troubles: Told of what went wrong.
  /// - Returns: What is open, and who opens the rest.
  /// - Throws: What opening the files threw.
  func start(noting troubles: inout Troubles) throws -> Start {
    let begin = DispatchTime.now()
    wait(until: begin + Self.patience.whole) { $0.end != nil }
    wait(until: begin + Self.patience.part) { $0.end != nil || $0.part != nil }
    let (end, part) = state.withLock { state in
      state.isStarted = state.end == nil
      return (state.end, state.part)
    }
    if let end { return Start(try end.opened(noting: &troubles)) }
    return Start(part, self)
  }

  /// Has messages left for the explorer from now on.
  func follow(_ post: @escaping @Sendable (Message) -> Void) {
    let waiting = state.withLock { state in
      state.post = post
      defer { state.waiting = [] }
      return state.waiting
    }
    waiting.forEach(post)
  }

  /// What came of it; nil while it is not over.
  var end: End? { state.withLock { $0.end } }

  /// The files that were opened; empty while they are being opened.
  var files: [String] {
    if case .opened(let opened, _) = end { opened.files } else { [] }
  }

  private func wait(until deadline: DispatchTime, _ isMet: (State) -> Bool) {
    while !state.withLock({ isMet($0) }) {
      guard news.wait(timeout: deadline) == .success else { return }
    }
  }

  private func take(_ part: GrownSource) {
    let isStarted = state.withLock { state in
      state.part = part
      return state.isStarted
    }
    news.signal()
    if isStarted { send(.grown(part)) }
  }

  private func take(_ end: End) {
    let isStarted = state.withLock { state in
      state.end = end
      return state.isStarted
    }
    news.signal()
    guard isStarted else { return }
    switch end {
    case .opened(let opened, let troubles):
      send(.grown(GrownSource(opened.source, warning: troubles.first)))
    case .failed:
      send(.openingFailed(status: ExitStatus.unreadable))
    }
  }

  private func send(_ message: Message) {
    let post = state.withLock { state in
      if state.post == nil { state.waiting.append(message) }
      return state.post
    }
    post?(message)
  }
}

extension BackgroundOpening.End {
  /// What was opened, once it can be said what went wrong.
  ///
  /// - Parameter troubles: Told of what went wrong.
  /// - Returns: What was opened.
  /// - Throws: What opening the files threw.
  func opened(noting troubles: inout Troubles) throws -> OpenedSource {
    switch self {
    case .opened(let opened, let silent):
      troubles.take(silent)
      SourceRequest.say(opened.whole.description.notes)
      return opened
    case .failed(let error, let silent):
      troubles.take(silent)
      throw error
    }
  }
}

/// What is known of files before any of them is open: how they are called.
private struct UnopenedSource: TensorSource {
  let description: SourceDescription
  let tensors: [TensorDescriptor] = []

  init(path: String) {
    description = SourceDescription(path: path, container: "files", byteCount: 0)
  }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {}

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {}

  func verify() throws(TensorFileError) {}
}
