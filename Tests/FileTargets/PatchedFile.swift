#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A file of which single bytes are changed, and which becomes shorter: thousands of times a second.
public final class PatchedFile {
  /// The path.
  public let path: String
  private let descriptor: Int32

  /// Opens a file that is there.
  ///
  /// - Throws: `ReaderFault` where it can't be written.
  public init(_ path: String) throws {
    self.path = path
    descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw ReaderFault("\(path) can't be opened (error \(errno))") }
  }

  deinit { close(descriptor) }

  /// Writes one byte.
  public func set(_ byte: UInt8, at offset: Int) throws {
    var byte = byte
    guard unsafe pwrite(descriptor, &byte, 1, off_t(offset)) == 1 else {
      throw ReaderFault("\(path) can't be written (error \(errno))")
    }
  }

  /// Cuts the file.
  public func cut(to length: Int) throws {
    guard ftruncate(descriptor, off_t(length)) == 0 else {
      throw ReaderFault("\(path) can't be cut (error \(errno))")
    }
  }
}

/// What this thread has computed, in seconds: how busy the machine is with other things does not matter.
public func threadSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
