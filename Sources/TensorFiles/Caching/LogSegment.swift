#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// One file of a record log, open.
final class LogSegment: Sendable {
  /// The most bytes that are read of a segment: whatever is longer was not written here.
  static let mostBytes = 64 << 20

  private let descriptor: Int32

  /// Opens a segment.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - isWritten: Whether to append to it; it is made where it is not there.
  init?(_ path: String, isWritten: Bool) {
    let flags = (isWritten ? O_RDWR | O_CREAT | O_APPEND : O_RDONLY) | O_CLOEXEC | O_NONBLOCK
    descriptor = unsafe open(path, flags, 0o600)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The size now, in bytes.
  var byteCount: Int {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Notes that the segment is in use, so that others are thrown away before it.
  func touch() { _ = futimens(descriptor, nil) }

  /// Reads some bytes; fewer where there are no more.
  func read(_ count: Int, at offset: Int) -> [UInt8] {
    // The empty array is one for all threads, and an initializer with no capacity writes to its count.
    guard count > 0 else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let part = unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled,
          off_t(offset + filled))
        if part < 0 && errno == EINTR { continue }
        guard part > 0 else { break }
        filled += part
      }
    }
  }

  /// Appends bytes in one piece, while no other program does.
  ///
  /// - Returns: False where not all of them could be written.
  func append(_ bytes: [UInt8]) -> Bool {
    // Where a file system knows no locks, a write at the end is one piece all the same.
    flock(descriptor, LOCK_EX)
    defer { flock(descriptor, LOCK_UN) }
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.span.extracting(droppingFirst: done).withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
