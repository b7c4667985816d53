internal import QuantCore
public import TensorFiles

/// Opens a file as the program does, and reads a little of everything in it.
public struct ReaderProbe: Sendable {
  /// How many tensors are looked into.
  private let tensorLimit: Int
  /// How many bytes, and how many values, are read of each end of a tensor.
  private let readLimit: Int

  /// Creates a probe.
  ///
  /// - Parameters:
  ///   - tensors: How many tensors are looked into.
  ///   - reading: How many bytes, and how many values, are read of each end of a tensor.
  public init(tensors: Int = 64, reading: Int = 4096) {
    tensorLimit = tensors
    readLimit = reading
  }

  /// Opens a path.
  ///
  /// - Parameters:
  ///   - path: A file or a directory.
  ///   - request: What is said about a headerless file.
  /// - Returns: Whether it opened; false where it was refused, as any malformed file should be.
  /// - Throws: `ReaderFault` where a claim was believed that does not hold, or a text would do harm.
  public func open(_ path: String, as request: RawLayout = RawLayout()) throws -> Bool {
    let source: any TensorSource
    do throws(TensorFileError) {
      source = try TensorFile.open(path, as: request)
    } catch {
      try ShownText.checkError(error)
      return false
    }
    try look(into: source)
    return true
  }

  private func look(into source: any TensorSource) throws {
    for tensor in source.tensors.prefix(tensorLimit) {
      try read(tensor, of: source, isStored: true)
    }
    let whole = MatrixSource(source)
    for note in whole.description.notes { try ShownText.check(note, "a note") }
    for fault in source.description.faults { try ShownText.checkError(fault) }
    _ = source.description.metadata.summary
    if let guess = whole.description.guess { try ShownText.check(guess, "a guess") }
    let weights = whole.tensors.filter { $0.type.encoding == .matrix }
    for weight in weights.prefix(tensorLimit) { try read(weight, of: whole, isStored: false) }
    for weight in weights.prefix(tensorLimit) { try survey(weight, of: whole) }
    _ = try TensorListing(of: source, matrices: whole.matrices)
    if let gguf = source.gguf {
      for entry in gguf.entries.prefix(tensorLimit) { gguf.withBytes(of: entry) { _ in } }
    }
    do throws(TensorFileError) {
      try source.verify()
    } catch {
      // What a packed array holds shows only when it is unpacked.
      guard error.kind == .malformed else { throw error }
      try ShownText.checkError(error)
    }
  }

  /// Looks at what is stored for a weight: its scales, and the codes at the beginning of its last row.
  private func survey(_ tensor: TensorDescriptor, of source: MatrixSource) throws {
    guard let weight = source.encoded(tensor), weight.surveyedByteCount <= readLimit else { return }
    let survey = weight.survey()
    for text in survey.facts + survey.warnings { try ShownText.check(text, "what is stored") }
    _ = weight.elements(row: tensor.rows - 1, columns: 0..<64)
  }

  private func read(
    _ tensor: TensorDescriptor, of source: any TensorSource, isStored: Bool
  ) throws {
    let name = PrintableName.quoted(tensor.name)
    guard tensor.shape.allSatisfy({ $0 >= 0 }), tensor.rows >= 0, tensor.columns >= 0 else {
      throw ReaderFault("tensor \(name) has the shape \(tensor.shape)")
    }
    if isStored, tensor.order == .native {
      let count = min(tensor.byteCount, readLimit)
      for range in [0..<count, (tensor.byteCount - count)..<tensor.byteCount] {
        source.withBytes(of: tensor, in: range) { bytes in
          // Read, not merely lent.
          _ = bytes.indices.reduce(UInt8(0)) { $0 ^ bytes[$1] }
        }
      }
    } else {
      source.withContent(of: tensor) { _ in false }
    }
    guard tensor.isAnalysable, tensor.elementCount > 0 else { return }
    let width = min(tensor.columns, readLimit)
    let height = min(tensor.rows, max(1, readLimit / width))
    for region in [
      TensorRegion(rows: 0..<height, columns: 0..<width),
      TensorRegion(
        rows: (tensor.rows - height)..<tensor.rows,
        columns: (tensor.columns - width)..<tensor.columns),
    ] {
      var values = [Float](repeating: 0, count: region.elementCount)
      var span = values.mutableSpan
      source.read(region, of: tensor, into: &span)
      source.release(region, of: tensor)
    }
  }
}
