#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// Durations of one thing, and how many cores worked meanwhile.
public struct Samples: Sendable, Hashable {
  /// Each duration by the clock on the wall, in milliseconds, in the order in which they were measured.
  public let milliseconds: [Double]
  /// Processor time of all threads over time on the wall, over all samples.
  public let coresUsed: Double

  /// Creates samples that were measured before.
  ///
  /// - Parameters:
  ///   - milliseconds: Each duration.
  ///   - coresUsed: Processor time over time on the wall.
  public init(milliseconds: [Double], coresUsed: Double) {
    self.milliseconds = milliseconds
    self.coresUsed = coresUsed
  }

  /// The shortest.
  public var minimum: Double { milliseconds.min() ?? 0 }
  /// The one in the middle.
  public var median: Double {
    milliseconds.isEmpty ? 0 : milliseconds.sorted()[milliseconds.count / 2]
  }
  /// The shortest and the longest of the middle eight tenths.
  public var spread: ClosedRange<Double> {
    let sorted = milliseconds.sorted()
    guard let first = sorted.first else { return 0...0 }
    let tenth = sorted.count / 10
    return (tenth < sorted.count ? sorted[tenth] : first)...sorted[sorted.count - 1 - tenth]
  }

  /// Repeats something: some times at least, and until it took so long.
  init(atLeast count: Int, milliseconds limit: Double, most: Int = 200, _ body: () -> Void) {
    // The first time brings pages in.
    body()
    var found: [Double] = []
    var total = 0.0
    let start = Self.processorTime
    while found.count < count || (total < limit && found.count < most) {
      let before = Self.time(CLOCK_MONOTONIC)
      body()
      let duration = Self.time(CLOCK_MONOTONIC) - before
      found.append(duration)
      total += duration
    }
    milliseconds = found
    coresUsed = total > 0 ? (Self.processorTime - start) / total : 0
  }

  private static var processorTime: Double { time(CLOCK_PROCESS_CPUTIME_ID) }

  private static func time(_ clock: clockid_t) -> Double {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
