public import QuantCore

/// A source that tells how much of its content was lent, for whoever shows how far that is.
public struct WatchedSource: TensorSource {
  /// What the source is.
  public var description: SourceDescription { source.description }
  /// The tensors of the source.
  public var tensors: [TensorDescriptor] { source.tensors }
  private let source: any TensorSource
  private let watcher: @Sendable (Int) -> Void

  /// Watches a source.
  ///
  /// - Parameters:
  ///   - source: The source.
  ///   - watcher: Told the bytes of every piece after it was lent by `withContent`.
  public init(_ source: any TensorSource, watcher: @escaping @Sendable (Int) -> Void) {
    self.source = source
    self.watcher = watcher
  }

  /// Decodes a region to F32, row-major, without gaps.
  public func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    source.read(region, of: tensor, into: &values)
  }

  /// Lends the tensor's content in pieces: row-major, little-endian, in its stored type.
  public func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    source.withContent(of: tensor) { piece in
      let goesOn = body(piece)
      watcher(piece.count)
      return goesOn
    }
  }

  /// Lends a part of the tensor's content in one piece.
  public func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    source.withBytes(of: tensor, in: range, body)
  }

  /// The weights of the source that are made of several stored tensors.
  public var matrices: [EncodedMatrix] { source.matrices }

  /// What is stored for a weight that is made of several stored tensors.
  public func encoded(_ tensor: TensorDescriptor) -> EncodedWeight? { source.encoded(tensor) }

  /// The metadata of a GGUF file as stored.
  public var gguf: GGUFMetadata? { source.gguf }

  /// Checks that the source still is what it was on opening.
  ///
  /// - Throws: A `TensorFileError` of kind `.changed`.
  public func verify() throws(TensorFileError) {
    try source.verify()
  }

  /// Checks the files that a tensor is read from.
  ///
  /// - Throws: A `TensorFileError` of kind `.changed`.
  public func verify(_ tensor: TensorDescriptor) throws(TensorFileError) {
    try source.verify(tensor)
  }

  /// Says that a region will not be read again soon.
  public func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    source.release(region, of: tensor)
  }

  /// Says whether only scattered parts of a tensor will be read from now on.
  public func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {
    source.expectScatteredReads(of: tensor, isScattered)
  }

  /// What the tensor's values depend on.
  public func identity(of tensor: TensorDescriptor) -> TensorIdentity? {
    source.identity(of: tensor)
  }
}
