internal import QuantCore
public import TensorFiles

extension Analyzer {
  /// Looks closely at a few elements; reads no more than what their blocks depend on.
  ///
  /// One event comes, unless it is cancelled.
  public func inspection(for request: InspectionRequest) -> AsyncStream<InspectionEvent> {
    AsyncStream { continuation in
      let task = Task {
        let inspection = look(request)
        if let failure = change(of: request.tensor) {
          continuation.yield(.failed(failure))
        } else if let inspection, !Task.isCancelled {
          continuation.yield(.finished(inspection))
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Looks closely at a few elements.
  ///
  /// - Returns: What was seen; nil where the task was cancelled.
  /// - Throws: A `TensorFileError` where the file changed meanwhile.
  public func inspect(_ request: InspectionRequest) throws(TensorFileError) -> Inspection? {
    let inspection = look(request)
    try source.verify(request.tensor)
    return inspection
  }

  /// Encodes in one format after the other, asking between them whether anybody still waits.
  private func look(_ request: InspectionRequest) -> Inspection? {
    let tensor = request.tensor
    let row = min(max(0, request.row), max(0, tensor.rows - 1))
    let columns = tensor.elementCount > 0 ? request.columns.clamped(to: 0..<tensor.columns) : 0..<0
    let window = TensorRegion(
      rows: tensor.elementCount > 0 ? row..<row + 1 : 0..<0, columns: columns)
    var formats: [Inspection.Format] = []
    for candidate in request.candidates {
      if Task.isCancelled { return nil }
      formats.append(
        InspectedUnit.look(
          at: window, of: tensor, in: candidate, without: request.omitted, source: source))
    }
    return Inspection(
      row: row, columns: columns, values: source.values(of: window, in: tensor),
      omitted: request.omitted, formats: formats,
      stored: source.encoded(tensor)?.elements(row: row, columns: columns))
  }
}
