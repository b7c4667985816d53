#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Makes directories of files whole or not at all.
///
/// Everything is written into a directory beside the one wanted, under a name of its own, which is renamed at the
/// end. A directory that is there already is replaced only where it is empty.
public enum AtomicDirectory {
  /// Says in advance why a directory could not be made.
  ///
  /// - Parameters:
  ///   - path: The directory to be made.
  ///   - inputs: Files and directories that it must not be.
  /// - Throws: A `FileWriteError`.
  public static func check(_ path: String, against inputs: [String] = []) throws(FileWriteError) {
    try target(path, against: inputs).checkDirectory()
  }

  /// Makes a directory.
  ///
  /// - Parameters:
  ///   - path: The directory; an empty one may be there.
  ///   - isCancelled: Asked before the directory appears.
  ///   - body: Writes files into the directory whose path it is given.
  /// - Throws: A `FileWriteError` or what the body throws; nothing of the directory is left then.
  public static func make(
    _ path: String, isCancelled: @escaping @Sendable () -> Bool = { false },
    _ body: (String) async throws -> Void
  ) async throws {
    let target = try target(path)
    let draft = draftPath(in: target.directory)
    guard unsafe mkdir(draft, 0o777) == 0 else { throw FileWriteError(path: path, because: errno) }
    do {
      try await body(draft)
      guard !isCancelled() else { throw FileWriteError(.cancelled, path: path, "stopped") }
      guard systemRename(draft, target.path) == 0 else {
        throw FileWriteError(path: path, because: errno)
      }
    } catch {
      FolderContent.remove(draft)
      throw error
    }
  }

  private static func target(
    _ path: String, against inputs: [String] = []
  ) throws(FileWriteError) -> OutputTarget {
    // A slash at the end says that a directory is meant, which need not be there yet.
    var place = path
    while place.count > 1, place.last == "/" { place.removeLast() }
    let target = try OutputTarget(place)
    try target.check(against: inputs)
    switch target.kind {
    case .none: return target
    case .directory where FolderContent.isEmpty(target.path): return target
    case .directory:
      throw FileWriteError(
        .failed, path: path, "this directory is there and not empty; -o names another place")
    case .file, .stream:
      throw FileWriteError(
        .failed, path: path,
        "this is a file, and a directory is to be written; -o names another place")
    }
  }
}
