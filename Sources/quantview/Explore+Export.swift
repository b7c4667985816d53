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
  ///   - threads: How many threads may compute what pictures need.
  /// - Returns: What came of it.
  static func export(
    _ request: ExportRequest, of source: any TensorSource, inputs: [String], threads: Int
  ) async -> ExportOutcome {
    do {
      try AtomicFile.check(request.path, against: inputs)
      if !request.mayReplace && AtomicFile.exists(request.path) { return .exists(request) }
    } catch {
      return .failed(request, error.description)
    }
    if let recipe = request.recipe { return export(recipe, as: request) }
    switch await text(of: request, of: source, threads: threads) {
    case .failure(let failure): return .failed(request, failure.line)
    case .success(let text):
      do {
        try AtomicFile.write(text, to: request.path)
        return .written(request, bytes: text.utf8.count)
      } catch {
        return .failed(request, error.description)
      }
    }
  }

  /// Writes a recipe for the program that the request names.
  private static func export(_ recipe: Recipe, as request: ExportRequest) -> ExportOutcome {
    do {
      let kind = try RecipeExport.kind(named: request.kind)
      let (recipe, note) =
        request.ranking?.recipe(heldBy: kind, insteadOf: recipe) ?? (recipe, nil)
      let text = try kind.text(of: recipe)
      try AtomicFile.write(text.text, to: request.path)
      return .written(
        request, bytes: text.text.utf8.count, notes: [note].compactMap(\.self) + text.notes)
    } catch {
      return .failed(request, Failure(error)?.line ?? "\(error)")
    }
  }

  /// The report as it would be written.
  ///
  /// - Parameters:
  ///   - request: What to write.
  ///   - source: What the tensor was read from.
  ///   - threads: How many threads may compute what pictures need.
  /// - Returns: The text, or why there is none.
  static func text(
    of request: ExportRequest, of source: any TensorSource, threads: Int
  ) async -> Result<String, Failure> {
    guard let format = ReportFormat.named(request.kind) else {
      return .failure(
        Failure(status: ExitStatus.usage, "there is no report of the kind \(request.kind)"))
    }
    let formats = request.formats.compactMap { try? FormatRegistry.format($0) }
    var pictures: TensorPictures?
    if format.hasPictures {
      do {
        pictures = try await Analyzer(source: source, threads: threads)
          .pictures(of: request.report, formats: formats)
      } catch {
        return .failure(Failure(error))
      }
    }
    let description = source.description
    let document = ReportDocument(
      tool: Environment.tool,
      source: request.redactsPath ? description.redacted : description,
      tensors: [request.report], formats: formats,
      showsRepairs: RepairFigure(request.report).isComplete, kernels: request.kernels,
      pictures: [pictures])
    return .success(format.render(document))
  }
}
