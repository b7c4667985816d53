public import QuantCore

/// A source seen as weights: where stored tensors make up one weight, it stands in their place.
///
/// A weight reads as F32 like any other tensor, region by region. What it is made of stays in `stored`. Stored
/// tensors that by their names should make up a weight and do not are left as they are, with a note.
public struct MatrixSource: TensorSource {
  /// The tensors as the files have them.
  public let stored: any TensorSource
  /// What was opened, with a note for each weight that could not be put together.
  public internal(set) var description: SourceDescription
  /// The tensors that stand for themselves and the weights, each in the place of its codes.
  public let tensors: [TensorDescriptor]
  /// The weights that are made of several stored tensors, in the same order.
  public let matrices: [EncodedMatrix]
  /// The stored tensors that weights are made of and that are not among `tensors`.
  public let parts: [TensorDescriptor]
  private let weights: [ByteName: PackedWeight]
  private let unread: [ByteName: String]

  /// Looks for weights among the tensors of a source.
  ///
  /// - Parameter stored: The source.
  public init(_ stored: any TensorSource) {
    self.stored = stored
    let search = WeightSearch(stored)
    description = search.description
    tensors = search.tensors
    parts = search.parts
    matrices = search.weights.map(\.matrix)
    unread = search.unread
    weights = Dictionary(search.weights.map { (ByteName($0.matrix.name), $0) }) { first, _ in first
    }
  }

  /// Why a tensor of codes is left as it is stored, so that its numbers are no weights.
  ///
  /// - Parameter tensor: One of `tensors`.
  /// - Returns: The end of a sentence, such as `there is no "m.weight_scale"`; nil for what stands for itself.
  public func unreadReason(of tensor: TensorDescriptor) -> String? {
    tensor.type.encoding == .matrix ? nil : unread[ByteName(tensor.name)]
  }

  /// Decodes a region to F32, row-major, without gaps.
  ///
  /// The elements of a weight are multiplied as its format defines, in F32.
  public func read(
    _ region: TensorRegion, of tensor: TensorDescriptor, into values: inout MutableSpan<Float>
  ) {
    guard let weight = weight(tensor) else {
      return stored.read(region, of: tensor, into: &values)
    }
    WeightDecoder(weight).decode(region, from: stored, into: &values)
  }

  /// Lends the content of a stored tensor, or of each of a weight's parts, one after the other.
  public func withContent(of tensor: TensorDescriptor, _ body: (Span<UInt8>) -> Bool) {
    guard let weight = weight(tensor) else { return stored.withContent(of: tensor, body) }
    var goesOn = true
    for part in weight.tensors where goesOn {
      stored.withContent(of: part) { piece in
        goesOn = body(piece)
        return goesOn
      }
    }
  }

  /// Lends a part of a stored tensor's content; of a weight, of its parts joined together.
  public func withBytes(
    of tensor: TensorDescriptor, in range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    guard weight(tensor) == nil else { return collectBytes(of: tensor, in: range, body) }
    stored.withBytes(of: tensor, in: range, body)
  }

  /// What is stored for a weight that is made of several stored tensors, or of ggml's blocks.
  public func encoded(_ tensor: TensorDescriptor) -> EncodedWeight? {
    (weight(tensor) ?? PackedWeight(blocks: tensor)).map { EncodedWeight($0, in: stored) }
  }

  /// The metadata of a GGUF file as stored.
  public var gguf: GGUFMetadata? { stored.gguf }

  /// Checks that the files still are what they were on opening.
  ///
  /// - Throws: A `TensorFileError` of kind `.changed`.
  public func verify() throws(TensorFileError) {
    try stored.verify()
  }

  /// Checks the files that a tensor or a weight's parts are read from.
  ///
  /// - Throws: A `TensorFileError` of kind `.changed`.
  public func verify(_ tensor: TensorDescriptor) throws(TensorFileError) {
    guard let weight = weight(tensor) else { return try stored.verify(tensor) }
    for part in weight.tensors { try stored.verify(part) }
  }

  /// Says that a region will not be read again soon.
  public func release(_ region: TensorRegion, of tensor: TensorDescriptor) {
    guard let weight = weight(tensor) else { return stored.release(region, of: tensor) }
    switch weight.arrangement.codes {
    case .rows:
      // Codes may lie row by row in a tensor of another shape.
      let codes = weight.codes
      if codes.rows != tensor.rows, codes.columns == 1, tensor.rows > 0,
        codes.rows % tensor.rows == 0
      {
        let across = codes.rows / tensor.rows
        let rows = (region.rows.lowerBound * across)..<(region.rows.upperBound * across)
        return stored.release(TensorRegion(rows: rows, columns: 0..<1), of: codes)
      }
    case .rowPairs:
      let pairs = (region.rows.lowerBound / 2)..<(region.rows.upperBound / 2)
      return stored.release(TensorRegion(rows: pairs, columns: region.columns), of: weight.codes)
    case .wordColumns, .rowsInterleaved:
      // Every row takes something from all of it.
      if region.rows.upperBound == tensor.rows {
        for part in weight.tensors { stored.release(part.region, of: part) }
      }
      return
    }
    for part in weight.tensors where part.rows == tensor.rows {
      stored.release(TensorRegion(rows: region.rows, columns: 0..<part.columns), of: part)
    }
  }

  /// Says whether only scattered parts of a tensor, or of what a weight is made of, will be read from now on.
  public func expectScatteredReads(of tensor: TensorDescriptor, _ isScattered: Bool) {
    guard let weight = weight(tensor) else {
      return stored.expectScatteredReads(of: tensor, isScattered)
    }
    for part in weight.tensors { stored.expectScatteredReads(of: part, isScattered) }
  }

  /// What the tensor's values depend on: of a weight, all of its parts and how they are put together.
  public func identity(of tensor: TensorDescriptor) -> TensorIdentity? {
    guard let weight = weight(tensor) else { return stored.identity(of: tensor) }
    let parts = weight.tensors.compactMap { stored.identity(of: $0)?.text }
    guard parts.count == weight.tensors.count else { return nil }
    return TensorIdentity(of: ["\(weight.matrix)"] + tensor.facts + parts)
  }

  private func weight(_ tensor: TensorDescriptor) -> PackedWeight? {
    tensor.type.encoding == .matrix ? weights[ByteName(tensor.name)] : nil
  }
}
