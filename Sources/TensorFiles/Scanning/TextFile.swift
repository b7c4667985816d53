#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A small text file that a user wrote, as lines; a pipe or a device will do.
public struct TextFile: Sendable, Hashable {
  /// The path as the user gave it.
  public let path: String
  /// The lines without their ends; the first is number 1.
  public let lines: [Substring]

  private static let sizeLimit = 1 << 20

  /// Reads a file of at most a mebibyte.
  ///
  /// Bytes that are not UTF-8 become replacement characters; a mark of byte order is left out.
  ///
  /// - Parameter path: The file.
  /// - Throws: `TensorFileError` where it can't be read or is larger.
  public init(_ path: String) throws(TensorFileError) {
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw MappedFile.unreadable(path, because: errno) }
    defer { close(descriptor) }
    let isPipe = FileState(of: descriptor)?.kind == S_IFIFO
    if isPipe { Self.await(descriptor, milliseconds: 500) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) {
        Self.await(descriptor, milliseconds: -1)
        continue
      }
      guard count >= 0 else { throw MappedFile.unreadable(path, because: errno) }
      guard count > 0 else { break }
      bytes += buffer[..<count]
      guard bytes.count <= Self.sizeLimit else {
        throw TensorFileError(
          .malformed, path: path, "more than \(Self.sizeLimit) bytes, expected a short text")
      }
    }
    guard !isPipe || !bytes.isEmpty else {
      throw TensorFileError(.unreadable, path: path, "this is a pipe, and nobody writes to it")
    }
    self.init(String(decoding: bytes, as: UTF8.self), path: path)
  }

  /// Waits until there is something to be read; less than for ever where nobody may come to write it.
  private static func await(_ descriptor: Int32, milliseconds: Int32) {
    var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&interest, 1, milliseconds)
  }

  /// Takes a text as if it had been read.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - path: The path, for errors.
  public init(_ text: String, path: String) {
    self.path = path
    let text = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
    lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
  }

  /// Whether something is at a path, whatever it is.
  public static func exists(_ path: String) -> Bool { MappedFile.exists(path) }
}
