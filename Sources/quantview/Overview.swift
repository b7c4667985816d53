internal import QuantCore
internal import QuantReports
internal import TensorFiles

/// The overview that stands in for the explorer where there is no terminal.
struct Overview {
  private let source: any TensorSource
  private let text: OverviewText
  private let analysis: Analysis

  init(of source: any TensorSource, formats: [any QuantizationFormat], threads: Int) {
    self.source = source
    text = OverviewText(of: source.description, tensors: source.tensors, formats: formats)
    analysis = Analysis(of: source, formats: formats, threads: threads)
  }

  /// Prints the tensors as soon as each is analysed.
  ///
  /// - Parameter troubles: Told of tensors that could not be read.
  /// - Throws: A `FileWriteError` where standard output takes no more.
  func print(noting troubles: inout Troubles) throws {
    defer { analysis.progress.erase() }
    guard try Console.print(text.header) else { return }
    for tensor in source.tensors {
      do {
        let report = tensor.isAnalysable ? try analysis.report(of: tensor) : nil
        analysis.progress.erase()
        guard try Console.print(text.entry(of: tensor, report)) else { return }
      } catch let error as TensorFileError {
        analysis.progress.erase()
        troubles.add(Failure(error))
      }
    }
  }
}
