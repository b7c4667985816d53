#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Why something could not be written: where, what is wrong, and what to try.
public struct FileWriteError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Kind: Sendable, Hashable {
    /// Who was to read the output has gone away.
    case closed
    /// The writer was told to stop.
    case cancelled
    /// Anything else: permissions, a full disk, a directory in the way.
    case failed
  }

  /// The kind of failure.
  public let kind: Kind
  /// The path as the user gave it, or the name of a stream.
  public let path: String
  /// What is wrong.
  public let detail: String

  /// Creates an error.
  public init(_ kind: Kind, path: String, _ detail: String) {
    self.kind = kind
    self.path = path
    self.detail = detail
  }

  /// The one line that a user sees; control characters in the path are escaped.
  public var description: String { "\(PrintableName.escaped(path)): \(detail)" }

  /// What a system call that writes has answered.
  init(path: String, because code: Int32) {
    let isRefused = [EACCES, EPERM, EROFS].contains(code)
    self.init(
      code == EPIPE ? .closed : .failed, path: path,
      Self.reason(code) + (isRefused ? "; -o names another place" : ""))
  }

  /// What a system call's answer means, in words.
  static func reason(_ code: Int32) -> String {
    switch code {
    case EACCES, EPERM: "permission denied"
    case EROFS: "the file system is read-only"
    case ENOENT, ENOTDIR: "no such directory"
    case EISDIR: "this is a directory; name a file in it"
    case ENOSPC, EDQUOT: "no space left on the device"
    case EFBIG: "the file would be larger than is allowed"
    case ENAMETOOLONG: "the name is too long"
    case ELOOP: "too many symbolic links"
    case EIO: "input/output error"
    case ENXIO: "nobody reads from this pipe or socket"
    case EPIPE: "closed by its reader"
    default: "can't be written (error \(code))"
    }
  }
}
