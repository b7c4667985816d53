internal import CPeers

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// Memory that a library reads and writes, in large pages where the system has them.
@safe
final class PeerMemory {
  /// Where it begins.
  let base: UnsafeMutableRawPointer

  /// Zeros; nil where there is no memory.
  init?(bytes: Int) {
    guard let memory = unsafe peer_memory(bytes) else { return nil }
    unsafe base = memory
  }

  /// A copy of some numbers; nil where there is no memory.
  convenience init?<Element: BitwiseCopyable>(_ numbers: [Element]) {
    self.init(bytes: numbers.count * MemoryLayout<Element>.stride)
    unsafe numbers.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      unsafe base.copyMemory(from: start, byteCount: bytes.count)
    }
  }

  deinit { unsafe free(base) }

  /// Whether large pages were asked for.
  static var hasLargePages: Bool {
    #if os(Linux)
    true
    #else
    false
    #endif
  }

  /// A number in it.
  func float(at index: Int) -> Float {
    unsafe base.load(fromByteOffset: 4 * index, as: Float.self)
  }
}
