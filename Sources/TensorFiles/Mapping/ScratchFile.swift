internal import CSystem

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A file without a name, for what is too large for memory: gone when the process ends, however it does.
final class ScratchFile: Sendable {
  /// Open for reading and writing.
  let descriptor: Int32
  private let folder: String
  private let subject: String

  /// Makes an empty file.
  ///
  /// - Parameters:
  ///   - folder: Where; nil or empty means `/tmp`.
  ///   - subject: What is kept in it, for errors.
  /// - Throws: A `FileWriteError` where no file can be made there.
  init(in folder: String?, for subject: String) throws(FileWriteError) {
    self.folder = folder.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    self.subject = subject
    descriptor = unsafe scratch_file_open(self.folder)
    guard descriptor >= 0 else { throw failure(FileWriteError.reason(errno)) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The folder that the environment names for such files; nil where it names none.
  static var usualFolder: String? { unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } }

  /// Writes bytes at the file's end.
  ///
  /// - Parameter bytes: The bytes.
  /// - Throws: A `FileWriteError` where not all of them could be kept.
  func append(_ bytes: Span<UInt8>) throws(FileWriteError) {
    do throws(FileWriteError) {
      try DescriptorWriter(descriptor, name: folder).write(bytes)
    } catch {
      throw failure(error.detail)
    }
  }

  private func failure(_ reason: String) -> FileWriteError {
    FileWriteError(
      .failed, path: folder,
      "\(subject) can't be kept there: \(reason); TMPDIR names another folder")
  }
}
