internal import Explorer
internal import Figures
internal import QuantAnalysis
internal import QuantCore
internal import QuantReports
internal import TensorFiles

extension Explore {
  /// Writes the report that the explorer asks for: the same bytes as the `report` command.
  ///
  /// - Parameters:
  ///   - request: What to write and where.
  ///   - source: What the tensor was read from.
  ///   - inputs: The files that were opened; none of them is written to.
  /// - Returns: What came of it.
  static func export(
    _ request: ExportRequest, of source: SourceDescription, inputs: [String]
  ) -> ExportOutcome {
    guard let format = ReportFormat.named(request.kind) else {
      return .failed(request, "there is no report of the kind \(request.kind)")
    }
    let document = ReportDocument(
      tool: Environment.tool, source: source, tensors: [request.report],
      formats: request.formats.compactMap { try? FormatRegistry.format($0) },
      showsRepairs: RepairFigure(request.report).isComplete, kernels: request.kernels)
    let text = format.render(document)
    do {
      try AtomicFile.check(request.path, against: inputs)
      if !request.mayReplace && AtomicFile.exists(request.path) { return .exists(request) }
      try AtomicFile.write(text, to: request.path)
      return .written(request, bytes: text.utf8.count)
    } catch {
      return .failed(request, error.description)
    }
  }
}
