internal import QuantCore
public import TensorFiles

/// Which weight to compare with which original.
public struct ComparisonRequest: Sendable {
  /// The weight that is quantized already.
  public let stored: TensorDescriptor
  /// What it was made from.
  public let original: TensorDescriptor

  /// Creates a request; nil where the two have not as many rows and columns, either way round, or no elements.
  public init?(stored: TensorDescriptor, original: TensorDescriptor) {
    self.stored = stored
    self.original = original
    guard stored.elementCount > 0, stored.isAnalysable, original.isAnalysable,
      isStraight || original.turned(toFit: stored) != nil
    else { return nil }
  }

  /// Whether the original's values stand where the weight's do.
  fileprivate var isStraight: Bool {
    stored.rows == original.rows && stored.columns == original.columns
  }
}

/// How a comparison ended.
public enum ComparisonEvent: Sendable {
  /// What was found.
  case finished(OriginalComparison)
  /// The file changed meanwhile.
  case failed(TensorFileError)
}

extension Analyzer {
  /// Compares a weight with its original, as `check` does.
  ///
  /// One event comes, unless it is cancelled.
  public func comparison(for request: ComparisonRequest) -> AsyncStream<ComparisonEvent> {
    AsyncStream { continuation in
      let task = Task {
        let found = await nearest(request)
        if let failure = change(of: request.stored) ?? change(of: request.original) {
          continuation.yield(.failed(failure))
        } else if let found {
          continuation.yield(.finished(found))
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Compares with the original, read in the order that is nearest.
  private func nearest(_ request: ComparisonRequest) async -> OriginalComparison? {
    let (stored, original) = (request.stored, request.original)
    guard let view = OriginalView(of: original, in: source, nearestTo: stored, in: source) else {
      return nil
    }
    // Sums are cut as `check` and a report of the format cut them.
    let block = source.encoded(stored)?.matrix.block ?? BlockShape(rows: 1, columns: 1)
    let plan = ChunkPlan(region: view.tensor.region, block: block)
    var total = ComparedValues()
    let isWhole = await foldInOrder(count: plan.count, threads: threads) { index in
      let chunk = plan[index]
      var part = ComparedValues()
      var values = source.values(of: chunk, in: view.tensor)
      if view.added != 0 { for index in values.indices { values[index] += view.added } }
      part.add(
        original: values.span, decoded: source.values(of: chunk, in: stored),
        columns: chunk.columns.count)
      return part
    } fold: { index, part in
      if original.byteCount >= Self.largeTensor {
        source.release(index, of: plan, in: view.tensor)
      }
      if stored.byteCount >= Self.largeTensor { source.release(index, of: plan, in: stored) }
      total.merge(part)
      return true
    }
    guard isWhole else { return nil }
    return OriginalComparison(
      original: original.name, errors: total.errors, nonfinite: total.nonfinite,
      lost: original.elementCount - total.nonfinite - total.errors.count,
      arrangement: view.arrangement)
  }
}
