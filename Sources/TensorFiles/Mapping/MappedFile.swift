internal import CSystem

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A regular file mapped for reading: the only place of the program that maps one.
///
/// The bytes are lent to closures. Where the file is cut short while it is open, they read as zeros from
/// there on; `verify()` tells.
@safe final class MappedFile: Sendable {
  /// The path as the user gave it.
  let path: String
  /// The size on opening, in bytes.
  let byteCount: Int
  private let state: FileState
  private let descriptor: Int32
  private nonisolated(unsafe) let base: UnsafeRawPointer?
  private let guardSlot: Int32
  /// The file's own path, wherever the program is in the meantime; nil for standard input and files without a name.
  private let resolved: String?

  /// Maps the file at `path`; an empty file maps to nothing.
  convenience init(_ path: String) throws(TensorFileError) {
    guard path == StandardInput.path else {
      // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
      let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      try self.init(
        taking: descriptor, path: path,
        resolved: descriptor < 0 ? nil : TensorFile.resolvedPath(path))
      return
    }
    guard let content = StandardInput.duplicate() else {
      throw TensorFileError(.unreadable, path: path, "it is not read here; name a file")
    }
    try self.init(taking: content, path: path, resolved: nil)
  }

  /// Maps what was written to a file without a name.
  ///
  /// - Parameters:
  ///   - scratch: The file; it may be let go of afterwards.
  ///   - path: The file that its content comes from, for errors.
  /// - Throws: A `TensorFileError` where it can't be mapped.
  convenience init(_ scratch: ScratchFile, for path: String) throws(TensorFileError) {
    try self.init(
      taking: fcntl(scratch.descriptor, F_DUPFD_CLOEXEC, 3), path: path, resolved: nil)
  }

  /// Maps what a system call has just opened, which is closed with this; a negative descriptor is its failure.
  private init(
    taking descriptor: Int32, path: String, resolved: String?
  ) throws(TensorFileError) {
    guard descriptor >= 0 else { throw Self.unreadable(path, because: errno) }
    self.path = path
    self.descriptor = descriptor
    self.resolved = resolved
    do {
      state = try Self.state(ofRegular: descriptor, path: path)
      byteCount = state.byteCount
      unsafe (base, guardSlot) = try Self.map(descriptor, byteCount: byteCount, path: path)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit {
    if let base = unsafe base {
      bus_guard_remove(guardSlot)
      unsafe munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
    }
    close(descriptor)
  }

  /// Lends the bytes of `range`, which must lie within the file.
  func withBytes<Result, Failure: Error>(
    in range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "range beyond the file")
    guard let base = unsafe base, !range.isEmpty else { return try body(Span()) }
    let bytes = unsafe UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    return try body(unsafe Span(_unsafeBytes: bytes))
  }

  /// Tells the kernel that `range` is about to be read from end to end.
  ///
  /// Only pieces of 1 to 16 MiB are announced: less is read ahead anyway, and of more the kernel would fetch all
  /// before it returns.
  func willRead(_ range: Range<Int>) {
    guard let base = unsafe base, (1 << 20...1 << 24).contains(range.count) else { return }
    let page = Int(getpagesize())
    let start = range.lowerBound / page * page
    unsafe madvise(
      UnsafeMutableRawPointer(mutating: base + start), range.upperBound - start, MADV_WILLNEED)
  }

  /// Tells the kernel whether reads in `range` follow each other, as it takes for granted else and reads ahead.
  func expectScatteredReads(in range: Range<Int>, _ isScattered: Bool) {
    guard let base = unsafe base, !range.isEmpty else { return }
    let page = Int(getpagesize())
    let start = range.lowerBound / page * page
    unsafe madvise(
      UnsafeMutableRawPointer(mutating: base + start), range.upperBound - start,
      isScattered ? MADV_RANDOM : MADV_NORMAL)
  }

  /// A file of fewer bytes is kept whole: to give memory back interrupts every core that runs the program.
  private static let worthReleasing = 1 << 20

  /// Gives back the memory of `range`; what is read of it again is fetched again.
  func release(_ range: Range<Int>) {
    guard let base = unsafe base, !range.isEmpty, byteCount >= Self.worthReleasing else { return }
    let page = Int(getpagesize())
    let start = range.lowerBound / page * page
    unsafe madvise(
      UnsafeMutableRawPointer(mutating: base + start), range.upperBound - start, MADV_DONTNEED)
  }

  /// Copies up to `count` bytes from `offset` on; fewer where the file ends.
  ///
  /// What is parsed is copied first, so that it cannot change between a check and its use.
  func copy(_ count: Int, at offset: Int) throws(TensorFileError) -> [UInt8] {
    let wanted = max(0, min(count, byteCount - offset))
    // The empty array is one for all threads, and an initializer with no capacity writes to its count.
    guard wanted > 0 else { return [] }
    var failure: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      while filled < wanted {
        let part = unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled }, wanted - filled,
          off_t(offset + filled))
        if part < 0 && errno == EINTR { continue }
        if part < 0 { failure = errno }
        guard part > 0 else { break }
        filled += part
      }
    }
    guard failure == 0 else { throw Self.unreadable(path, because: failure) }
    guard bytes.count == wanted else {
      throw changed(FileState(of: descriptor).map { size($0) } ?? "it can't be seen any more")
    }
    return bytes
  }

  /// The file's path and what the system says of it now; nil for standard input and files without a
  /// name.
  var facts: [String]? {
    guard let resolved, let state = FileState(of: descriptor) else { return nil }
    return [resolved] + state.facts
  }

  /// Checks that the file is as it was on opening, that no read fell off its end, and that no other one has its place.
  ///
  /// A file that is only gone from its folder is still whole, and what was read of it is right.
  func verify() throws(TensorFileError) {
    let now = FileState(of: descriptor)
    let hasFallen = bus_guard_faults(guardSlot) > 0
    guard let now, now.byteCount == byteCount, !hasFallen else {
      throw changed(
        now.map { $0.byteCount == byteCount ? "it was cut short and written again" : size($0) }
          ?? "it can't be seen any more")
    }
    if now.modification != state.modification { throw changed("it was written to") }
    if resolved != nil, let there = FileIdentity(path), there != state.identity {
      throw changed("another file has its place")
    }
  }

  private func size(_ now: FileState) -> String {
    "it had \(byteCount) bytes and has \(now.byteCount) now"
  }

  private func changed(_ how: String) -> TensorFileError {
    TensorFileError(
      .changed, path: path, "the file changed while it was open: \(how); open it again")
  }
}

extension MappedFile {
  /// Whether anything at all is at `path`.
  static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Whether a directory is at `path`.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    guard path != StandardInput.path, unsafe stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  private static func state(
    ofRegular descriptor: Int32, path: String
  ) throws(TensorFileError) -> FileState {
    guard let state = FileState(of: descriptor) else { throw unreadable(path, because: errno) }
    let what: String
    switch state.kind {
    case S_IFREG: return state
    case S_IFDIR: what = "this is a directory; name the files in it"
    case S_IFIFO: what = "this is a pipe, which can't be mapped; write it to a file first"
    case S_IFCHR, S_IFBLK: what = "this is a device, expected a regular file"
    default: what = "this is no regular file"
    }
    throw TensorFileError(.unreadable, path: path, what)
  }

  private static func map(
    _ descriptor: Int32, byteCount: Int, path: String
  ) throws(TensorFileError) -> (UnsafeRawPointer?, Int32) {
    guard byteCount > 0 else { return (nil, -1) }
    let mapped = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start = unsafe mapped, unsafe start != MAP_FAILED else {
      throw unreadable(path, because: errno)
    }
    let slot = unsafe bus_guard_add(start, byteCount)
    guard slot >= 0 else {
      unsafe munmap(start, byteCount)
      throw TensorFileError(.unreadable, path: path, "too many files are mapped at once")
    }
    return (UnsafeRawPointer(start), slot)
  }

  static func unreadable(_ path: String, because code: Int32) -> TensorFileError {
    let reason =
      switch code {
      case ENOENT, ENOTDIR: "no such file"
      case EACCES, EPERM: "permission denied"
      case EMFILE, ENFILE: "too many open files"
      case ENOMEM: "out of address space"
      case EISDIR: "this is a directory; name the files in it"
      case ENXIO: "this is a socket or a device that isn't there, expected a regular file"
      case EIO: "input/output error"
      case ELOOP: "too many symbolic links"
      case ENAMETOOLONG: "the name is too long"
      default: "can't be read (error \(code))"
      }
    return TensorFileError(.unreadable, path: path, reason)
  }
}
