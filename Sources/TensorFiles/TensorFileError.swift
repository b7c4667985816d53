/// Why a file can't be opened or read: what, where, expected, found, and what to try.
public struct TensorFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure it is; decides nothing but the wording of help.
  public enum Kind: Sendable, Hashable {
    /// The file can't be opened or mapped.
    case unreadable
    /// The content is of no container that quantview reads.
    case unknownContainer
    /// The container's own claims do not hold together, or do not fit the file.
    case malformed
    /// The file became shorter, or otherwise another, while it was open.
    case changed
    /// What the user asked for (type, shape, offset) does not fit the file.
    case mismatch
  }

  /// The kind of failure.
  public let kind: Kind
  /// The path as the user gave it.
  public let path: String
  /// Where in the file, in bytes from its beginning; nil where no place is to blame.
  public let byteOffset: Int?
  /// One line: what is wrong, what was expected and found, and what to try.
  public let detail: String

  /// Creates an error.
  public init(_ kind: Kind, path: String, byteOffset: Int? = nil, _ detail: String) {
    self.kind = kind
    self.path = path
    self.byteOffset = byteOffset
    self.detail = detail
  }

  /// The one line that a user sees; control characters in the path are escaped.
  public var description: String {
    let path =
      path == StandardInput.path ? "standard input" : PrintableName.escaped(path)
    guard let byteOffset else { return "\(path): \(detail)" }
    return "\(path): byte \(byteOffset): \(detail)"
  }

  /// The same without the folders that the file lies in.
  public var redacted: TensorFileError {
    let name = path.split(separator: "/").last.map { String($0) } ?? path
    let folder = path.dropLast(name.utf8.count)
    return TensorFileError(
      kind, path: name, byteOffset: byteOffset,
      folder.isEmpty ? detail : detail.replacing(folder, with: ""))
  }
}
