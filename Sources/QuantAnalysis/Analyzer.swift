internal import QuantCore
public import TensorFiles

/// Measures tensors of one source: the same code behind screen and report.
///
/// Work is cut into fixed chunks whose results are merged in order, so reports have the same bits with one
/// thread and with many.
public struct Analyzer: Sendable {
  let source: any TensorSource
  let threads: Int

  /// Creates an analyzer.
  ///
  /// - Parameters:
  ///   - source: Where the tensors are.
  ///   - threads: How many chunks are computed at once, at least 1.
  public init(source: any TensorSource, threads: Int) {
    self.source = source
    self.threads = max(1, threads)
  }

  /// Starts an analysis and streams what it finds.
  ///
  /// Values come first, since some formats need the tensor's amax, then all formats in one pass. Ending the
  /// iteration cancels the work within one chunk: a few milliseconds.
  public func events(for request: AnalysisRequest) -> AsyncStream<AnalysisEvent> {
    AsyncStream { continuation in
      let task = Task {
        await run(request) { continuation.yield($0) }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Runs an analysis and returns its last word.
  ///
  /// - Returns: The complete report; nil where the task was cancelled.
  /// - Throws: A `TensorFileError` where the file changed meanwhile.
  public func report(for request: AnalysisRequest) async throws(TensorFileError) -> TensorReport? {
    var outcome: AnalysisEvent?
    await run(request) { outcome = $0 }
    switch outcome {
    case .finished(let report): return report
    case .failed(let error): throw error
    case .partial, nil: return nil
    }
  }

  private func run(_ request: AnalysisRequest, emit: (AnalysisEvent) -> Void) async {
    var run = AnalysisRun(request)
    let gathered = await gatherValues(&run, emit: emit)
    let isWhole = gathered ? await measureFormats(&run, emit: emit) : false
    guard isWhole || run.failure != nil else { return }
    if let failure = run.failure ?? change() {
      emit(.failed(failure))
    } else {
      emit(.finished(run.report))
    }
  }

  /// What became of the file since it was opened; nil where nothing did.
  ///
  /// Asked before figures are shown, since what is gone reads as zeros.
  func change() -> TensorFileError? {
    do {
      try source.verify()
      return nil
    } catch {
      return error
    }
  }

  private func gatherValues(
    _ run: inout AnalysisRun, emit: (AnalysisEvent) -> Void
  ) async -> Bool {
    guard run.needsValues else { return true }
    let tensor = run.request.tensor
    let plan = ChunkPlan(region: tensor.region, block: BlockShape(rows: 1, columns: 1))
    var total = ValueStatistics()
    let isWhole = await foldInOrder(count: plan.count, threads: threads) { index in
      let chunk = plan[index]
      var part = ValueStatistics()
      withValues(of: chunk, in: tensor) { values in
        let columns = chunk.columns.count
        for row in 0..<chunk.rows.count {
          part.add(
            values.extracting(row * columns..<(row + 1) * columns),
            row: chunk.rows.lowerBound + row, column: chunk.columns.lowerBound)
        }
      } as Void
      return part
    } fold: { index, part in
      total.merge(part)
      guard run.reports(after: index, of: plan.count) else { return true }
      run.failure = change()
      guard run.failure == nil else { return false }
      run.report.values = ValueReport(total, of: tensor)
      emit(.partial(run.report, done: run.share(valueChunks: index + 1, of: plan.count)))
      return true
    }
    run.report.values = ValueReport(total, of: tensor)
    return isWhole
  }

  private func measureFormats(
    _ run: inout AnalysisRun, emit: (AnalysisEvent) -> Void
  ) async -> Bool {
    guard let values = run.report.values, run.request.tensor.elementCount > 0 else { return true }
    for group in run.groups(of: run.missingFormats) {
      let isWhole = await measure(
        group, summary: values.summary, run: &run, emit: emit)
      guard isWhole else { return false }
      run.finish(group)
    }
    return true
  }

  /// Measures formats that cut the tensor alike, reading each chunk once.
  private func measure(
    _ group: FormatGroup, summary: TensorSummary, run: inout AnalysisRun,
    emit: (AnalysisEvent) -> Void
  ) async -> Bool {
    let tensor = run.request.tensor
    let plan = group.plan
    let passes = group.formats.map { FormatPass($0, summary: summary) }
    var totals = passes.map { FormatStatistics(format: $0.format) }
    return await foldInOrder(count: plan.count, threads: threads) { index in
      let chunk = plan[index]
      var parts = passes.map { FormatStatistics(format: $0.format) }
      withValues(of: chunk, in: tensor) { values in
        var scratch = BandScratch()
        for (index, pass) in passes.enumerated() {
          parts[index].add(
            values, columns: chunk.columns.count, shape: pass.shape, codec: pass.codec,
            mayHoldNonfinite: summary.hasNonfinite, scratch: &scratch)
        }
      } as Void
      return parts
    } fold: { index, parts in
      for (pass, part) in parts.enumerated() { totals[pass].merge(part) }
      let isLast = index + 1 == plan.count
      guard isLast || run.reports(after: index, of: plan.count) else { return true }
      run.failure = change()
      guard run.failure == nil else { return false }
      for (pass, total) in zip(passes, totals) {
        run.set(
          FormatReport(
            total, format: pass.format, tensorScale: pass.codec.tensorScale, of: tensor,
            isComplete: isLast))
      }
      emit(
        .partial(run.report, done: run.share(formatChunks: index + 1, of: plan.count, in: group)))
      return true
    }
  }

  /// Reads a chunk and lends its values.
  func withValues<Result>(
    of chunk: TensorRegion, in tensor: TensorDescriptor, _ body: (Span<Float>) -> Result
  ) -> Result {
    var values = [Float](repeating: 0, count: chunk.elementCount)
    var span = values.mutableSpan
    source.read(chunk, of: tensor, into: &span)
    return body(values.span)
  }
}

/// A format made ready for one tensor.
struct FormatPass: Sendable {
  let format: any QuantizationFormat
  let codec: any BlockCodec
  let shape: BlockShape

  init(_ format: any QuantizationFormat, summary: TensorSummary) {
    self.format = format
    codec = format.prepare(for: summary)
    shape = format.blockShape(rows: summary.rows, columns: summary.columns)
  }
}
