internal import Explorer
internal import ExplorerRuntime
internal import Synchronization
internal import TensorFiles

/// The source that the explorer shows: another one once the files were opened again.
final class CurrentSource: Sendable {
  private let held: Mutex<any TensorSource>
  private let origin: SourceRequest
  private let named: [String]
  private let opening: BackgroundOpening?

  init(_ request: Explore.Request) {
    held = Mutex(request.source)
    origin = request.origin
    named = request.inputs
    opening = request.opening
  }

  var source: any TensorSource { held.withLock { $0 } }

  /// The files that are read: nothing is written over them.
  var inputs: [String] { named + (opening?.files ?? []) }

  /// Has messages left whenever more of the files is open.
  func follow(_ post: @escaping @Sendable (Message) -> Void) {
    opening?.follow { [self] message in
      if case .grown(let grown) = message { held.withLock { $0 = grown.source } }
      post(message)
    }
  }

  /// Opens the files again as they were opened first.
  func reopen() -> Result<any TensorSource, ReopenError> {
    var troubles = Troubles(isSilent: true)
    do {
      let opened = try origin.open(noting: &troubles)
      held.withLock { $0 = opened.source }
      return .success(opened.source)
    } catch {
      return .failure(ReopenError(troubles.first ?? Failure(error)?.line ?? "\(error)"))
    }
  }
}
