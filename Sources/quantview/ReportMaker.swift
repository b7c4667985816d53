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

  /// Writes a report once everything is known.
  ///
  /// - Parameters:
  ///   - format: The kind of report.
  ///   - output: The file; nil or `-` is standard output.
  ///   - troubles: Told of tensors that can't be read.
  /// - Returns: What was found.
  /// - Throws: What keeps the report from being written.
  func write(
    _ format: ReportFormat, to output: String?, noting troubles: inout Troubles
  ) throws -> [TensorReport] {
    let analysis = Analysis(of: tensors, formats: measured, threads: threads)
    var reports: [TensorReport] = []
    for tensor in tensors.tensors where tensor.isAnalysable {
      if let report = analysis.report(of: tensor, noting: &troubles) { reports.append(report) }
    }
    if reports.isEmpty { try troubles.end() }
    analysis.progress.erase()
    let pictures = pictures(for: format, of: reports, by: analysis, noting: &troubles)
    var kernels: [LinearReport] = []
    if showsKernels {
      var seen: Set<LayerSize> = []
      for report in reports {
        let size = LayerSize(report.tensor)
        if seen.insert(size).inserted { kernels.append(measure(size)) }
      }
    }
    let document = document(reports, kernels: kernels, pictures: pictures)
    try Console.write(format.render(document), to: output)
    return reports
  }

  /// What a report with pictures shows of each tensor; nil for those that it does not show in full.
  private func pictures(
    for format: ReportFormat, of reports: [TensorReport], by analysis: Analysis,
    noting troubles: inout Troubles
  ) -> [TensorPictures?] {
    var pictures = [TensorPictures?](repeating: nil, count: reports.count)
    guard format.hasPictures else { return pictures }
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

  /// Writes a report tensor by tensor; a file appears when all are done.
  ///
  /// - Parameters:
  ///   - format: The kind of report, one that is streamed.
  ///   - output: The file; nil or `-` is standard output.
  ///   - troubles: Told of tensors that can't be read.
  /// - Returns: What was found.
  /// - Throws: What keeps the report from being written.
  func stream(
    _ format: ReportFormat, to output: String?, noting troubles: inout Troubles
  ) throws -> [TensorReport] {
    let isFile = output != nil && output != "-"
    let analysis = Analysis(of: tensors, formats: measured, threads: threads)
    var reports: [TensorReport] = []
    var kernels: [LayerSize: LinearReport] = [:]
    var text = format.opening
    for tensor in tensors.tensors where tensor.isAnalysable {
      guard let report = analysis.report(of: tensor, noting: &troubles) else { continue }
      reports.append(report)
      let size = LayerSize(tensor)
      if showsKernels, kernels[size] == nil {
        analysis.progress.erase()
        kernels[size] = measure(size)
      }
      text += format.rest(of: document([report], kernels: [kernels[size]].compactMap(\.self)))
      guard !isFile else { continue }
      analysis.progress.erase()
      // Nobody reads on: the rest need not be computed.
      guard try Console.print(text) else { return reports }
      text = ""
    }
    analysis.progress.erase()
    if reports.isEmpty { try troubles.end() }
    try Console.write(text, to: output)
    return reports
  }

  private func document(
    _ reports: [TensorReport], kernels: [LinearReport], pictures: [TensorPictures?] = []
  ) -> ReportDocument {
    ReportDocument(
      tool: Environment.tool, source: source, tensors: reports, formats: formats, skipped: skipped,
      showsRepairs: showsRepairs, kernels: kernels, pictures: pictures)
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
