#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// Durations of one thing measured several times on one thread, in milliseconds.
public struct Durations: Sendable, Hashable {
  /// Each duration, in the order in which they were measured.
  public let milliseconds: [Double]

  /// The shortest.
  public var minimum: Double { milliseconds.min() ?? 0 }

  /// The one in the middle.
  public var median: Double {
    milliseconds.isEmpty ? 0 : milliseconds.sorted()[milliseconds.count / 2]
  }

  /// Repeats something, at least a few times and until it took long enough to trust the shortest.
  ///
  /// Times are the thread's own: what others do on the same processor counts for little.
  init(of body: () -> Void) {
    var found: [Double] = []
    var total = 0.0
    // The first time brings the pages in.
    body()
    while found.count < 5 || total < 400 && found.count < 200 {
      let start = Self.now
      body()
      found.append(Self.now - start)
      total += found[found.count - 1]
    }
    milliseconds = found
  }

  private static var now: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
