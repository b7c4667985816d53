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
  /// - Returns: Its complete report; nil where a signal arrived that is held back.
  /// - Throws: A `TensorFileError` where the file changed meanwhile.
  func report(of tensor: TensorDescriptor) throws(TensorFileError) -> TensorReport? {
    let request = AnalysisRequest(tensor: tensor, formats: formats)
    let analyzer = analyzer
    let outcome = progress.wait(bytes: tensor.byteCount, name: tensor.name) { share in
      await Self.lastWord(of: analyzer.events(for: request), share: share)
    }
    return try outcome?.get()
  }

  /// Analyses the next tensor that can be read.
  ///
  /// - Parameters:
  ///   - rest: The tensors still to be analysed.
  ///   - troubles: Told of those that can't be read.
  /// - Returns: Its report; nil after the last, and where a signal arrived that is held back.
  func next(
    of rest: inout some IteratorProtocol<TensorDescriptor>, noting troubles: inout Troubles
  ) -> TensorReport? {
    while !Signals.hasArrived, let tensor = rest.next() {
      if let report = report(of: tensor, noting: &troubles) { return report }
    }
    return nil
  }

  /// Analyses a tensor; nil where it can't be read, which is noted.
  func report(of tensor: TensorDescriptor, noting troubles: inout Troubles) -> TensorReport? {
    do throws(TensorFileError) {
      return try report(of: tensor)
    } catch {
      progress.erase()
      troubles.add(Failure(error))
      return nil
    }
  }

  /// Looks at a tensor again for its pictures; nil where it can't be read any more, which is noted.
  ///
  /// - Parameters:
  ///   - report: The tensor's report.
  ///   - formats: The formats to picture.
  ///   - progress: Shows how far the pictures of all tensors are.
  ///   - troubles: Told where it can't be read.
  /// - Returns: The pictures.
  func pictures(
    of report: TensorReport, formats: [any QuantizationFormat], progress: Progress,
    noting troubles: inout Troubles
  ) -> TensorPictures? {
    let analyzer = analyzer
    let outcome: Result<TensorPictures?, TensorFileError> = progress.wait(
      bytes: report.tensor.byteCount, name: report.tensor.name
    ) { share in
      do throws(TensorFileError) {
        return .success(
          try await analyzer.pictures(of: report, formats: formats) { share.set($0) })
      } catch {
        return .failure(error)
      }
    }
    do throws(TensorFileError) {
      return try outcome.get()
    } catch {
      progress.erase()
      troubles.add(Failure(error))
      return nil
    }
  }

  private static func lastWord(
    of events: AsyncStream<AnalysisEvent>, share: Progress.Share
  ) async -> Result<TensorReport, TensorFileError>? {
    for await event in events {
      if Signals.hasArrived { return nil }
      switch event {
      case .partial(_, let done): share.set(done)
      case .finished(let report): return .success(report)
      case .failed(let error): return .failure(error)
      }
    }
    return nil
  }
}
