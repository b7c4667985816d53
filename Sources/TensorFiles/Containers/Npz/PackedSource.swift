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
    guard let unpacked = array.unpacked() else {
      for index in values.indices { values[index] = 0 }
      return
    }
    unpacked.source.read(region, of: unpacked.tensor, into: &values)
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    guard let array = array(tensor) else { return archive.withContent(of: tensor, body) }
    if let unpacked = array.unpacked() {
      return unpacked.source.withContent(of: unpacked.tensor, body)
    }
    let zeros = [UInt8](repeating: 0, count: min(tensor.byteCount, 1 << 16))
    var left = tensor.byteCount
    while left > 0, body(zeros.span.extracting(0..<min(left, zeros.count))) { left -= zeros.count }
  }

  func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    guard let array = array(tensor) else { return archive.withBytes(of: tensor, in: range, body) }
    guard let unpacked = array.unpacked() else {
      return body([UInt8](repeating: 0, count: range.count).span)
    }
    unpacked.source.withBytes(of: unpacked.tensor, in: range, body)
  }

  func verify() throws(TensorFileError) {
    try archive.verify()
    let failed = arrays.values.filter { $0.failure != nil }
    if let failure = failed.min(by: { $0.tensor.offset < $1.tensor.offset })?.failure {
      throw failure
    }
  }

  func verify(_ tensor: TensorDescriptor) throws(TensorFileError) {
    try archive.verify()
    if let failure = array(tensor)?.failure { throw failure }
  }

  func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    guard let array = array(tensor) else { return archive.release(region, of: tensor) }
    guard let unpacked = array.unpackedSoFar else { return }
    unpacked.source.release(region, of: unpacked.tensor)
  }

  func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {
    guard let array = array(tensor) else {
      return archive.expectScatteredReads(of: tensor, isScattered)
    }
    guard let unpacked = array.unpackedSoFar else { return }
    unpacked.source.expectScatteredReads(of: unpacked.tensor, isScattered)
  }

  func identity(of tensor: TensorDescriptor) -> TensorIdentity? { archive.identity(of: tensor) }

  private func array(_ tensor: TensorDescriptor) -> PackedArray? { arrays[ByteName(tensor.name)] }
}
