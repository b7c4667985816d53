internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The signals that end the program.
enum Signals {
  /// The signal that arrived while output was being written; 0 is none.
  fileprivate static let pending = Atomic<Int32>(0)

  /// Makes a closed pipe, and a file that may grow no more, an error of the write instead of the program's end.
  static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }

  /// Whether one arrived during `holding`.
  static var hasArrived: Bool { pending.load(ordering: .relaxed) != 0 }

  /// Runs a body during which SIGINT and SIGTERM only raise a flag, then lets the signal do what it does.
  ///
  /// - Parameter body: What must clean up after itself; it asks `hasArrived` now and then.
  /// - Throws: What the body throws, unless a signal ends the program first.
  static func holding<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
    pending.store(0, ordering: .relaxed)
    let interrupt = signal(SIGINT, note)
    let terminate = signal(SIGTERM, note)
    defer {
      _ = signal(SIGINT, interrupt)
      _ = signal(SIGTERM, terminate)
      let number = pending.load(ordering: .relaxed)
      if number != 0 { raise(number) }
    }
    try body()
  }
}

// A free function: a closure would belong to an actor, and a signal arrives on any thread.
private func note(_ number: Int32) {
  Signals.pending.store(number, ordering: .relaxed)
}
