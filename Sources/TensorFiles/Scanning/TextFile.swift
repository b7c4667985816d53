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
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw MappedFile.unreadable(path, because: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw MappedFile.unreadable(path, because: errno) }
      guard count > 0 else { break }
      bytes += buffer[..<count]
      guard bytes.count <= Self.sizeLimit else {
        throw TensorFileError(
          .malformed, path: path, "more than \(Self.sizeLimit) bytes, expected a short text")
      }
    }
    self.init(String(decoding: bytes, as: UTF8.self), path: path)
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
