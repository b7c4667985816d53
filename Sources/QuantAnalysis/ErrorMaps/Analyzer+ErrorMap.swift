internal import KernelEngine
internal import QuantCore
internal import TensorFiles

extension Analyzer {
  /// Maps the errors of a window; reads nothing outside it but what its blocks depend on, unless rows and columns
  /// are asked for.
  public func errorMap(for request: ErrorMapRequest) -> AsyncStream<ErrorMapEvent> {
    AsyncStream { continuation in
      let task = Task {
        await map(request) { continuation.yield($0) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  private func map(_ request: ErrorMapRequest, emit: (ErrorMapEvent) -> Void) async {
    let tensor = request.tensor
    let coding = Coding(request.format, summary: request.summary, survey: request.summary.survey)
    let window = request.window
    let element = BlockShape(rows: 1, columns: 1)
    let region =
      request.gathersLines ? tensor.region : window.region(block: element, of: tensor)
    let plan = ChunkPlan(
      region: region.widened(to: coding.unit, of: tensor), block: coding.unit)
    var map = ErrorMap(
      window: window, format: request.format.id,
      cells: Array(repeating: ErrorCell(), count: window.rows * window.columns))
    var lines = request.gathersLines ? TensorLines(tensor) : nil
    var failure: TensorFileError?
    let isWhole = await foldInOrder(count: plan.count, threads: threads) { index in
      measure(plan[index], of: request, as: coding)
    } fold: { index, part in
      part.merge(into: &map)
      lines?.add(part)
      if tensor.byteCount >= Self.largeTensor { source.release(index, of: plan, in: tensor) }
      guard (index + 1) % 16 == 0, index + 1 < plan.count else { return true }
      failure = change(of: tensor)
      if failure == nil { emit(.partial(map, done: Double(index + 1) / Double(plan.count))) }
      return failure == nil
    }
    guard isWhole || failure != nil else { return }
    if let failure = failure ?? change(of: tensor) {
      emit(.failed(failure))
    } else {
      map.isComplete = true
      map.rows = lines?.rows
      map.columns = lines?.columns
      emit(.finished(map))
    }
  }

  /// Encodes a chunk and measures it; one that is the whole matrix in the room of one copy.
  private func measure(
    _ chunk: TensorRegion, of request: ErrorMapRequest, as coding: Coding
  ) -> ChunkErrors {
    let tensor = request.tensor
    let columns = chunk.columns.count
    var errors = ChunkErrors(
      chunk, window: request.window, gathersLines: request.gathersLines)
    var encoded = EncodedBand()
    var values = source.values(of: chunk, in: tensor)
    guard let whole = coding.codec as? any WholeMatrixCodec else {
      engine.encode(
        values.span, columns: columns, by: coding.codec,
        mayHoldNonfinite: request.summary.hasNonfinite, into: &encoded)
      errors.add(values.span, decoded: encoded.decoded.span, rows: 0..<chunk.rows.count)
      return errors
    }
    whole.encode(consuming: &values, columns: columns, into: &encoded)
    let step = max(1, ChunkPlan.target / max(1, columns))
    for top in stride(from: 0, to: chunk.rows.count, by: step) {
      let rows = top..<min(top + step, chunk.rows.count)
      var band = [Float](repeating: 0, count: rows.count * columns)
      var span = band.mutableSpan
      source.readBand(rows, of: chunk, in: tensor, into: &span)
      let decoded = encoded.decoded.span.extracting(
        rows.lowerBound * columns..<rows.upperBound * columns)
      errors.add(band.span, decoded: decoded, rows: rows)
    }
    return errors
  }
}

/// The rows and columns of a tensor while they are summed up.
private struct TensorLines {
  var rows: ErrorLines
  var columns: ErrorLines

  init(_ tensor: TensorDescriptor) {
    rows = ErrorLines(count: tensor.rows)
    columns = ErrorLines(count: tensor.columns)
  }

  mutating func add(_ part: ChunkErrors) {
    for (offset, errors) in part.rowErrors.enumerated() {
      rows.add(errors, at: part.chunk.rows.lowerBound + offset)
    }
    for offset in part.columnSignal.indices {
      columns.add(part.columnErrors(offset), at: part.chunk.columns.lowerBound + offset)
    }
  }
}
