internal import QuantAnalysis
internal import QuantCore
internal import TensorFiles

/// Analyses tensors one after the other while a bar shows how far it is.
struct Analysis {
  private let analyzer: Analyzer
  private let formats: [any QuantizationFormat]
  /// What shows how far it is; to be erased before anything is printed.
  let progress: Progress

  init(of source: any TensorSource, formats: [any QuantizationFormat], threads: Int) {
    analyzer = Analyzer(source: source, threads: threads)
    self.formats = formats
    progress = Progress(
      totalBytes: source.tensors.filter(\.isAnalysable).reduce(0) { $0 + $1.byteCount })
  }

  /// Analyses a tensor.
  ///
  /// - Parameter tensor: An analysable tensor of the source.
  /// - Returns: Its complete report.
  /// - Throws: A `TensorFileError` where the file changed meanwhile.
  func report(of tensor: TensorDescriptor) throws(TensorFileError) -> TensorReport {
    let request = AnalysisRequest(tensor: tensor, formats: formats)
    let analyzer = analyzer
    let outcome = progress.wait(bytes: tensor.byteCount, name: tensor.name) { share in
      await Self.lastWord(of: analyzer.events(for: request), share: share)
    }
    return try outcome.get()
  }

  private static func lastWord(
    of events: AsyncStream<AnalysisEvent>, share: Progress.Share
  ) async -> Result<TensorReport, TensorFileError> {
    for await event in events {
      switch event {
      case .partial(_, let done): share.set(done)
      case .finished(let report): return .success(report)
      case .failed(let error): return .failure(error)
      }
    }
    preconditionFailure("an analysis that nobody cancels ends with a report or an error")
  }
}
