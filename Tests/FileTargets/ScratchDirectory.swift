#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A directory whose files are written again for each input; cheap enough for ten thousand inputs a second.
public struct ScratchDirectory: Sendable {
  /// The path.
  public let path: String

  /// Takes a directory that is there.
  public init(_ path: String) {
    self.path = path
  }

  /// Replaces a file's content.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - name: The file's name within the directory.
  ///   - room: How many bytes of zeros follow; they take no space.
  /// - Returns: The file's path.
  /// - Throws: `ReaderFault` where it can't be written.
  @discardableResult
  public func write(_ bytes: [UInt8], to name: String, room: Int = 0) throws -> String {
    let file = path + "/" + name
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw ReaderFault("\(file) can't be written (error \(errno))") }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Self.write(descriptor, $0, from: written)
      }
      guard count > 0 else { throw ReaderFault("\(file) can't be written (error \(errno))") }
      written += count
    }
    guard room == 0 || ftruncate(descriptor, off_t(bytes.count + room)) == 0 else {
      throw ReaderFault("\(file) can't be made longer (error \(errno))")
    }
    return file
  }

  private static func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, from start: Int
  ) -> Int {
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
    #if canImport(Glibc)
    return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
    #else
    return unsafe Darwin.write(descriptor, rest.baseAddress, rest.count)
    #endif
  }
}
