/// A source whose tensors have other names.
struct RenamedSource: TensorSource {
  let tensors: [TensorDescriptor]
  private let whole: any TensorSource
  private let originals: [ByteName: TensorDescriptor]

  /// Renames the tensors of a source.
  ///
  /// - Parameters:
  ///   - source: The source.
  ///   - rename: The name of each tensor; no two may be alike.
  init(_ source: any TensorSource, _ rename: (TensorDescriptor) -> String) {
    let renamed = source.tensors.map { (tensor: $0, name: rename($0)) }
    whole = source
    tensors = renamed.map { pair in
      TensorDescriptor(
        name: pair.name, type: pair.tensor.type, shape: pair.tensor.shape,
        offset: pair.tensor.offset, byteCount: pair.tensor.byteCount, order: pair.tensor.order)
    }
    originals = Dictionary(renamed.map { (ByteName($0.name), $0.tensor) }) { first, _ in first }
  }

  var description: SourceDescription { whole.description }

  var gguf: GGUFMetadata? { whole.gguf }

  private func original(_ tensor: TensorDescriptor) -> TensorDescriptor {
    guard let original = originals[ByteName(tensor.name)] else {
      preconditionFailure("a tensor of this source")
    }
    return original
  }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    whole.read(region, of: original(tensor), into: &values)
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    whole.withContent(of: original(tensor), body)
  }

  func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    whole.withBytes(of: original(tensor), in: range, body)
  }

  func verify() throws(TensorFileError) { try whole.verify() }

  func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    whole.release(region, of: original(tensor))
  }
}
