/// Memory for numbers, kept from one use to the next.
@safe
final class Buffer<Element: BitwiseCopyable & ExpressibleByIntegerLiteral> {
  /// The first element; what lies there survives no `reserve`.
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int
  private let isInLargePages: Bool

  /// Memory for some numbers, all zero.
  ///
  /// - Parameters:
  ///   - capacity: How many.
  ///   - inLargePages: Whether to ask for large pages, so that reading it all is not held up by looking up addresses.
  init(_ capacity: Int = 0, inLargePages: Bool = false) {
    self.capacity = capacity
    isInLargePages = inLargePages
    unsafe base = inLargePages ? Self.zerosInLargePages(capacity) : Self.zeros(capacity)
  }

  deinit { unsafe free(base) }

  /// Makes room for some numbers.
  func reserve(_ count: Int) {
    guard count > capacity else { return }
    unsafe free(base)
    unsafe base = isInLargePages ? Self.zerosInLargePages(count) : Self.zeros(count)
    capacity = count
  }

  /// The same numbers in memory of their own, in large pages.
  func copy() -> Buffer {
    let copy = Buffer(capacity, inLargePages: true)
    unsafe copy.base.update(from: base, count: capacity)
    return copy
  }

  /// Sets the first numbers to zero.
  func clear(_ count: Int) { unsafe base.update(repeating: 0, count: min(count, capacity)) }

  // Large tables are mostly untouched, and memory that comes zeroed takes no room until it is.
  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Element> {
    let size = MemoryLayout<Element>.stride
    guard let memory = unsafe calloc(max(count, 1), size) else {
      preconditionFailure("no memory for \(count) numbers of \(size) bytes")
    }
    return unsafe memory.bindMemory(to: Element.self, capacity: max(count, 1))
  }

  private static func zerosInLargePages(_ count: Int) -> UnsafeMutablePointer<Element> {
    #if os(Linux)
    let page = 1 << 21
    let size = (count * MemoryLayout<Element>.stride + page - 1) / page * page
    guard size > page, let memory = unsafe aligned_alloc(page, size) else {
      return unsafe zeros(count)
    }
    // Advice: where it is not taken, nothing is different but the speed.
    _ = unsafe madvise(memory, size, MADV_HUGEPAGE)
    unsafe memset(memory, 0, size)
    return unsafe memory.bindMemory(to: Element.self, capacity: max(count, 1))
    #else
    return unsafe zeros(count)
    #endif
  }
}

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif
