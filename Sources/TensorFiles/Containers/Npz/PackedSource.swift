/// An archive with packed arrays in it: each is unpacked when it is first read, into a file without a name.
///
/// Opening reads headers alone. An array that does not unpack reads as zeros, and `verify` says why.
struct PackedSource: TensorSource {
  private let archive: MappedSource
  private let arrays: [ByteName: PackedArray]

  /// Takes an archive whose packed arrays stand among the tensors, each under its name.
  init(_ archive: MappedSource, arrays: [ByteName: PackedArray]) {
    self.archive = archive
    self.arrays = arrays
  }

  var description: SourceDescription { archive.description }
  var tensors: [TensorDescriptor] { archive.tensors }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    guard let array = array(tensor) else { return archive.read(region, of: tensor, into: &values) }
    guard let source = array.source, let unpacked = source.tensors.first else {
      for index in values.indices { values[index] = 0 }
      return
    }
    source.read(region, of: unpacked, into: &values)
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    guard let array = array(tensor) else { return archive.withContent(of: tensor, body) }
    if let source = array.source, let unpacked = source.tensors.first {
      return source.withContent(of: unpacked, body)
    }
    let zeros = [UInt8](repeating: 0, count: min(tensor.byteCount, 1 << 16))
    var left = tensor.byteCount
    while left > 0, body(zeros.span.extracting(0..<min(left, zeros.count))) { left -= zeros.count }
  }

  func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    guard let array = array(tensor) else { return archive.withBytes(of: tensor, in: range, body) }
    guard let source = array.source, let unpacked = source.tensors.first else {
      return body([UInt8](repeating: 0, count: range.count).span)
    }
    source.withBytes(of: unpacked, in: range, body)
  }

  func verify() throws(TensorFileError) {
    try archive.verify()
    for tensor in tensors { try verifyArray(of: tensor) }
  }

  func verify(_ tensor: TensorDescriptor) throws(TensorFileError) {
    try archive.verify()
    try verifyArray(of: tensor)
  }

  func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    guard let array = array(tensor) else { return archive.release(region, of: tensor) }
    guard let source = array.unpackedSource, let unpacked = source.tensors.first else { return }
    source.release(region, of: unpacked)
  }

  func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {
    guard let array = array(tensor) else {
      return archive.expectScatteredReads(of: tensor, isScattered)
    }
    guard let source = array.unpackedSource, let unpacked = source.tensors.first else { return }
    source.expectScatteredReads(of: unpacked, isScattered)
  }

  func identity(of tensor: TensorDescriptor) -> TensorIdentity? { archive.identity(of: tensor) }

  private func array(_ tensor: TensorDescriptor) -> PackedArray? { arrays[ByteName(tensor.name)] }

  private func verifyArray(of tensor: TensorDescriptor) throws(TensorFileError) {
    if let failure = array(tensor)?.failure { throw failure }
  }
}
