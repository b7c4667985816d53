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
    _ text: String, to path: String, isCancelled: @escaping () -> Bool = { false }
  ) throws(FileWriteError) {
    try write(to: path, isCancelled: isCancelled) { put throws(FileWriteError) in try put(text) }
  }

  /// Writes a file piece by piece, so that its content need not be in memory at once.
  ///
  /// - Parameters:
  ///   - path: The file; one that is there is replaced and keeps its permissions.
  ///   - isCancelled: Asked before every piece and every MiB, and before the file appears.
  ///   - content: Puts the content there, in order.
  /// - Throws: A `FileWriteError`; nothing of the new content is left then.
  public static func write(
    to path: String, isCancelled: @escaping () -> Bool = { false },
    _ content: (_ put: (String) throws(FileWriteError) -> Void) throws(FileWriteError) -> Void
  ) throws(FileWriteError) {
    let target = try OutputTarget(path)
    switch target.kind {
    case .directory: throw FileWriteError(path: path, because: EISDIR)
    case .stream: try overwrite(target, isCancelled: isCancelled, content)
    case .none, .file: try replace(target, isCancelled: isCancelled, content)
    }
  }

  /// Makes a file whose size is known and whose bytes arrive in any order.
  ///
  /// - Parameters:
  ///   - path: The file; one that is there is replaced and keeps its permissions.
  ///   - byteCount: The size of the file; a full disk is an error before anything is written.
  ///   - isCancelled: Asked before every MiB, and before the file appears.
  ///   - body: Writes the content.
  /// - Throws: A `FileWriteError` or what the body throws; nothing of the new content is left then.
  public static func make(
    _ path: String, byteCount: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
    _ body: (FileDraft) async throws -> Void
  ) async throws {
    let target = try OutputTarget(path)
    guard target.kind != .directory else { throw FileWriteError(path: path, because: EISDIR) }
    guard target.kind != .stream else {
      throw FileWriteError(
        .failed, path: path, "this is no regular file, and its bytes don't come in order")
    }
    try target.checkPermission()
    let draft = try FileDraft(in: target.directory, name: path, isCancelled: isCancelled)
    do {
      if target.kind == .file { fchmod(draft.descriptor, target.permissions) }
      try draft.reserve(byteCount: byteCount)
      try await body(draft)
      try draft.checkCancellation()
      try draft.settle()
      try draft.checkCancellation()
      try draft.rename(to: target.path)
    } catch {
      draft.discard()
      throw error
    }
  }

  /// Says in advance why a file could not be written, so that nobody waits for a result with no place to go.
  ///
  /// - Parameters:
  ///   - path: The file to be written.
  ///   - inputs: Files that it must not be.
  /// - Throws: A `FileWriteError`; that none is thrown promises nothing about the disk's space.
  public static func check(_ path: String, against inputs: [String] = []) throws(FileWriteError) {
    let target = try OutputTarget(path)
    guard target.kind != .directory else { throw FileWriteError(path: path, because: EISDIR) }
    try target.check(against: inputs)
    if target.kind != .stream { try target.checkDirectory() }
    try target.checkPermission()
  }

  /// Whether something has the name already.
  public static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  private static func overwrite(
    _ target: OutputTarget, isCancelled: @escaping () -> Bool,
    _ content: (_ put: (String) throws(FileWriteError) -> Void) throws(FileWriteError) -> Void
  ) throws(FileWriteError) {
    let descriptor = unsafe open(target.path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileWriteError(path: target.name, because: errno) }
    defer { close(descriptor) }
    let writer = DescriptorWriter(descriptor, name: target.name)
    try content { text throws(FileWriteError) in
      try writer.write(text, isCancelled: isCancelled)
    }
  }

  private static func replace(
    _ target: OutputTarget, isCancelled: @escaping () -> Bool,
    _ content: (_ put: (String) throws(FileWriteError) -> Void) throws(FileWriteError) -> Void
  ) throws(FileWriteError) {
    try target.checkPermission()
    let draft = try FileDraft(in: target.directory, name: target.name)
    do throws(FileWriteError) {
      if target.kind == .file { fchmod(draft.descriptor, target.permissions) }
      let writer = DescriptorWriter(draft.descriptor, name: target.name)
      try content { text throws(FileWriteError) in
        try writer.write(text, isCancelled: isCancelled)
      }
      try draft.settle()
      guard !isCancelled() else { throw FileWriteError(.cancelled, path: target.name, "stopped") }
      try draft.rename(to: target.path)
    } catch {
      draft.discard()
      throw error
    }
  }
}
