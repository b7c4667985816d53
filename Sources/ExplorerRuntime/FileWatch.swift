internal import Explorer
internal import TensorFiles

/// Looks now and then whether a file still is what it was, and tells the first time that it is not.
struct FileWatch: Sendable {
  let source: any TensorSource
  let mailbox: Mailbox

  /// How long a change of the file may go unnoticed.
  private static let interval = Duration.seconds(1)

  /// Begins to look, until the task is cancelled or a change was told.
  func start() -> Task<Void, Never> {
    Task { await run() }
  }

  private func run() async {
    while !Task.isCancelled {
      guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
      do throws(TensorFileError) {
        try source.verify()
      } catch {
        mailbox.post(.changed(error))
        return
      }
    }
  }
}
