#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What makes two paths the same file: its device and its number there.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64

  /// The identity of the file at a path, links followed; nil where nothing can be seen there.
  init?(_ path: String) {
    var status = stat()
    guard path != StandardInput.path, unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  fileprivate var text: String { "\(device) \(number)" }

  fileprivate init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

/// What an open file is at one moment, as far as a change of it shows.
struct FileState: Hashable {
  /// A moment to the nanosecond, as the file system counts.
  struct Moment: Hashable {
    private let seconds: Int
    private let nanoseconds: Int

    fileprivate init(_ time: timespec) {
      seconds = Int(time.tv_sec)
      nanoseconds = Int(time.tv_nsec)
    }

    fileprivate var text: String { "\(seconds).\(nanoseconds)" }
  }

  /// Which file it is.
  let identity: FileIdentity
  /// What kind of file it is: the bits of `S_IFMT`.
  let kind: mode_t
  /// The size, in bytes.
  let byteCount: Int
  /// When it was last written to.
  let modification: Moment
  /// When it was last written to or otherwise changed, which nobody can set back.
  let change: Moment

  /// The state of an open file; nil where the system says nothing of it.
  init?(of descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    identity = FileIdentity(status)
    kind = status.st_mode & S_IFMT
    byteCount = Int(status.st_size)
    #if canImport(Glibc)
    modification = Moment(status.st_mtim)
    change = Moment(status.st_ctim)
    #else
    modification = Moment(status.st_mtimespec)
    change = Moment(status.st_ctimespec)
    #endif
  }

  /// The state as facts of a tensor's identity.
  var facts: [String] {
    [identity.text, String(byteCount), modification.text, change.text]
  }
}
