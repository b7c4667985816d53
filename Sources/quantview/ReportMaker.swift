internal import Figures
internal import KernelEngine
internal import Measurement
internal import QuantAnalysis
internal import QuantCore
internal import QuantReports
internal import TensorFiles

/// Analyses tensors and writes a report of them: whole at its end, or tensor by tensor.
struct ReportMaker {
  private let tensors: any TensorSource
  private let formats: [any QuantizationFormat]
  private let measured: [any QuantizationFormat]
  private let threads: Int
  private let source: SourceDescription
  private let skipped: [TensorDescriptor]
  private let showsRepairs: Bool
  private let showsKernels: Bool

  /// Creates a maker.
  ///
  /// - Parameters:
  ///   - tensors: The tensors to report on.
  ///   - formats: The formats as asked for.
  ///   - more: Formats that are measured beside them.
  ///   - threads: How many threads compute.
  ///   - source: What the report says that was read.
  ///   - skipped: Tensors that can't be analysed.
  ///   - showsRepairs: Whether to compare the repairs of FP4.
  ///   - showsKernels: Whether to measure layers of the tensors' sizes.
  init(
    _ tensors: any TensorSource, formats: [any QuantizationFormat],
    more: [any QuantizationFormat], threads: Int, source: SourceDescription,
    skipped: [TensorDescriptor], showsRepairs: Bool, showsKernels: Bool
  ) {
    self.tensors = tensors
    self.formats = formats
    measured = formats + more
    self.threads = threads
    self.source = source
    self.skipped = skipped
    self.showsRepairs = showsRepairs
    self.showsKernels = showsKernels
  }

  /// Writes a report.
  ///
  /// - Parameters:
  ///   - format: The kind of report.
  ///   - output: The file, which appears whole or not at all; nil or `-` is standard output.
  ///   - troubles: Told of tensors that can't be read.
  ///   - found: Told what was found of each tensor, in order.
  /// - Throws: What keeps the report from being written.
  func write(
    _ format: ReportFormat, to output: String?, noting troubles: inout Troubles,
    found: (TensorReport) -> Void
  ) throws {
    switch format.rendering {
    case .whole(let render):
      let document = try wholeDocument(withPictures: format.hasPictures, noting: &troubles)
      document.tensors.forEach(found)
      try Console.write(render(document), to: output)
    case .streamed(let write):
      try stream(write, to: output, noting: &troubles, found: found)
    }
  }

  /// Everything that a report says, once all is known.
  private func wholeDocument(
    withPictures hasPictures: Bool, noting troubles: inout Troubles
  ) throws -> ReportDocument {
    let analysis = Analysis(of: tensors, formats: measured, threads: threads)
    var reports: [TensorReport] = []
    for tensor in tensors.tensors where tensor.isAnalysable {
      if let report = analysis.report(of: tensor, noting: &troubles) { reports.append(report) }
    }
    if reports.isEmpty { try troubles.end() }
    analysis.progress.erase()
    let pictures = hasPictures ? pictures(of: reports, by: analysis, noting: &troubles) : []
    return document(reports, kernels: kernels(of: reports.map(\.tensor)), pictures: pictures)
  }

  /// What a report with pictures shows of each tensor; nil for those that it does not show in full.
  private func pictures(
    of reports: [TensorReport], by analysis: Analysis, noting troubles: inout Troubles
  ) -> [TensorPictures?] {
    var pictures = [TensorPictures?](repeating: nil, count: reports.count)
    let shown = ReportDocument.pictured(among: reports)
    let progress = Progress(
      totalBytes: shown.reduce(0) { $0 + reports[$1].tensor.byteCount })
    defer { progress.erase() }
    for index in shown {
      pictures[index] = analysis.pictures(
        of: reports[index], formats: formats, progress: progress, noting: &troubles)
    }
    return pictures
  }

  /// Writes a report tensor by tensor, each of which is forgotten then.
  private func stream(
    _ write: @escaping ReportFormat.Streaming, to output: String?,
    noting troubles: inout Troubles, found: (TensorReport) -> Void
  ) throws {
    let analysable = tensors.tensors.filter(\.isAnalysable)
    let head = document([], kernels: kernels(of: analysable))
    let analysis = Analysis(of: tensors, formats: measured, threads: threads)
    var rest = analysable.makeIterator()
    // Before the file is begun: where no tensor can be read there is none.
    var first = analysis.next(of: &rest, noting: &troubles)
    if first == nil { try troubles.end() }
    try Console.write(to: output) { put throws(FileWriteError) in
      var failure: FileWriteError?
      write(head) {
        guard let report = first ?? analysis.next(of: &rest, noting: &troubles) else { return nil }
        first = nil
        found(report)
        return ReportPart(document([report], kernels: head.kernels), 0)
      } _: { piece in
        analysis.progress.erase()
        do throws(FileWriteError) {
          try put(piece)
        } catch {
          failure = failure ?? error
        }
        return failure == nil
      }
      if let failure { throw failure }
    }
  }

  private func document(
    _ reports: [TensorReport], kernels: [LinearReport], pictures: [TensorPictures?] = []
  ) -> ReportDocument {
    ReportDocument(
      tool: Environment.tool, source: source, tensors: reports, formats: formats, skipped: skipped,
      showsRepairs: showsRepairs, kernels: kernels, pictures: pictures)
  }

  /// Measures layers of the tensors' sizes, each size once; none where that was not asked for.
  private func kernels(of tensors: [TensorDescriptor]) -> [LinearReport] {
    guard showsKernels else { return [] }
    var seen: Set<LayerSize> = []
    return tensors.map { LayerSize($0) }.filter { seen.insert($0).inserted }.map { measure($0) }
  }

  /// Measures layers of a size; one that no product takes is named.
  private func measure(_ size: LayerSize) -> LinearReport {
    let recipes = KernelRecipes.names(for: formats.map { $0.id })
    let request = LinearBenchmark.Request(
      recipes: recipes.compactMap { try? LinearRecipe(named: $0) }, outputs: size.outputs,
      inputs: size.inputs, batches: [1, 4, 16, 64, 256], isHot: false,
      threads: min(threads, LinearLayer.mostThreads))
    if let note = size.note { Console.say("kernels: \(note); measured \(size)") }
    return LinearBenchmark(engine: .shared, request: request).run { _ in true }
  }
}
