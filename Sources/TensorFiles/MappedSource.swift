/// The tensors of one mapped file; every container's reader ends in one.
struct MappedSource: TensorSource {
  let description: SourceDescription
  let tensors: [TensorDescriptor]
  let gguf: GGUFMetadata?
  private let file: MappedFile
  private let header: HeaderDigest

  init(_ file: MappedFile, container: String, contents: ContainerContents) {
    self.file = file
    tensors = contents.tensors
    header = HeaderDigest(of: contents.tensors)
    gguf = contents.gguf
    description = SourceDescription(
      path: file.path, container: container, byteCount: file.byteCount, guess: contents.guess,
      metadata: contents.metadata, model: contents.gguf.flatMap { ModelConfiguration($0) })
  }

  func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    precondition(values.count == region.elementCount, "room for exactly the region's values")
    guard let decoder = RegionDecoder(tensor) else {
      preconditionFailure("a tensor of type \(tensor.type) can't be read as F32")
    }
    guard region.elementCount > 0 else { return }
    precondition(tensor.region.contains(region), "a region within the tensor")
    file.willRead(tensor.byteRange(of: region))
    file.withBytes(in: tensor.byteRange) { bytes in
      decoder.decode(region, from: bytes, into: &values)
    }
  }

  func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    guard tensor.isLentAsStored else {
      return file.withBytes(in: tensor.byteRange) { bytes in
        ContentGatherer(tensor).gather(from: bytes, body)
      }
    }
    let end = tensor.byteRange.upperBound
    for start in stride(from: tensor.offset, to: end, by: ContentGatherer.pieceSize) {
      let piece = start..<min(start + ContentGatherer.pieceSize, end)
      file.willRead(piece)
      guard file.withBytes(in: piece, body) else { return }
    }
  }

  func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    guard tensor.isLentAsStored else { return collectBytes(of: tensor, in: range, body) }
    precondition(
      range.lowerBound >= 0 && range.upperBound <= tensor.byteCount, "bytes within the tensor")
    let bytes = (tensor.offset + range.lowerBound)..<(tensor.offset + range.upperBound)
    file.willRead(bytes)
    file.withBytes(in: bytes, body)
  }

  func verify() throws(TensorFileError) {
    try file.verify()
  }

  func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    file.release(tensor.byteRange(of: region))
  }

  func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {
    file.expectScatteredReads(in: tensor.byteRange, isScattered)
  }

  func identity(of tensor: TensorDescriptor) -> TensorIdentity? {
    file.facts.map {
      TensorIdentity(of: [description.container, header.text] + $0 + tensor.facts)
    }
  }
}

extension TensorDescriptor {
  /// Whether the content that is lent is what the file has, as blocks of ggml are in either byte order.
  var isLentAsStored: Bool { order == .native || type.bits == 0 }

  /// Where the tensor's bytes lie in the file; with gaps between them where it is a view.
  var byteRange: Range<Int> {
    guard let strides = order.strides else { return offset..<(offset + byteCount) }
    guard !shape.contains(0) else { return offset..<offset }
    let last = zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
    return offset..<(offset + (last + 1) * (type.bits / 8))
  }

  /// The bytes that a region's rows lie in; none where the rows are scattered.
  func byteRange(of region: TensorRegion) -> Range<Int> {
    guard !order.isColumnMajor, order.strides == nil, rows > 0 else { return offset..<offset }
    let rowBytes = byteCount / rows
    return
      (offset + region.rows.lowerBound * rowBytes)..<(offset + region.rows.upperBound * rowBytes)
  }
}

extension TensorRegion {
  /// Whether another region lies within this one.
  func contains(_ other: TensorRegion) -> Bool {
    rows.contains(other.rows) && columns.contains(other.columns)
  }
}
