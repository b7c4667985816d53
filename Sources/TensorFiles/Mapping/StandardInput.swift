internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Standard input as a file: what a pipe brings is kept in a file without a name, so that it can be mapped.
///
/// A path of a single dash stands for it wherever a file is opened, once it has been read.
public enum StandardInput {
  /// The path that stands for standard input; a file of that name is `./-`.
  public static let path = "-"

  /// Standard input, or the file that its content was kept in; -1 before it has been read.
  private static let kept = Mutex<Int32>(-1)
  private static let pieceSize = 1 << 20

  /// Whether it has been read.
  public static var isRead: Bool { kept.withLock { $0 >= 0 } }

  /// Reads standard input to its end; a second call does nothing.
  ///
  /// A file that the shell has opened is taken as it is. Anything else is kept in a file without a name, which is
  /// gone when the process ends, however it does.
  ///
  /// - Parameters:
  ///   - folder: Where the file goes; nil or empty means `/tmp`.
  ///   - progress: Told now and then how many bytes have come.
  /// - Throws: A `TensorFileError` where standard input can't be read, or a `FileWriteError` where its content
  ///   can't be kept.
  public static func read(
    keepingIn folder: String?, progress: (_ byteCount: Int) -> Void = { _ in }
  ) throws {
    guard !isRead else { return }
    var status = stat()
    guard unsafe fstat(STDIN_FILENO, &status) == 0 else {
      throw TensorFileError(.unreadable, path: path, "it is closed; pipe a file into it")
    }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    // What was read of the file before belongs to somebody else.
    if isFile, lseek(STDIN_FILENO, 0, SEEK_CUR) == 0 {
      let descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
      guard descriptor >= 0 else { throw MappedFile.unreadable(path, because: errno) }
      kept.withLock { $0 = descriptor }
      return
    }
    let scratch = try ScratchFile(in: folder, for: "standard input")
    try copy(to: scratch, progress: progress)
    let descriptor = fcntl(scratch.descriptor, F_DUPFD_CLOEXEC, 3)
    guard descriptor >= 0 else { throw MappedFile.unreadable(path, because: errno) }
    kept.withLock { $0 = descriptor }
  }

  private static func copy(
    to scratch: ScratchFile, progress: (_ byteCount: Int) -> Void
  ) throws {
    var buffer = [UInt8](repeating: 0, count: pieceSize)
    var total = 0
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe systemRead(STDIN_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) {
        var interest = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&interest, 1, 100)
        continue
      }
      guard count >= 0 else { throw MappedFile.unreadable(path, because: errno) }
      guard count > 0 else { return }
      try scratch.append(buffer.span.extracting(0..<count))
      total += count
      progress(total)
    }
  }

  /// A descriptor of its content, to be closed by the caller; nil before it has been read.
  static func duplicate() -> Int32? {
    let descriptor = kept.withLock { $0 }
    guard descriptor >= 0 else { return nil }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    return copy >= 0 ? copy : nil
  }
}

// The method of this name hides the system's.
private func systemRead(_ descriptor: Int32, _ base: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  unsafe read(descriptor, base, count)
}
