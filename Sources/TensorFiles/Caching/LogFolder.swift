#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The directory that record logs lie in.
struct LogFolder: Sendable {
  static let suffix = ".log"

  let path: String

  /// The segments of a log by their number.
  func segments(of name: String) -> [(number: Int, path: String)] {
    let names = (try? fileNames(inDirectory: path)) ?? []
    return names.compactMap { file in
      guard file.hasPrefix(name + "-"), file.hasSuffix(Self.suffix),
        let number = Int(file.dropFirst(name.count + 1).dropLast(Self.suffix.count)),
        (0..<1 << 40).contains(number)
      else { return nil }
      return (number, segmentPath(name, number))
    }.sorted { $0.number < $1.number }
  }

  func segmentPath(_ name: String, _ number: Int) -> String {
    "\(path)/\(name)-\(number)\(Self.suffix)"
  }

  /// Makes the directory and those that it lies in; whether it is there then is for whoever opens files in it.
  func make() {
    var end = path.startIndex
    while end < path.endIndex {
      end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
      _ = unsafe mkdir(String(path[..<end]), 0o700)
    }
  }

  /// Throws the segments away that were not in use for the longest time, until the rest is small enough.
  ///
  /// Whoever has one of them open reads on in it.
  func prune(to limit: Int) {
    let names = (try? fileNames(inDirectory: path)) ?? []
    var segments: [(path: String, byteCount: Int, used: Int)] = []
    for name in names where name.hasSuffix(Self.suffix) {
      var status = stat()
      let file = path + "/" + name
      guard unsafe stat(file, &status) == 0 else { continue }
      #if canImport(Glibc)
      let time = status.st_mtim
      #else
      let time = status.st_mtimespec
      #endif
      let used = Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
      segments.append((file, Int(status.st_size), used))
    }
    var total = segments.reduce(0) { $0 + $1.byteCount }
    for segment in segments.sorted(by: { ($0.used, $0.path) < ($1.used, $1.path) }) {
      guard total > limit else { return }
      if unsafe unlink(segment.path) == 0 { total -= segment.byteCount }
    }
  }
}
