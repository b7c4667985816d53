import Foundation
import Synchronization
import TensorFiles
import TestSupport

/// Tensors whose reading is counted, and may be held up.
final class WatchedSource: TensorSource {
  private let base: ArraySource
  private let failure: TensorFileError?
  private let delay: TimeInterval
  private let count = Atomic<Int>(0)
  private let isOpen: Atomic<Bool>

  /// - Parameters:
  ///   - base: where the tensors are.
  ///   - isOpen: whether reading is let through from the start.
  ///   - delay: how long each read takes at least, in seconds.
  ///   - failure: what checking the file says in the end.
  init(
    _ base: ArraySource, isOpen: Bool = true, delay: TimeInterval = 0,
    failure: TensorFileError? = nil
  ) {
    self.base = base
    self.isOpen = Atomic(isOpen)
    self.delay = delay
    self.failure = failure
  }

  var description: SourceDescription { base.description }
  var tensors: [TensorDescriptor] { base.tensors }
  /// How many regions were asked for so far.
  var reads: Int { count.load(ordering: .sequentiallyConsistent) }

  /// Lets readers through.
  func open() { isOpen.store(true, ordering: .sequentiallyConsistent) }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    count.add(1, ordering: .sequentiallyConsistent)
    while !isOpen.load(ordering: .sequentiallyConsistent) { Thread.sleep(forTimeInterval: 0.001) }
    if delay > 0 { Thread.sleep(forTimeInterval: delay) }
    base.read(region, of: tensor, into: &values)
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {}

  func verify() throws(TensorFileError) {
    if let failure { throw failure }
  }
}
