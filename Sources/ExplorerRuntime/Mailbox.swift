internal import Explorer
internal import QuantAnalysis
internal import Synchronization
internal import TerminalKit

/// Where background work leaves its messages for the thread that owns the terminal.
final class Mailbox: Sendable {
  private let messages = Mutex<[Message]>([])
  private let waker: Waker

  init(waker: Waker) {
    self.waker = waker
  }

  /// Leaves a message and ends the terminal's wait.
  ///
  /// A partial result that nobody has read yet is replaced by the next one of the same work.
  func post(_ message: Message) {
    messages.withLock { waiting in
      if let last = waiting.last, last.isOutdated(by: message) { waiting.removeLast() }
      waiting.append(message)
    }
    waker.wake()
  }

  /// Ends the terminal's wait.
  func nudge() { waker.wake() }

  /// Whether no message waits.
  var isEmpty: Bool { messages.withLock { $0.isEmpty } }

  /// Takes all messages, the oldest first.
  func drain() -> [Message] {
    messages.withLock { waiting in
      defer { waiting.removeAll() }
      return waiting
    }
  }
}

extension Message {
  /// Whether a later message makes this one pointless.
  fileprivate func isOutdated(by next: Message) -> Bool {
    switch (self, next) {
    case (.analysis(let id, .partial), .analysis(let nextID, _)): id == nextID
    case (.scaleMap(let id, .partial), .scaleMap(let nextID, _)): id == nextID
    case (.worstBlocks(let id, .partial), .worstBlocks(let nextID, _)): id == nextID
    case (.kernels(let id, .progress), .kernels(let nextID, _)): id == nextID
    case (.attention(let id, .partial), .attention(let nextID, _)): id == nextID
    default: false
    }
  }
}
