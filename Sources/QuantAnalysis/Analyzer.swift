public import KernelEngine
internal import QuantCore
public import TensorFiles

/// Measures tensors of one source: the same code behind screen and report.
///
/// Work is cut into fixed chunks whose results are merged in order, so reports have the same bits with one
/// thread and with many.
public struct Analyzer: Sendable {
  let source: any TensorSource
  let threads: Int
  let engine: KernelEngine
  private let releaseSize: Int

  /// Bytes from which on a tensor's pages are given back while it is read, or they would fill the memory.
  static let largeTensor = 1 << 28

  /// Creates an analyzer.
  ///
  /// - Parameters:
  ///   - source: Where the tensors are.
  ///   - threads: How many chunks are computed at once, at least 1.
  ///   - engine: What measures; the figures are the same with every one.
  public init(source: any TensorSource, threads: Int, engine: KernelEngine = .shared) {
    self.init(source: source, threads: threads, engine: engine, releaseSize: Self.largeTensor)
  }

  /// Creates an analyzer that gives pages back of tensors of so many bytes and more while it reads them.
  init(
    source: any TensorSource, threads: Int, engine: KernelEngine = .shared, releaseSize: Int
  ) {
    self.source = source
    self.threads = max(1, threads)
    self.engine = engine
    self.releaseSize = releaseSize
  }

  /// Starts an analysis and streams what it finds.
  ///
  /// The first pass gathers the values and measures every format that need not know them; the next measures those
  /// that do, and gathers what further ones survey, which come last. Ending the iteration cancels the work within
  /// one chunk: a few milliseconds.
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
  /// - Parameters:
  ///   - request: What to find out.
  ///   - progress: Told which share of the work is done, 0…1.
  /// - Returns: The complete report; nil where the task was cancelled.
  /// - Throws: A `TensorFileError` where the file changed meanwhile.
  public func report(
    for request: AnalysisRequest, progress: (Double) -> Void = { _ in }
  ) async throws(TensorFileError) -> TensorReport? {
    var outcome: AnalysisEvent?
    await run(request) { event in
      outcome = event
      if case .partial(_, let done) = event { progress(done) }
    }
    switch outcome {
    case .finished(let report): return report
    case .failed(let error): throw error
    case .partial, nil: return nil
    }
  }

  private func run(_ request: AnalysisRequest, emit: (AnalysisEvent) -> Void) async {
    var run = AnalysisRun(request)
    if run.report.stored == nil, let weight = source.encoded(request.tensor) {
      let survey = weight.survey { Task.isCancelled }
      guard !Task.isCancelled else { return }
      run.report.stored = survey
    }
    var isWhole = true
    for pass in run.passes where isWhole {
      isWhole = await measure(pass, run: &run, emit: emit)
    }
    guard isWhole || run.failure != nil else { return }
    if let failure = run.failure ?? change(of: run.request.tensor) {
      emit(.failed(failure))
    } else {
      emit(.finished(run.report))
    }
  }

  /// What became of a tensor's file since it was opened; nil where nothing did.
  ///
  /// Asked before figures are shown, since what is gone reads as zeros.
  func change(of tensor: TensorDescriptor) -> TensorFileError? {
    do {
      try source.verify(tensor)
      return nil
    } catch {
      return error
    }
  }

  /// Runs one pass over the tensor, reading each chunk once.
  private func measure(
    _ pass: AnalysisPass, run: inout AnalysisRun, emit: (AnalysisEvent) -> Void
  ) async -> Bool {
    let tensor = run.request.tensor
    let plan = pass.plan
    // What a first pass does not know yet, its formats do not ask for.
    let summary = run.report.values?.summary ?? .unknown(rows: tensor.rows, columns: tensor.columns)
    let readings = PassReadings(
      engine: engine, summary: summary, surveys: pass.surveys,
      codings: pass.formats.map { Coding($0, summary: summary, survey: run.survey(of: $0.id)) })
    var total = PassStatistics(pass)
    let isWhole = await foldInOrder(count: plan.count, threads: threads) { index in
      let chunk = plan[index]
      var part = PassStatistics(pass)
      if !pass.gathersValues, let codecs = readings.wholeMatrixCodecs {
        part.add(whole: codecs, of: chunk, by: readings) { rows, values in
          source.readBand(rows, of: chunk, in: tensor, into: &values)
        }
      } else if let bytes = storedRows(of: chunk, in: tensor), pass.surveys.isEmpty {
        source.withBytes(of: tensor, in: bytes) { part.add(bf16: $0, of: chunk, by: readings) }
      } else {
        withValues(of: chunk, in: tensor) {
          part.add($0, of: chunk, by: readings)
        } as Void
      }
      return part
    } fold: { index, part in
      if tensor.byteCount >= releaseSize { source.release(index, of: plan, in: tensor) }
      total.merge(part)
      let isLast = index + 1 == plan.count
      guard isLast || run.reports(after: index, of: plan.count) else { return true }
      run.failure = change(of: tensor)
      guard run.failure == nil else { return false }
      run.take(total, by: readings, isComplete: isLast)
      if isLast, let values = run.report.values {
        for coding in readings.codings {
          run.set(amaxBlock(of: values, as: coding, in: tensor), of: coding.format.id)
        }
      }
      emit(.partial(run.report, done: run.share(of: pass, chunks: index + 1)))
      return true
    }
    if plan.count == 0 { run.take(total, by: readings, isComplete: true) }
    run.finish(pass)
    return isWhole
  }

  /// Where a chunk's bytes lie in the tensor's content; nil where it is no run of BF16 as kernels read it.
  private func storedRows(of chunk: TensorRegion, in tensor: TensorDescriptor) -> Range<Int>? {
    guard tensor.type == .bf16, tensor.order == .native, chunk.columns == 0..<tensor.columns
    else { return nil }
    let rowBytes = 2 * tensor.columns
    return chunk.rows.lowerBound * rowBytes..<chunk.rows.upperBound * rowBytes
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
struct Coding: Sendable {
  let format: any QuantizationFormat
  let codec: any TensorCodec
  /// What the format gathered over the tensor before.
  let survey: Survey
  /// The largest finite magnitude that the codec knows of.
  let amax: Float
  /// The shape of a block.
  let shape: BlockShape
  /// The shape of what is encoded at once.
  let unit: BlockShape

  init(_ format: any QuantizationFormat, summary: TensorSummary, survey: Survey) {
    self.format = format
    self.survey = survey
    amax = summary.amax
    var known = summary
    known.survey = survey
    codec = format.codec(for: known)
    shape = format.blockShape(rows: summary.rows, columns: summary.columns)
    unit = format.unitShape(rows: summary.rows, columns: summary.columns)
  }
}
