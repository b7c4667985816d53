internal import Dispatch
public import KernelEngine

/// What this machine allows, measured by loops that do nothing else.
public struct MachineLimits: Sendable, Hashable {
  /// Bytes a second read from main memory.
  public let read: Double
  /// Operations a second of each unit that the backend has, two to each multiplication with addition.
  public let units: [KernelEngine.Unit: Double]

  /// Creates limits that were measured before.
  ///
  /// - Parameters:
  ///   - read: Bytes a second read from main memory.
  ///   - units: Operations a second of each unit.
  public init(read: Double, units: [KernelEngine.Unit: Double]) {
    self.read = read
    self.units = units
  }

  /// Of each limit the larger one: what was reached once is possible.
  func joined(with other: MachineLimits) -> MachineLimits {
    MachineLimits(
      read: max(read, other.read), units: units.merging(other.units) { max($0, $1) })
  }

  /// Bytes that no cache holds.
  private static let memorySize = 256 << 20
  private static let runSize = 8 << 20

  /// Measures with some threads.
  public init(engine: KernelEngine, threads: Int) {
    let words: [UInt8] = .inLargePages(repeating: 1, count: Self.memorySize)
    // Runs as long as a layer's weights, one after the other, so that the best of them is as lucky as the best product.
    let runs = Self.memorySize / Self.runSize
    var turn = 0
    let read = Samples(threads: threads, atLeast: runs, milliseconds: 250, most: 4 * runs) {
      let run = turn % runs * Self.runSize
      turn += 1
      Self.concurrently(threads) { worker in
        let share =
          run + Self.runSize * worker / threads..<run + Self.runSize * (worker + 1) / threads
        _ = engine.read(words.span.extracting(share))
      }
    }
    self.read = Double(Self.runSize) / read.minimum * 1e3
    var units: [KernelEngine.Unit: Double] = [:]
    // Short runs, and many, as one alone is as slow as its neighbours let it be; threads have to be woken first.
    let rounds = threads == 1 ? 100_000 : 400_000
    let duration = threads == 1 ? 120.0 : 500
    for unit in KernelEngine.Unit.allCases {
      let operations = engine.exhaust(unit, rounds: rounds)
      guard operations > 0 else { continue }
      let found = Samples(threads: threads, atLeast: 20, milliseconds: duration) {
        Self.concurrently(threads) { _ in _ = engine.exhaust(unit, rounds: rounds) }
      }
      units[unit] = Double(threads * operations) / found.minimum * 1e3
    }
    self.units = units
  }

  private static func concurrently(_ threads: Int, _ body: @Sendable (Int) -> Void) {
    if threads == 1 {
      body(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: threads, execute: body)
    }
  }
}
