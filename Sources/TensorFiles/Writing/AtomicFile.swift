#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Writes files whole or not at all.
///
/// The content is written beside the file under a name of its own, brought to the disk, and renamed. What was
/// there before stays as it was until then, and for good if anything fails. A symbolic link is followed to the
/// file that it names; a device or a pipe is written to as it is.
public enum AtomicFile {
  /// Writes a file.
  ///
  /// - Parameters:
  ///   - text: The content.
  ///   - path: The file; one that is there is replaced and keeps its permissions.
  ///   - isCancelled: Asked before every MiB, and before the file appears.
  /// - Throws: A `FileWriteError`; nothing of the new content is left then.
  public static func write(
    _ text: String, to path: String, isCancelled: () -> Bool = { false }
  ) throws(FileWriteError) {
    let target = try target(of: path)
    switch target.kind {
    case .directory: throw FileWriteError(path: path, because: EISDIR)
    case .stream: try overwrite(target, with: text, isCancelled: isCancelled)
    case .none, .file: try replace(target, with: text, isCancelled: isCancelled)
    }
  }

  /// Says in advance why a file could not be written, so that nobody waits for a result with no place to go.
  ///
  /// - Parameters:
  ///   - path: The file to be written.
  ///   - inputs: Files that it must not be.
  /// - Throws: A `FileWriteError`; that none is thrown promises nothing about the disk's space.
  public static func check(_ path: String, against inputs: [String] = []) throws(FileWriteError) {
    let target = try target(of: path)
    guard target.kind != .directory else { throw FileWriteError(path: path, because: EISDIR) }
    if let input = inputs.first(where: { isSameFile($0, target.path) }) {
      throw FileWriteError(
        .failed, path: path,
        "this is what is read (\(PrintableName.escaped(input))); -o names another place")
    }
    if target.kind != .stream, unsafe access(target.directory, W_OK | X_OK) != 0 {
      throw FileWriteError(path: path, because: errno)
    }
    try checkPermission(of: target)
  }

  private static func isSameFile(_ left: String, _ right: String) -> Bool {
    var first = stat()
    var second = stat()
    return unsafe stat(left, &first) == 0 && stat(right, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Renaming would get round a file's own permissions.
  private static func checkPermission(of target: Target) throws(FileWriteError) {
    if target.kind == .file, unsafe access(target.path, W_OK) != 0 {
      throw FileWriteError(path: target.name, because: errno)
    }
  }

  /// Whether something has the name already.
  public static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Where the bytes are to go, symbolic links followed.
  private struct Target {
    enum Kind {
      case none, file, directory, stream
    }

    /// The path as the user gave it, for messages.
    let name: String
    let path: String
    let kind: Kind
    let permissions: mode_t

    var directory: String {
      guard let slash = path.lastIndex(of: "/") else { return "." }
      return slash == path.startIndex ? "/" : String(path[..<slash])
    }
  }

  private static func target(of path: String) throws(FileWriteError) -> Target {
    guard !path.isEmpty else { throw FileWriteError(.failed, path: "-o", "the name is empty") }
    var place = path
    // As many links as Linux itself follows.
    for _ in 0..<40 {
      var status = stat()
      guard unsafe lstat(place, &status) == 0 else {
        guard errno == ENOENT, place.last != "/" else {
          throw FileWriteError(path: path, because: errno)
        }
        return Target(name: path, path: place, kind: .none, permissions: 0)
      }
      switch status.st_mode & S_IFMT {
      case S_IFLNK: place = try destination(of: place, name: path)
      case S_IFDIR: return Target(name: path, path: place, kind: .directory, permissions: 0)
      case S_IFREG:
        return Target(
          name: path, path: place, kind: .file, permissions: status.st_mode & 0o7777)
      default: return Target(name: path, path: place, kind: .stream, permissions: 0)
      }
    }
    throw FileWriteError(path: path, because: ELOOP)
  }

  private static func destination(
    of link: String, name: String
  ) throws(FileWriteError) -> String {
    var characters = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(link, &characters, characters.count)
    guard count >= 0 else { throw FileWriteError(path: name, because: errno) }
    let text = String(
      decoding: characters.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard !text.hasPrefix("/"), let slash = link.lastIndex(of: "/") else { return text }
    return link[...slash] + text
  }

  private static func overwrite(
    _ target: Target, with text: String, isCancelled: () -> Bool
  ) throws(FileWriteError) {
    let descriptor = unsafe open(target.path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileWriteError(path: target.name, because: errno) }
    defer { close(descriptor) }
    try DescriptorWriter(descriptor, name: target.name).write(text, isCancelled: isCancelled)
  }

  private static func replace(
    _ target: Target, with text: String, isCancelled: () -> Bool
  ) throws(FileWriteError) {
    try checkPermission(of: target)
    let draft = try Draft(in: target.directory, name: target.name)
    do throws(FileWriteError) {
      if target.kind == .file { fchmod(draft.descriptor, target.permissions) }
      try DescriptorWriter(draft.descriptor, name: target.name)
        .write(text, isCancelled: isCancelled)
      try draft.settle()
      guard !isCancelled() else { throw FileWriteError(.cancelled, path: target.name, "stopped") }
      try draft.rename(to: target.path)
    } catch {
      draft.discard()
      throw error
    }
  }
}

/// A file under a name of its own, to become another.
private struct Draft {
  let descriptor: Int32
  private let path: String
  /// The path of the final file as the user gave it, for messages.
  private let name: String

  init(in directory: String, name: String) throws(FileWriteError) {
    self.name = name
    for _ in 0..<16 {
      let number = String(UInt64.random(in: 0...UInt64.max), radix: 36)
      let path = (directory == "/" ? "" : directory) + "/.quantview-\(number).part"
      let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        self.descriptor = descriptor
        self.path = path
        return
      }
      guard errno == EEXIST else { throw FileWriteError(path: name, because: errno) }
    }
    throw FileWriteError(path: name, because: EEXIST)
  }

  /// Brings the content to the disk, so that the rename can't come to it first.
  func settle() throws(FileWriteError) {
    // Not every file system can; those that can't answer EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw FileWriteError(path: name, because: errno)
    }
  }

  func rename(to destination: String) throws(FileWriteError) {
    guard systemRename(path, destination) == 0 else {
      throw FileWriteError(path: name, because: errno)
    }
    close(descriptor)
  }

  func discard() {
    close(descriptor)
    _ = unsafe unlink(path)
  }
}

// The method of this name hides the system's.
private func systemRename(_ from: String, _ to: String) -> Int32 {
  unsafe rename(from, to)
}
