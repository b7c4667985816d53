#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A file under a name of its own, to become another; its bytes may arrive in any order.
public struct FileDraft: Sendable {
  let descriptor: Int32
  private let path: String
  /// The path of the final file as the user gave it, for messages.
  private let name: String
  private let isCancelled: @Sendable () -> Bool

  init(
    in directory: String, name: String, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(FileWriteError) {
    self.name = name
    self.isCancelled = isCancelled
    for _ in 0..<16 {
      let path = draftPath(in: directory)
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

  /// Writes bytes at a place; what lies between places that were written is zero.
  ///
  /// - Parameters:
  ///   - bytes: The bytes.
  ///   - offset: Where the first goes, counted from the beginning of the file.
  /// - Throws: A `FileWriteError` where not all of them could be written, of kind `.cancelled` where the writer
  ///   was told to stop.
  public func write(_ bytes: Span<UInt8>, at offset: Int) throws(FileWriteError) {
    var done = 0
    while done < bytes.count {
      try checkCancellation()
      let piece = bytes.extracting(done..<min(done + DescriptorWriter.pieceSize, bytes.count))
      let count = unsafe piece.withUnsafeBytes {
        unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + done))
      }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw FileWriteError(path: name, because: errno)
      }
    }
  }

  /// Stops where the writer was told to.
  ///
  /// - Throws: A `FileWriteError` of kind `.cancelled`.
  public func checkCancellation() throws(FileWriteError) {
    guard !isCancelled() else { throw FileWriteError(.cancelled, path: name, "stopped") }
  }

  /// Makes the file as long as it will be, so that a full disk is known before the work begins.
  func reserve(byteCount: Int) throws(FileWriteError) {
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else {
      throw FileWriteError(path: name, because: errno)
    }
    var system = statvfs()
    if unsafe fstatvfs(descriptor, &system) == 0,
      UInt64(system.f_bavail) < UInt64(byteCount) / max(1, UInt64(system.f_frsize))
    {
      throw FileWriteError(path: name, because: ENOSPC)
    }
  }

  /// Brings the content to the disk, so that the rename can't come to it first.
  func settle() throws(FileWriteError) {
    // Not every file system can; those that can't answer EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw FileWriteError(path: name, because: errno)
    }
  }

  /// Gives the file its name and closes it.
  func rename(to destination: String) throws(FileWriteError) {
    guard systemRename(path, destination) == 0 else {
      throw FileWriteError(path: name, because: errno)
    }
    close(descriptor)
  }

  /// Leaves nothing of the file.
  func discard() {
    close(descriptor)
    _ = unsafe unlink(path)
  }
}

/// The system's `rename`, which methods of this name hide.
func systemRename(_ from: String, _ to: String) -> Int32 {
  unsafe rename(from, to)
}
