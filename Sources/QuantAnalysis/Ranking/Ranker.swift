internal import KernelEngine
public import QuantCore
public import TensorFiles

/// Measures every tensor of a model under some formats, for a ranking.
///
/// Large tensors are computed chunk by chunk on all threads, small ones side by side; only figures are kept, so the
/// memory that it takes does not grow with the tensors. The figures are those of `Analyzer`, to the last bit,
/// however many threads there are and whether they were computed now or found in the store.
public struct Ranker: Sendable {
  /// What became of a tensor.
  public enum Outcome: Sendable {
    /// Its figures, and whether all of them were known from before.
    case ranked(RankedTensor, isRemembered: Bool)
    /// It could not be read to its end.
    case failed(TensorDescriptor, TensorFileError)
  }

  /// Elements below which a tensor is computed by one thread, beside others.
  private static let small = 1 << 22
  /// Bytes from which on a tensor's pages are given back while it is read.
  private static let releaseSize = 1 << 26

  private let source: any TensorSource
  private let formats: [any QuantizationFormat]
  private let rules: MarkRules
  private let sampleBytes: Int?
  private let threads: Int
  private let store: FigureStore?
  private let tileRows: Int

  /// Creates a ranker.
  ///
  /// - Parameters:
  ///   - source: The model.
  ///   - formats: The formats, each once.
  ///   - rules: What is to become of which tensor.
  ///   - sampleBytes: About how many stored bytes of each tensor to read for a first look; nil for all.
  ///   - threads: How many threads compute, at least 1.
  ///   - store: Where figures are kept between runs; nil for nowhere.
  public init(
    _ source: any TensorSource, formats: [any QuantizationFormat], rules: MarkRules,
    sampleBytes: Int? = nil, threads: Int, store: FigureStore? = nil
  ) {
    self.source = source
    self.formats = formats
    self.rules = rules
    self.sampleBytes = sampleBytes
    self.threads = max(1, threads)
    self.store = store
    // A tile as high as the tensor is of its size; those that are high in themselves are to stay whole.
    let huge = 1 << 20
    tileRows = formats.reduce(1) { most, format in
      let rows = format.blockShape(rows: huge, columns: huge).rows
      return rows < huge ? max(most, rows) : most
    }
  }

  /// How many stored bytes are left to read: those of tensors whose figures are not all known.
  public func byteCount() -> Int {
    source.tensors.reduce(0) { sum, tensor in
      let plan = plan(of: tensor)
      guard tensor.isAnalysable, !isKnown(tensor, plan: plan) else { return sum }
      return sum + bytesRead(of: tensor, plan)
    }
  }

  /// Measures all tensors in the order of the source.
  ///
  /// - Parameters:
  ///   - progress: Told the name of a tensor and how many of its bytes were just read; called on any thread.
  ///   - found: Receives each tensor in order and says whether to go on.
  /// - Returns: False where the task was cancelled or `found` had enough.
  public func run(
    progress: @escaping @Sendable (String, Int) -> Void = { _, _ in },
    found: (Outcome) -> Bool
  ) async -> Bool {
    let tensors = source.tensors
    var start = 0
    while start < tensors.count {
      let isSmall = isSmall(tensors[start])
      var end = start + 1
      while isSmall, end < tensors.count, self.isSmall(tensors[end]) { end += 1 }
      let first = start
      // What is known should not wait for what takes long.
      if !isSmall { store?.flush() }
      let isWhole = await foldInOrder(
        count: end - start, threads: isSmall ? threads : 1
      ) { index in
        await outcome(
          of: tensors[first + index], threads: isSmall ? 1 : threads, progress: progress)
      } fold: { _, outcome in
        outcome.map(found) ?? false
      }
      guard isWhole else { return false }
      start = end
    }
    return true
  }

  /// Measures a tensor; nil where the task was cancelled.
  private func outcome(
    of tensor: TensorDescriptor, threads: Int, progress: @escaping @Sendable (String, Int) -> Void
  ) async -> Outcome? {
    let mark = rules.mark(of: tensor, formats: formats)
    let plan = plan(of: tensor)
    let coverage = Coverage(
      elements: plan.map(\.elementCount) ?? tensor.elementCount, of: tensor.elementCount)
    guard tensor.isAnalysable else {
      let none = Coverage(elements: 0, of: tensor.elementCount)
      return .ranked(
        RankedTensor(tensor: tensor, mark: mark, coverage: none, values: nil, formats: []),
        isRemembered: false)
    }
    let identity = store == nil ? nil : source.identity(of: tensor)
    var known = remembered(of: tensor, identity: identity, plan: plan)
    let missing = formatsHolding(tensor).filter { known.formats[$0.id] == nil }
    let isRemembered = missing.isEmpty && known.values != nil
    if !isRemembered {
      do throws(TensorFileError) {
        guard
          let report = try await measure(
            tensor, plan: plan, formats: missing, threads: threads, progress: progress)
        else { return nil }
        known.values = report.values.map { ValueFigures($0) }
        for figures in figures(in: report, of: tensor) { known.formats[figures.id] = figures }
      } catch {
        return .failed(tensor, error)
      }
      keep(known, missing: missing, of: tensor, identity: identity, plan: plan)
    }
    let row = RankedTensor(
      tensor: tensor, mark: mark, coverage: coverage, values: known.values,
      formats: formats.compactMap { known.formats[$0.id] })
    return .ranked(row, isRemembered: isRemembered && tensor.elementCount > 0)
  }

  private func measure(
    _ tensor: TensorDescriptor, plan: SamplePlan?, formats: [any QuantizationFormat], threads: Int,
    progress: @escaping @Sendable (String, Int) -> Void
  ) async throws(TensorFileError) -> TensorReport? {
    let sample = plan.map { SampledSource($0, of: tensor, in: source) }
    let analyzer = Analyzer(
      source: sample ?? source, threads: threads, releaseSize: Self.releaseSize)
    // Nobody reads it again, and all of a model would fill the memory. Around what is read the kernel maps more, so it
    // is the whole tensor that is given back.
    defer { source.release(tensor) }
    if sample != nil { source.expectScatteredReads(of: tensor, true) }
    defer { if sample != nil { source.expectScatteredReads(of: tensor, false) } }
    let request = AnalysisRequest(tensor: sample?.tensors.first ?? tensor, formats: formats)
    let bytes = bytesRead(of: tensor, plan)
    var told = 0
    func tell(_ share: Double) {
      let now = Int(Double(bytes) * share)
      if now > told { progress(tensor.name, now - told) }
      told = max(told, now)
    }
    let report = try await analyzer.report(for: request) { tell($0) }
    tell(1)
    return report
  }

  private func figures(in report: TensorReport, of tensor: TensorDescriptor) -> [FormatFigures] {
    report.formats.compactMap { found in
      guard let format = formats.first(where: { $0.id == found.id }) else { return nil }
      return FormatFigures(
        found, bits: format.storedBits(rows: tensor.rows, columns: tensor.columns))
    }
  }

  private func formatsHolding(_ tensor: TensorDescriptor) -> [any QuantizationFormat] {
    guard tensor.elementCount > 0 else { return [] }
    return formats.filter { $0.refusal(rows: tensor.rows, columns: tensor.columns) == nil }
  }

  private func isSmall(_ tensor: TensorDescriptor) -> Bool {
    (plan(of: tensor)?.elementCount ?? tensor.elementCount) < Self.small
  }

  private func plan(of tensor: TensorDescriptor) -> SamplePlan? {
    sampleBytes.flatMap { SamplePlan(of: tensor, byteCount: $0, tileRows: tileRows) }
  }

  private func bytesRead(of tensor: TensorDescriptor, _ plan: SamplePlan?) -> Int {
    guard let plan, tensor.elementCount > 0 else { return tensor.byteCount }
    return Int(
      Double(tensor.byteCount) * (Double(plan.elementCount) / Double(tensor.elementCount)))
  }
}

extension Ranker {
  /// What is known of a tensor.
  private struct Known {
    var values: ValueFigures?
    var formats: [FormatID: FormatFigures] = [:]
  }

  private func isKnown(_ tensor: TensorDescriptor, plan: SamplePlan?) -> Bool {
    guard let store, let identity = source.identity(of: tensor) else { return false }
    return store.holds(FigureQuestion(identity, plan, nil))
      && formatsHolding(tensor).allSatisfy { store.holds(FigureQuestion(identity, plan, $0.id)) }
  }

  private func remembered(
    of tensor: TensorDescriptor, identity: TensorIdentity?, plan: SamplePlan?
  ) -> Known {
    guard let store, let identity else { return Known() }
    var known = Known(values: store.values(FigureQuestion(identity, plan, nil)))
    for format in formatsHolding(tensor) {
      known.formats[format.id] = store.figures(
        FigureQuestion(identity, plan, format.id), of: format.id)
    }
    return known
  }

  private func keep(
    _ known: Known, missing: [any QuantizationFormat], of tensor: TensorDescriptor,
    identity: TensorIdentity?, plan: SamplePlan?
  ) {
    // What was written to meanwhile may have been read half before and half after.
    guard let store, let identity, source.identity(of: tensor) == identity else { return }
    if let values = known.values { store.keep(values, for: FigureQuestion(identity, plan, nil)) }
    for format in missing {
      if let figures = known.formats[format.id] {
        store.keep(figures, for: FigureQuestion(identity, plan, format.id))
      }
    }
  }
}

extension TensorSource {
  /// Says that a tensor will not be read again soon.
  fileprivate func release(_ tensor: TensorDescriptor) {
    release(tensor.region, of: tensor)
  }
}
