internal import KernelEngine
internal import QuantCore
internal import TensorFiles

/// Reads tensors chunk by chunk on several threads, for whoever takes the outcomes in order.
struct ChunkReader: Sendable {
  let source: any TensorSource
  let threads: Int
  let isCancelled: @Sendable () -> Bool
  let progress: @Sendable (QuantizeProgress) -> Void

  /// Reads a tensor.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - unit: The rectangle that no chunk cuts.
  ///   - part: Makes something of a chunk's values, which it may take; called on any thread.
  ///   - fold: Receives what was made of each chunk, in order.
  /// - Throws: What `fold` throws, or a `FileWriteError` where reading was cancelled.
  func forEachChunk<Part: Sendable>(
    of tensor: TensorDescriptor, unit: BlockShape,
    part: @escaping @Sendable (inout [Float], TensorRegion) -> Part,
    fold: (TensorRegion, Part) throws -> Void
  ) async throws {
    let chunks = ChunkPlan(region: tensor.region, block: unit)
    let bytesPerElement = Double(tensor.byteCount) / Double(max(1, tensor.elementCount))
    var failure: (any Error)?
    let source = source
    let isWhole = await foldInOrder(count: chunks.count, threads: threads) { index in
      let chunk = chunks[index]
      var values = source.values(of: chunk, in: tensor)
      return part(&values, chunk)
    } fold: { index, outcome in
      guard !isCancelled() else { return false }
      let chunk = chunks[index]
      do {
        try fold(chunk, outcome)
      } catch {
        failure = error
        return false
      }
      source.release(index, of: chunks, in: tensor)
      let bytes = Int(Double(chunk.elementCount) * bytesPerElement)
      progress(QuantizeProgress(name: tensor.name, byteCount: bytes))
      return true
    }
    if let failure { throw failure }
    guard isWhole else { throw FileWriteError(.cancelled, path: tensor.name, "stopped") }
  }

  /// The statistics of a tensor's values, the same bits as a report's.
  func statistics(of tensor: TensorDescriptor) async throws -> ValueStatistics {
    var total = ValueStatistics()
    try await forEachChunk(of: tensor, unit: BlockShape(rows: 1, columns: 1)) { values, chunk in
      var part: ValueStatistics? = ValueStatistics()
      var formats: [FormatStatistics] = []
      KernelEngine.shared.add(
        values.span, columns: chunk.columns.count,
        place: ValueStatistics.Place(row: chunk.rows.lowerBound, column: chunk.columns.lowerBound),
        mayHoldNonfinite: true, values: &part, codecs: [], formats: &formats)
      return part
    } fold: { _, part in
      if let part { total.merge(part) }
    }
    return total
  }

  /// What encodes a tensor, after as many readings of it as the format asks for.
  ///
  /// - Parameters:
  ///   - tensor: The tensor.
  ///   - format: The format.
  ///   - known: What is known of the tensor already.
  /// - Returns: The format made ready for the tensor.
  /// - Throws: A `FileWriteError` where reading was cancelled.
  func coding(
    of tensor: TensorDescriptor, as format: any QuantizationFormat,
    knowing known: TensorSummary? = nil
  ) async throws -> Coding {
    guard format.foreknowledge >= .summary else {
      return Coding(
        format, summary: .unknown(rows: tensor.rows, columns: tensor.columns), survey: Survey())
    }
    let summary: TensorSummary
    if let known {
      summary = known
    } else {
      summary = try await statistics(of: tensor).summary(rows: tensor.rows, columns: tensor.columns)
    }
    var survey = Survey()
    if format.foreknowledge == .survey {
      let unit = format.unitShape(rows: tensor.rows, columns: tensor.columns)
      try await forEachChunk(of: tensor, unit: unit) { values, chunk in
        KernelEngine.shared.survey(
          values.span, columns: chunk.columns.count, of: format, summary: summary)
      } fold: { _, more in
        survey.merge(more)
      }
    }
    return Coding(format, summary: summary, survey: survey)
  }
}
