#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

extension Array where Element: BitwiseCopyable {
  /// Room for some elements in large pages where the system has them, so that looking up addresses is not measured.
  ///
  /// - Parameter capacity: How many elements there will be; as many are appended without moving.
  /// - Returns: An empty array with that room.
  static func inLargePages(capacity: Int) -> [Element] {
    unsafe Array(unsafeUninitializedCapacity: capacity) { buffer, _ in
      #if os(Linux)
      guard let start = buffer.baseAddress else { return }
      let page = 4096
      let first = (Int(bitPattern: start) + page - 1) / page * page
      let end = Int(bitPattern: start) + capacity * MemoryLayout<Element>.stride
      // Advice: where it is not taken, nothing is different but the speed.
      if end > first {
        _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, MADV_HUGEPAGE)
      }
      #endif
    }
  }

  /// As above, filled with a value.
  static func inLargePages(repeating value: Element, count: Int) -> [Element] {
    var array = inLargePages(capacity: count)
    array.append(contentsOf: repeatElement(value, count: count))
    return array
  }
}
