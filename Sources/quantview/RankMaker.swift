internal import Advisor
internal import QuantAnalysis
internal import QuantCore
internal import QuantReports
internal import TensorFiles

/// What a ranking is asked for.
struct RankRequest {
  let formats: [any QuantizationFormat]
  let metric: RankMetric
  let weight: ErrorWeight
  let limit: RankDocument.Limit?
  let sampleBytes: Int?
  let threads: Int
}

/// Measures the tensors of a model for a ranking while a bar shows how far it is.
struct RankMaker {
  private let source: any TensorSource
  private let request: RankRequest
  private let ranker: Ranker
  private let store: FigureStore?

  /// Creates a maker.
  ///
  /// - Parameters:
  ///   - source: The model.
  ///   - request: What is asked for.
  ///   - rules: What is to become of which tensor.
  ///   - store: Where figures are kept between runs.
  init(
    _ source: any TensorSource, request: RankRequest, rules: MarkRules, store: FigureStore?
  ) {
    self.source = source
    self.request = request
    self.store = store
    ranker = Ranker(
      source, formats: request.formats, rules: rules, sampleBytes: request.sampleBytes,
      threads: request.threads, store: store)
  }

  /// Measures everything and judges it.
  ///
  /// - Parameter troubles: Told of tensors that can't be read.
  /// - Returns: The ranking and what was chosen.
  /// - Throws: `ExitStatus` where no tensor could be.
  func document(noting troubles: inout Troubles) throws -> RankDocument {
    var tensors: [RankedTensor] = []
    try run(noting: &troubles) { tensor in
      tensors.append(tensor)
      return true
    }
    if tensors.isEmpty { try troubles.end() }
    return RankDocument(
      tool: Environment.tool, source: source.description,
      ranking: Ranking(formats: request.formats.map { $0.id }, tensors: tensors),
      formats: request.formats, metric: request.metric, weight: request.weight,
      limit: request.limit, sampleBytes: request.sampleBytes)
  }

  /// Measures the tensors in the order of the files, and says how many were known.
  private func run(
    noting troubles: inout Troubles, _ found: (RankedTensor) throws -> Bool
  ) throws {
    let total = ranker.byteCount()
    let progress = Progress(totalBytes: total)
    defer { progress.erase() }
    var remembered = 0
    var measured = 0
    let ranker = ranker
    let store = store
    try progress.receive {
      (share: Progress.Share, put: @escaping @Sendable (Ranker.Outcome) -> Bool) in
      _ = await ranker.run { name, bytes in
        share.set(name: name)
        share.add(Double(bytes) / Double(max(1, total)))
      } found: {
        put($0)
      }
      store?.flush()
    } _: { outcome in
      switch outcome {
      case .ranked(let tensor, let isRemembered):
        if isRemembered { remembered += 1 }
        if tensor.values != nil, tensor.tensor.elementCount > 0 { measured += 1 }
        return try found(tensor)
      case .failed(_, let error):
        progress.erase()
        troubles.add(Failure(error))
        return true
      }
    }
    progress.erase()
    if remembered > 0 {
      Console.say(
        "\(remembered) of \(measured) tensors are known from an earlier run; --cache none measures all"
      )
    }
  }
}
