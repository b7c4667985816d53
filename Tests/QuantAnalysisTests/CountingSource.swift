import Synchronization
import TensorFiles

/// A source that remembers what was read of another.
final class CountingSource: TensorSource {
  /// What was read so far.
  struct Log {
    var regions: [TensorRegion] = []
    var elements: Int { regions.reduce(0) { $0 + $1.elementCount } }
  }

  let base: any TensorSource
  private let failure: TensorFileError?
  private let state = Mutex(Log())

  /// Wraps a source.
  ///
  /// - Parameters:
  ///   - base: The source to read from.
  ///   - failure: What checking the file says in the end; nil where it is sound.
  init(_ base: any TensorSource, failure: TensorFileError? = nil) {
    self.base = base
    self.failure = failure
  }

  var description: SourceDescription { base.description }
  var tensors: [TensorDescriptor] { base.tensors }
  var log: Log { state.withLock { $0 } }

  /// Forgets what was read.
  func forget() { state.withLock { $0 = Log() } }

  /// Waits until nothing was read for a while.
  func settle() async throws {
    // Counted under the lock: of a copy, ThreadSanitizer can't see that it is given back before the next append.
    func reads() -> Int { state.withLock { $0.regions.count } }
    var count = -1
    while count != reads() {
      count = reads()
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    state.withLock { $0.regions.append(region) }
    base.read(region, of: tensor, into: &values)
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    base.withContent(of: tensor, body)
  }

  func identity(of tensor: TensorDescriptor) -> TensorIdentity? { base.identity(of: tensor) }

  func verify() throws(TensorFileError) {
    if let failure { throw failure }
    try base.verify()
  }
}
