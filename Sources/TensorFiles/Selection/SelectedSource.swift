public import QuantCore

/// A source of which only some tensors are shown.
public struct SelectedSource: TensorSource {
  /// What the whole source is.
  public var description: SourceDescription { whole.description }
  /// The tensors selected.
  public let tensors: [TensorDescriptor]
  private let whole: any TensorSource

  /// Selects tensors of a source.
  ///
  /// - Parameters:
  ///   - tensors: Some of the source's tensors.
  ///   - source: The whole source.
  public init(_ tensors: [TensorDescriptor], of source: any TensorSource) {
    self.tensors = tensors
    whole = source
  }

  /// Decodes a region to F32, row-major, without gaps.
  public func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    whole.read(region, of: tensor, into: &values)
  }

  /// Lends the tensor's content in pieces: row-major, little-endian, in its stored type.
  public func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    whole.withContent(of: tensor, body)
  }

  /// Lends a part of the tensor's content in one piece.
  public func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    whole.withBytes(of: tensor, in: range, body)
  }

  /// The weights of the source that are made of several stored tensors.
  public var matrices: [EncodedMatrix] { whole.matrices }

  /// What is stored for a weight that is made of several stored tensors.
  public func encoded(_ tensor: TensorDescriptor) -> EncodedWeight? { whole.encoded(tensor) }

  /// The metadata of a GGUF file as stored.
  public var gguf: GGUFMetadata? { whole.gguf }

  /// Checks that the whole source still is what it was on opening.
  ///
  /// - Throws: A `TensorFileError` of kind `.changed`.
  public func verify() throws(TensorFileError) {
    try whole.verify()
  }

  /// Checks the files that a tensor is read from.
  ///
  /// - Throws: A `TensorFileError` of kind `.changed`.
  public func verify(_ tensor: TensorDescriptor) throws(TensorFileError) {
    try whole.verify(tensor)
  }

  /// Says that a region will not be read again soon.
  public func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    whole.release(region, of: tensor)
  }

  /// Says whether only scattered parts of a tensor will be read from now on.
  public func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {
    whole.expectScatteredReads(of: tensor, isScattered)
  }

  /// What the tensor's values depend on.
  public func identity(of tensor: TensorDescriptor) -> TensorIdentity? {
    whole.identity(of: tensor)
  }
}
