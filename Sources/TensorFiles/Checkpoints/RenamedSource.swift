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
    // Who turned the order of its elements round has them read so.
    return TensorDescriptor(
      name: original.name, type: tensor.type, shape: tensor.shape, offset: tensor.offset,
      byteCount: tensor.byteCount, order: tensor.order)
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

  func verify(_ tensor: TensorDescriptor) throws(TensorFileError) {
    try whole.verify(original(tensor))
  }

  func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    whole.release(region, of: original(tensor))
  }

  func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {
    whole.expectScatteredReads(of: original(tensor), isScattered)
  }

  func identity(of tensor: TensorDescriptor) -> TensorIdentity? {
    whole.identity(of: original(tensor))
  }
}
