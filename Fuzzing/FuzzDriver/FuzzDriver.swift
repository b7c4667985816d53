internal import CFuzzer
public import FileTargets

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Hands libFuzzer's inputs to the target that `QUANTVIEW_FUZZ` names.
///
/// Without arguments the names of the targets are printed. `QUANTVIEW_FUZZ_SCRATCH` names the directory in which
/// inputs become files.
public enum FuzzDriver {
  /// What reading one input may add to the heap.
  private static let memoryLimit = 200 << 20
  /// What reading one input may take, in seconds of computing: the machine may be busy with other things.
  private static let secondsLimit = 1.0

  private nonisolated(unsafe) static var target: (any FuzzTarget)?
  private nonisolated(unsafe) static var scratch = ScratchDirectory(".")

  /// Finds the target that is asked for.
  ///
  /// - Parameter targets: The targets that there are.
  public static func start(_ targets: [any FuzzTarget]) {
    let names = targets.map(\.name)
    guard let wanted = value(of: "QUANTVIEW_FUZZ"),
      let directory = value(of: "QUANTVIEW_FUZZ_SCRATCH")
    else {
      print(names.joined(separator: "\n"))
      exit(0)
    }
    guard let found = targets.first(where: { $0.name == wanted }) else {
      print("there is no \(wanted), expected one of \(names.joined(separator: ", "))")
      exit(2)
    }
    unsafe target = found
    unsafe scratch = ScratchDirectory(directory)
    fuzzer_watch_memory()
  }

  fileprivate static func take(_ data: UnsafePointer<UInt8>?, _ size: Int) {
    guard let target = unsafe target else { return }
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
    fuzzer_limit_memory(memoryLimit)
    let start = threadSeconds()
    do {
      _ = try unsafe target.run(bytes, in: scratch)
    } catch {
      unsafe fuzzer_die("\(error)")
    }
    let seconds = threadSeconds() - start
    if seconds > secondsLimit { unsafe fuzzer_die("it took \(seconds) seconds") }
    fuzzer_limit_memory(0)
  }

  private static func value(of name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  unsafe FuzzDriver.take(data, size)
  return 0
}
