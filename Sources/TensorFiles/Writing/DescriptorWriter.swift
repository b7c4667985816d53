#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Writes to an open descriptor, all of it or an error.
public struct DescriptorWriter: Sendable {
  /// The most bytes handed over at once, so that a writer hears soon that it is to stop.
  static let pieceSize = 1 << 20

  private let descriptor: Int32
  private let name: String

  /// Standard output.
  public static let standardOutput = DescriptorWriter(1, name: "standard output")
  /// Standard error.
  public static let standardError = DescriptorWriter(2, name: "standard error")

  init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Whether a terminal is at the other end.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes text as UTF-8.
  ///
  /// A broken pipe is an error of kind `.closed`, provided that the program ignores `SIGPIPE`.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - isCancelled: Asked before every piece.
  /// - Throws: A `FileWriteError` where not all of it could be written.
  public func write(
    _ text: String, isCancelled: () -> Bool = { false }
  ) throws(FileWriteError) {
    let bytes = Array(text.utf8)
    try write(bytes.span, isCancelled: isCancelled)
  }

  /// Writes bytes.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - isCancelled: Asked before every piece.
  /// - Throws: A `FileWriteError` where not all of them could be written.
  public func write(
    _ bytes: Span<UInt8>, isCancelled: () -> Bool = { false }
  ) throws(FileWriteError) {
    var done = 0
    while done < bytes.count {
      guard !isCancelled() else { throw FileWriteError(.cancelled, path: name, "stopped") }
      let piece = bytes.extracting(done..<min(done + Self.pieceSize, bytes.count))
      let count = unsafe piece.withUnsafeBytes { unsafe systemWrite(descriptor, $0) }
      if count >= 0 {
        done += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        waitUntilWritable()
      } else if errno != EINTR {
        throw FileWriteError(path: name, because: errno)
      }
    }
  }

  /// A descriptor that another program has made non-blocking takes more later.
  private func waitUntilWritable() {
    var interest = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&interest, 1, 100)
  }
}

// The method of this name hides the system's.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  unsafe write(descriptor, bytes.baseAddress, bytes.count)
}
