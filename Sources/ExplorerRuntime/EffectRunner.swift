internal import Dispatch
internal import Explorer
internal import KernelEngine
internal import Measurement
internal import QuantAnalysis
internal import QuantCore
internal import Synchronization
internal import TensorFiles

/// Carries out the effects that are work: analyses, maps and exports, each in a task of its own.
final class EffectRunner {
  private var source: any TensorSource
  private var analyzer: Analyzer
  private let threads: Int
  private let mailbox: Mailbox
  private let store: FigureStore?
  private let export: @Sendable (ExportRequest) async -> ExportOutcome
  private let previewText: @Sendable (ExportRequest) async -> Result<String, PreviewError>
  private var tasks: [WorkID: Task<Void, Never>] = [:]
  private let writes = DispatchGroup()
  private let kernels: KernelRunner
  private var watcher: Task<Void, Never>?

  init(
    source: any TensorSource, threads: Int, mailbox: Mailbox, store: FigureStore?,
    export: @escaping @Sendable (ExportRequest) async -> ExportOutcome,
    preview: @escaping @Sendable (ExportRequest) async -> Result<String, PreviewError>
  ) {
    previewText = preview
    self.source = source
    self.threads = threads
    analyzer = Analyzer(source: source, threads: threads)
    kernels = KernelRunner(threads: threads, mailbox: mailbox)
    self.mailbox = mailbox
    self.store = store
    self.export = export
  }

  func analyze(_ id: WorkID, tensor: Int, formats: [FormatID], known: TensorReport?) {
    let request = AnalysisRequest(
      tensor: source.tensors[tensor],
      formats: formats.compactMap { try? FormatRegistry.format($0) }, known: known)
    tasks[id] = Task { [source, analyzer, mailbox] in
      for await event in analyzer.events(for: request) {
        mailbox.post(.analysis(id, event))
      }
      // Whoever walks through a large model would have all of it mapped in the end.
      source.release(request.tensor.region, of: request.tensor)
    }
  }

  func mapScales(
    _ id: WorkID, tensor: Int, format: FormatID, summary: TensorSummary, window: ScaleWindow
  ) {
    guard let format = try? FormatRegistry.format(format) else { return }
    let request = ScaleMapRequest(
      tensor: source.tensors[tensor], format: format, summary: summary, window: window)
    tasks[id] = Task { [source, analyzer, mailbox] in
      for await event in analyzer.scaleMap(for: request) {
        mailbox.post(.scaleMap(id, event))
      }
      source.release(request.tensor.region, of: request.tensor)
    }
  }

  func mapStoredScales(_ id: WorkID, tensor: Int, format: FormatID, window: ScaleWindow) {
    let request = StoredScaleMapRequest(
      tensor: source.tensors[tensor], window: window, format: format)
    tasks[id] = Task { [analyzer, mailbox] in
      for await event in analyzer.scaleMap(for: request) {
        mailbox.post(.scaleMap(id, event))
      }
    }
  }

  func mapErrors(
    _ id: WorkID, tensor: Int, format: FormatID, summary: TensorSummary, window: ScaleWindow,
    gathersLines: Bool
  ) {
    guard let format = try? FormatRegistry.format(format) else { return }
    let request = ErrorMapRequest(
      tensor: source.tensors[tensor], format: format, summary: summary, window: window,
      gathersLines: gathersLines)
    tasks[id] = Task { [source, analyzer, mailbox] in
      for await event in analyzer.errorMap(for: request) {
        mailbox.post(.errorMap(id, event))
      }
      source.release(request.tensor.region, of: request.tensor)
    }
  }

  func encodeTile(
    _ id: WorkID, tensor: Int, format: FormatID, summary: TensorSummary, region: TensorRegion
  ) {
    guard let format = try? FormatRegistry.format(format) else { return }
    let request = TileRequest(
      tensor: source.tensors[tensor], format: format, summary: summary, region: region)
    tasks[id] = Task { [analyzer, mailbox] in
      for await event in analyzer.tile(for: request) {
        mailbox.post(.tile(id, event))
      }
    }
  }

  func inspect(
    _ id: WorkID, tensor: Int, row: Int, columns: Range<Int>, slots: [InspectedSlot],
    omitted: ValueStatistics.Place?
  ) {
    let request = InspectionRequest(
      tensor: source.tensors[tensor], row: row, columns: columns,
      candidates: slots.compactMap { slot in
        (try? FormatRegistry.format(slot.format)).map {
          InspectionRequest.Candidate($0, summary: slot.summary)
        }
      }, omitted: omitted)
    tasks[id] = Task { [analyzer, mailbox] in
      for await event in analyzer.inspection(for: request) {
        mailbox.post(.inspection(id, event))
      }
    }
  }

  func rankBlocks(_ id: WorkID, tensor: Int, format: FormatID, summary: TensorSummary) {
    guard let format = try? FormatRegistry.format(format) else { return }
    let request = WorstBlocksRequest(
      tensor: source.tensors[tensor], format: format, summary: summary)
    tasks[id] = Task { [source, analyzer, mailbox] in
      for await event in analyzer.worstBlocks(for: request) {
        mailbox.post(.worstBlocks(id, event))
      }
      source.release(request.tensor.region, of: request.tensor)
    }
  }

  func rank(_ id: WorkID, tensors: [Int], formats: [FormatID], sampleBytes: Int?) {
    let chosen = SelectedSource(tensors.map { source.tensors[$0] }, of: source)
    let ranker = Ranker(
      chosen, formats: formats.compactMap { try? FormatRegistry.format($0) },
      rules: MarkRules { _ in nil }, sampleBytes: sampleBytes, threads: threads,
      store: store)
    tasks[id] = Task { [mailbox, store] in
      let total = Double(max(1, ranker.byteCount()))
      let done = Mutex(0)
      var next = 0
      _ = await ranker.run { _, bytes in
        let share = done.withLock { sum in
          sum += bytes
          return Double(sum) / total
        }
        mailbox.post(.ranked(id, .progress(share)))
      } found: { outcome in
        guard next < tensors.count else { return false }
        switch outcome {
        case .ranked(let tensor, _):
          mailbox.post(.ranked(id, .found(tensor: tensors[next], tensor)))
        case .failed(_, let error): mailbox.post(.ranked(id, .failed(tensor: tensors[next], error)))
        }
        next += 1
        return !Task.isCancelled
      }
      store?.flush()
      if !Task.isCancelled { mailbox.post(.ranked(id, .finished)) }
    }
  }

  func answer(_ id: WorkID, _ question: RankingQuestion) {
    tasks[id] = Task.detached { [mailbox] in mailbox.post(.rankingAnswered(id, question.answer())) }
  }

  func compare(_ id: WorkID, stored: Int, original: Int) {
    guard
      let request = ComparisonRequest(
        stored: source.tensors[stored], original: source.tensors[original])
    else { return }
    tasks[id] = Task { [analyzer, mailbox] in
      for await event in analyzer.comparison(for: request) {
        mailbox.post(.comparison(id, event))
      }
    }
  }

  func measureKernels(_ id: WorkID, _ request: KernelRequest) {
    tasks[id] = kernels.start(id, request)
  }

  func measureAttention(_ id: WorkID) {
    tasks[id] = Task { [source, mailbox, threads] in
      do throws(AttentionError) {
        var inputs = try AttentionBenchmark.Request.samples(
          shape: AttentionShape(heads: 8, keyHeads: 8, queries: 1024, keys: 1024, dimension: 64),
          seed: 1)
        if let tensors = AttentionTensors(in: source.tensors) {
          let input = try tensors.input(from: source)
          inputs.insert((source: .file(tensors.prefix + "q, k, v"), input: input), at: 0)
        }
        let request = AttentionBenchmark.Request(
          inputs: inputs, threads: min(threads, Attention.mostThreads))
        let report = AttentionBenchmark(request: request).run { found in
          mailbox.post(.attention(id, .partial(found, of: request.count)))
          return !Task.isCancelled
        }
        mailbox.post(.attention(id, .finished(report)))
      } catch {
        mailbox.post(.attention(id, .failed(error.message)))
      }
    }
  }

  func write(_ request: ExportRequest) {
    writes.enter()
    Task { [export, mailbox, writes] in
      mailbox.post(.exported(await export(request)))
      writes.leave()
      // Only now is there nothing left to be waited for.
      mailbox.nudge()
    }
  }

  func preview(_ id: WorkID, _ request: ExportRequest) {
    tasks[id] = Task { [previewText, mailbox] in
      let text = await previewText(request)
      if !Task.isCancelled { mailbox.post(.preview(id, text)) }
    }
  }

  func cancel(_ id: WorkID) {
    tasks.removeValue(forKey: id)?.cancel()
  }

  /// Goes on with a source of which the tensors so far are the first; work that runs is not disturbed.
  func extend(to source: any TensorSource) {
    self.source = source
    analyzer = Analyzer(source: source, threads: threads)
    watcher?.cancel()
    watch()
  }

  /// Tells once when the file is no longer what it was.
  func watch() {
    watcher = FileWatch(source: source, mailbox: mailbox).start()
  }

  /// Lets go of work whose last message has come.
  func forget(_ id: WorkID) { tasks[id] = nil }

  /// Whether there is no work whose last message is still to come.
  var isIdle: Bool { tasks.isEmpty && writes.wait(timeout: .now()) == .success }

  /// Cancels all work, and waits for a report that is being written: half of one would be left behind.
  func end() {
    cancelAll()
    // A pipe that nobody reads must not keep the program from ending.
    _ = writes.wait(timeout: .now() + .seconds(2))
  }

  private func cancelAll() {
    watcher?.cancel()
    for task in tasks.values { task.cancel() }
    tasks.removeAll()
  }
}
